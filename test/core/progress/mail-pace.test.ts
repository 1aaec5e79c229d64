import { beforeEach, describe, expect, test } from 'vitest';
import { MailPacedError } from '../../../core/domain/errors.ts';
import { type MailLane, MailPace } from '../../../core/progress/mail-pace.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { type DocumentTables, documentTables, itemIn } from '../../doubles/document-tables.ts';

const start = Date.parse('2027-03-01T12:00:00Z');
/** At 14 a second. */
const msPerMail = 72;

describe.each(documentTables)('%s', (_, open) => {
  let clock: number;
  let tables: DocumentTables;
  /** Calls of DynamoDB. */
  let calls: number;

  function take(lane: MailLane): Promise<void> {
    const client = {
      send(command: never) {
        calls += 1;
        return tables.client.send(command);
      },
    } as typeof tables.client;
    return new MailPace(new ProgressTable(client, tables.progress, () => clock), 14).lane(lane).take();
  }

  async function takeUntilRefused(lane: MailLane): Promise<number> {
    for (let granted = 0; ; granted += 1) {
      const error: unknown = await take(lane).catch((thrown: unknown) => thrown);
      if (error instanceof MailPacedError) return granted;
      if (error !== undefined) throw error;
    }
  }

  beforeEach(async () => {
    clock = start;
    calls = 0;
    tables = await open();
  });

  test('on a quiet day, a mail costs one call', async () => {
    await take('family');
    expect(calls).toBe(1);
    expect(await itemIn(tables, 'mail_pace')).toEqual({ entryId: 'mail_pace', pace: start + msPerMail });
    clock += msPerMail + 1;
    await take('family');
    expect(calls).toBe(2);
  });

  test('families go before jobs, and the organisers before both', async () => {
    expect(await takeUntilRefused('job')).toBe(3);
    expect(await takeUntilRefused('family')).toBe(4);
    expect(await takeUntilRefused('job')).toBe(0);
    expect(await takeUntilRefused('organiser')).toBeGreaterThan(50);
    expect(await takeUntilRefused('family')).toBe(0);
  });

  test('while many wait, being refused costs one call too', async () => {
    await takeUntilRefused('family');
    calls = 0;
    await expect(take('family')).rejects.toThrow('SES: not before 2027-03-01T12:00:00.');
    expect(calls).toBe(1);
  });
});
