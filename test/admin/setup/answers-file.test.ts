import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answersFrom } from '../../../admin/setup/answers-file.ts';
import { isPath, readSecretFile } from '../../../admin/setup/secret-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'answers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const asker = (answers: unknown) => answersFrom(fileOf('answers.json', answers));

test('answers by the keys of questions, and secrets by their files', async () => {
  const ask = asker({
    'mail.contact': 'info@riverside.org',
    challonge: false,
    'registration.freeTypes': ['coach'],
    'stripe.apiKey': { file: fileOf('stripe', 'rk_live_1\n') },
  });
  const question = { ask: '?', problem: () => undefined };
  expect(await ask.text('mail.contact', question)).toBe('info@riverside.org');
  expect(await ask.text('competition.venue', { ask: '?', optional: true })).toBe('');
  expect(await ask.confirm('challonge', { ask: '?' })).toBe(false);
  expect(await ask.secret('stripe.apiKey', question)).toBe('rk_live_1');
  await expect(ask.confirm('stageFile.write', { ask: 'Write it?', default: true })).rejects.toThrow(
    /does not say stageFile.write .*: Write it\?$/,
  );
  await expect(ask.secret('stripe.apiKey', { ask: '?', problem: () => 'no key' })).rejects.toThrow(
    /: no key$/,
  );
});

test.each([
  [{ 'stripe.apiKey': 'rk_live_1' }, 'stripe.apiKey is a secret'],
  [{ 'mail.contact': { file: '/etc/hosts' } }, 'mail.contact is no secret'],
  [{ contact: 'x' }, 'setup does not ask about contact'],
  [['x'], 'expected texts'],
])('refuses %j, without quoting a secret', (answers, why) => {
  expect(() => asker(answers)).toThrow(why);
  expect(() => asker(answers)).not.toThrow('rk_live');
});

test('a secret is not read from the project’s folder', () => {
  expect(() => readSecretFile('package.json')).toThrow('is in the project’s folder');
  expect(() => readSecretFile(join(folder, 'missing'))).toThrow('cannot be read');
  expect(readSecretFile(fileOf('key', ' whsec_1\n'))).toBe('whsec_1');
  expect(['/run/key', '~/key', './key', 'C:\\key'].every(isPath)).toBe(true);
  expect(['rk_live_1', 'whsec_/1'].some(isPath)).toBe(false);
});
