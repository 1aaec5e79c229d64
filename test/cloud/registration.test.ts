import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEntryFile } from '../../local/entry-file.ts';
import { competitor, outcomes, register } from './fixtures.ts';

const sentByTheForm = readEntryFile(join(import.meta.dirname, '../fixtures/entries/sent-by-the-form.json'));

describe('a paid registration', () => {
  test('travels from the queue through payment, store, email and badge to Drive', async () => {
    const { entryId, sessionId } = await register(competitor());
    const outcome = await outcomes.of(entryId);
    expect(entryId).toBe(sessionId);
    expect(outcome.execution).toMatchObject({ status: 'SUCCEEDED' });
    expect(outcome.registration).toMatchObject({
      reg_type: 'competitor',
      payment: expect.stringMatching(/^pi_/),
    });
    expect(outcome.registration).not.toHaveProperty('checkout');
    expect(outcome.confirmation?.subject).toBe('2027 Riverside Open Taekwondo Championship Registration');
    expect(outcome.badge?.jpeg.subarray(0, 2)).toEqual(new Uint8Array([0xff, 0xd8]));
    expect(outcome.driveFile?.name).toBe(`badge_${entryId}.jpg`);
  });

  test('is what comes of everything that the live form sent, paid or added by hand', async () => {
    const { entries, problems } = sentByTheForm;
    expect(problems).toEqual([]);
    expect(entries).toHaveLength(5);
    const ends = await Promise.all(
      entries.map(async ({ body }) => {
        const { entryId } = await register(body);
        const { execution, registration, confirmation } = await outcomes.of(entryId);
        return [execution.status, registration?.full_name, confirmation?.recipients];
      }),
    );
    expect(ends).toEqual([
      ['SUCCEEDED', 'Front End', ['fe1@example.org']],
      ['SUCCEEDED', 'Little Dragon', ['fe2@example.org']],
      ['SUCCEEDED', 'Coach Fe', ['fe3@example.org']],
      ['SUCCEEDED', 'Manual Add', ['fe4@example.org']],
      ['SUCCEEDED', 'Manual Coach', ['fe5@example.org']],
    ]);
  });
});
