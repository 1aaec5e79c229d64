import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readEntryFile } from '../../local/entry-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'tkd-registration-entries-'));
const file = join(folder, 'entries.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(content: unknown) {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readEntryFile(file);
}

const body = { full_name: { S: 'Jordan Rivera' }, medical_form: { M: { contacts: { S: null } } } };
const other = { full_name: { S: 'Alex Moreno' } };
const asRequest = (message: unknown) => ({
  DelaySeconds: 120,
  MessageAttributes: { Name: { DataType: 'String', StringValue: 'Jordan_Rivera' } },
  MessageBody: JSON.stringify(message),
});

describe('a file of entries', () => {
  test.each<[what: string, content: unknown]>([
    ['a list of message bodies', [body, other]],
    ['a list of message bodies as text', [JSON.stringify(body), JSON.stringify(other)]],
    ["a list of the form's SendMessage requests", [asRequest(body), asRequest(other)]],
    ['an SQS event', { Records: [{ body: JSON.stringify(body) }, { body: other }] }],
  ])('may be %s', (_, content) => {
    expect(read(content)).toEqual({
      entries: [
        { number: 1, body },
        { number: 2, body: other },
      ],
      problems: [],
    });
  });

  test.each<[what: string, content: unknown]>([
    ['message body', body],
    ['SendMessage request', asRequest(body)],
  ])('may be one %s', (_, content) => {
    expect(read(content).entries).toEqual([{ number: 1, body }]);
  });

  test('is read to the end despite an entry that cannot be read, which is named', () => {
    const { entries, problems } = read([{ MessageBody: '{' }, 7, asRequest([body]), other]);
    expect(entries).toEqual([{ number: 4, body: other }]);
    expect(problems).toEqual([
      expect.stringMatching(/^entries\.json, entry 1: body is not JSON: /),
      expect.stringMatching(/^entries\.json, entry 2: expected an object of attributes such as /),
      expect.stringMatching(/^entries\.json, entry 3: expected an object of attributes such as /),
    ]);
  });

  test('is refused when it does not exist, or is not JSON', () => {
    expect(() => readEntryFile(join(folder, 'none.json'))).toThrow(/none\.json: cannot be read \(ENOENT\)$/);
    expect(() => read('entries')).toThrow(/entries\.json: not JSON: /);
  });
});
