import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Mailer } from '../../../../core/clients/mail.ts';
import { MailOutcomeUnknownError, ServiceUnavailableError } from '../../../../core/domain/errors.ts';
import type { Finding } from '../../../../core/domain/findings.ts';
import type { PartFailure } from '../../../../core/domain/state.ts';
import type { Notices } from '../../../../core/progress/notices.ts';
import { sendDigest, settledAfterMs } from '../../../../lambdas/digest/send-digest/send-digest.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { progressIn } from '../../../doubles/progress.ts';
import { recordingMailer } from '../../../doubles/recording-mailer.ts';
import { MemoryEntries, MemoryRegistrations } from '../../../doubles/tables.ts';
import { tellingAt } from '../../../doubles/telling.ts';
import competitorItem from '../../../fixtures/send-confirmation/competitor.json' with { type: 'json' };

const stateMachine = 'arn:aws:states:us-east-2:111122223333:stateMachine:tkd-registration-dev';
const refusedKey: PartFailure = {
  part: 'registration',
  error: 'StripeAccessDeniedError',
  reason: 'Stripe refuses the key',
};
const fullDrive: PartFailure = { part: 'badge', error: 'DriveStorageFullError', reason: 'full' };

/** The progress table, the entries, and a clock that goes on by itself. */
function setUp() {
  let clock = Date.UTC(2027, 2, 13, 20, 5);
  const now = () => clock;
  const { mails, notices, progress } = progressIn(inMemoryDocuments(), now);
  const entries = new MemoryEntries();
  const telling = tellingAt(now);
  return {
    progress,
    notices,
    telling,
    later: () => {
      clock += settledAfterMs + 1;
    },
    /** Parks an entry and leaves it to the digest. */
    async leave(name: string, ...failures: PartFailure[]) {
      const entryId = `cs_test_${name}`;
      entries.with(entryId, { ...competitorItem, full_name: { S: `Jo ${name}` } });
      await progress.park(entryId, failures);
      await notices.note(entryId, { execution: entryId, stateMachine });
      return entryId;
    },
    /** Leaves to the digest what needs checking in an entry that is registered. */
    async look(name: string, ...findings: Finding[]) {
      const entryId = `cs_test_${name}`;
      entries.with(entryId, { ...competitorItem, full_name: { S: `Jo ${name}` } });
      await notices.note(entryId, { execution: entryId, stateMachine }, findings);
    },
    untold: async () => (await notices.untoldBefore(clock + 1, 1_000)).map(({ entryId }) => entryId),
    dependencies: (mailer: Mailer, given: Notices = notices) => ({
      mails,
      notices: given,
      mailer,
      telling,
      sources: { entries, registrations: new MemoryRegistrations(), progress },
    }),
  };
}

let world: ReturnType<typeof setUp>;
let recording: ReturnType<typeof recordingMailer>;

beforeEach(() => {
  world = setUp();
  recording = recordingMailer();
});

const send = (mailer = recording.mailer) =>
  sendDigest({ execution: randomUUID() }, world.dependencies(mailer));

describe('the mail', () => {
  test('reports all that is left, grouped by what is wrong, with whom it is about and the one thing to do', async () => {
    for (let index = 0; index < 37; index += 1) await world.leave(`Rivera${index}`, refusedKey);
    world.later();
    expect(await send()).toEqual({ told: 37 });
    const [mail] = recording.sent;
    expect(mail?.subject).toBe(
      '2026 Midwest Open: 37 registrations could not be finished: Stripe refuses the key',
    );
    expect(mail?.text).toContain(
      '- Jo Rivera0, Golden Dragon TKD - Owasso\n  Run it again: https://us-east-2.',
    );
    expect(mail?.text.match(/^- Jo Rivera/gm)).toHaveLength(37);
    expect(mail?.text.match(/“New execution”/g)).toHaveLength(1);
    expect(mail?.text.match(/^What to do$/gm)).toHaveLength(1);
    expect(JSON.stringify(mail)).not.toMatch(/Peanuts|2013|918|parent@/);
  });

  test('has a section for each kind of problem', async () => {
    await world.leave('First', refusedKey, fullDrive);
    await world.leave('Second', { ...fullDrive, refresh: true });
    await world.leave('Third', refusedKey);
    world.later();
    await send();
    const [mail] = recording.sent;
    expect(mail?.subject).toBe('2026 Midwest Open: 3 registrations need attention, for 3 reasons');
    expect(mail?.text).toContain('\n2 registrations could not be finished: Stripe refuses the key\n---');
    expect(mail?.text).toContain('\nA badge could not be made: Google Drive is full\n---');
    expect(mail?.text).toContain('\nA badge could not be updated: Google Drive is full\n---');
  });

  test('links to each entry and names its fields if an entry has to be corrected', async () => {
    const reason = 'entry cs_test_First: school: missing';
    await world.leave('First', { part: 'registration', error: 'EntryInvalidError', reason });
    world.later();
    await send();
    expect(recording.sent[0]?.text).toMatch(
      /- Jo First, Golden Dragon TKD - Owasso\n {2}Open the entry: https:.+cs_test_First.*\n {2}Run it again: https:/,
    );
  });

  test('gives the sums of what was paid, and leads to the payment', async () => {
    const detail = 'paid 85.00 USD, expected 100.00 USD; missing: 1 x Additional Event';
    const reason = `entry cs_test_First: ${detail}`;
    await world.leave('First', { part: 'registration', error: 'UnderpaidError', reason });
    await world.look('Second', { field: 'payment', code: 'paid-less', detail });
    world.later();
    await send();
    const { text = '' } = recording.sent[0] ?? {};
    expect(text).toContain(`- Jo First, Golden Dragon TKD - Owasso: ${detail}\n`);
    expect(text).toContain(
      `- Jo Second, Golden Dragon TKD - Owasso: Payment is less than the entry costs: ${detail}\n`,
    );
    expect(text.match(/payment.*: https:\/\/dashboard\.stripe\.com\/test\/search/g)).toHaveLength(2);
  });

  test('reports what needs checking besides what needs attention', async () => {
    const entryId = await world.leave('First', refusedKey);
    await world.look(
      'Second',
      { field: 'beltRank', code: 'unknown' },
      { field: 'school', code: 'not-listed' },
    );
    await world.look('Third', { field: 'birthdate', code: 'missing' });
    world.later();
    expect(await send()).toEqual({ told: 3 });
    const [mail] = recording.sent;
    expect(mail?.subject).toBe('2026 Midwest Open: 3 registrations need attention, for 2 reasons');
    expect(mail?.text).toContain('\n2 registrations need checking: something is unclear\n---');
    expect(mail?.text).toContain(
      '- Jo Second, Golden Dragon TKD - Owasso: Belt is not one that we know; School is not on the list of schools\n',
    );
    expect(mail?.text).toContain(`first entry ${entryId}`);
    expect(await world.untold()).toEqual([]);
    world.later();
    expect(await send()).toEqual({ told: 0 });
  });

  test('names some and counts the others, of however many', async () => {
    for (let index = 0; index < 60; index += 1) await world.leave(`Rivera${index}`, refusedKey);
    world.later();
    await send();
    expect(recording.sent[0]?.text).toContain('- and 10 more\n');
  });
});

describe('a run', () => {
  test('leaves out what has just been noted: its own mail may be on its way', async () => {
    await world.leave('Rivera', refusedKey);
    expect(await send()).toEqual({ told: 0 });
    expect(recording.sent).toEqual([]);
  });

  test('leaves out what has been fixed in the meantime', async () => {
    const entryId = await world.leave('Rivera', refusedKey);
    await world.progress.recordDone(entryId, 'registration');
    world.later();
    expect(await send()).toEqual({ told: 0 });
    expect(recording.sent).toEqual([]);
    expect(await world.untold()).toEqual([]);
  });

  test('reports once: the next one has nothing to report', async () => {
    await world.leave('Rivera', refusedKey);
    world.later();
    await send();
    expect(await send()).toEqual({ told: 0 });
    expect(recording.sent).toHaveLength(1);
  });

  test('reports a new failure although an older one of the same entry is in the digest that is being sent', async () => {
    const entryId = await world.leave('Rivera', refusedKey);
    world.later();
    const away = recordingMailer(new ServiceUnavailableError('SES SendEmail: 503'));
    await expect(send(away.mailer)).rejects.toThrow(ServiceUnavailableError);
    await world.notices.note(entryId, { execution: `${entryId}-2`, stateMachine });
    world.later();
    await send();
    expect(await world.untold()).toEqual([entryId]);
    await send();
    expect(await world.untold()).toEqual([]);
    expect(recording.sent).toHaveLength(1);
  });

  test('reports again, with what came since, if nobody knows whether the mail was sent', async () => {
    await world.leave('Rivera', refusedKey);
    world.later();
    const lost = recordingMailer(
      new ServiceUnavailableError('no answer'),
      new ServiceUnavailableError('no answer'),
    );
    await expect(send(lost.mailer)).rejects.toThrow(ServiceUnavailableError);
    world.later();
    await expect(send(lost.mailer)).rejects.toThrow(ServiceUnavailableError);
    world.later();
    await expect(send(lost.mailer)).rejects.toThrow(MailOutcomeUnknownError);
    await world.leave('Moreno', refusedKey);
    world.later();
    expect(await send()).toEqual({ told: 2 });
  });
});

test('reports everything exactly once, wherever runs are cut off', async () => {
  const names = fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(names, fc.array(fc.nat(40), { maxLength: 6 }), async (people, cuts) => {
      world = setUp();
      const { mailer, sent } = recordingMailer();
      for (const name of people) await world.leave(`P${name}x`, refusedKey);
      for (const cut of [...cuts, Number.POSITIVE_INFINITY]) {
        world.later();
        const notices = cutOff(world.notices, cut);
        await sendDigest({ execution: randomUUID() }, world.dependencies(mailer, notices)).catch((error) =>
          expect(error).toBeInstanceOf(ServiceUnavailableError),
        );
      }
      expect(await world.untold()).toEqual([]);
      const told = sent.flatMap(({ text }) => text.match(/Jo P\d+x|and \d+ more/g) ?? []);
      const counted = told.map((line) => Number(/and (\d+) more/.exec(line)?.[1] ?? 1));
      expect(counted.reduce((sum, count) => sum + count, 0)).toBe(people.length);
      expect((await world.notices.sealed()) ?? []).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

/** The same notices, which fail for good after so many calls: as if the Lambda had ended there. */
function cutOff(notices: Notices, after: number): Notices {
  let calls = 0;
  return new Proxy(notices, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>;
      return async (...given: unknown[]) => {
        calls += 1;
        if (calls > after) throw new ServiceUnavailableError('cut off');
        return method.apply(target, given);
      };
    },
  });
}
