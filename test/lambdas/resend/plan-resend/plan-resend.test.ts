import { beforeEach, describe, expect, test } from 'vitest';
import { toAttributeValues } from '../../../../core/domain/entry-item.ts';
import { EntryInvalidError } from '../../../../core/domain/errors.ts';
import { registrationIdOf } from '../../../../core/domain/ids.ts';
import { NewKeys } from '../../../../core/jobs/new-keys.ts';
import { parseOrder } from '../../../../core/jobs/parse-order.ts';
import { leftOutFile, resendJob, resendOrder, sendingOrder } from '../../../../core/jobs/resend-order.ts';
import { planResend } from '../../../../lambdas/resend/plan-resend/plan-resend.ts';
import { resendMail } from '../../../../lambdas/resend/resend-mails/resend-mails.ts';
import { progressIn } from '../../../doubles/progress.ts';
import { recordingMailer } from '../../../doubles/recording-mailer.ts';
import { Stage } from '../../../doubles/stage.ts';

const job = '2027-03-01-job';
const all = { kind: 'all' };

/** A stage whose families get their confirmations again. */
class JobStage extends Stage {
  readonly mails = progressIn(this.documents, () => this.now).mails;
  readonly mailer = recordingMailer();

  /** @returns the registration's id. One without an entry is of another system. */
  async register(name: string, { entryId, ...changes }: Record<string, unknown> = {}, confirmed = true) {
    const pk = `Golden Dragon-coach-${name}`;
    const email = `${name.toLowerCase()}@example.com`;
    const given = {
      full_name: name,
      school: 'Golden Dragon',
      reg_type: 'coach',
      email,
      pk,
      entryId,
      ...changes,
    };
    const row = toAttributeValues(Object.fromEntries(Object.entries(given).filter(([, value]) => value)));
    this.rows.set(pk, row);
    if (entryId) this.setProgress(String(entryId), { registrationKey: pk });
    const id = registrationIdOf(row);
    if (entryId && confirmed) {
      await this.mails.recordSent({ entryId: id, purpose: 'confirmation', execution: id }, 'first');
    }
    return id;
  }

  async plan(order: object) {
    const { registrations, progress, sheets: files } = this.clients;
    const parsed = parseOrder(resendOrder, order);
    const plan = await planResend(
      { execution: job, order: parsed },
      {
        ...{ competitionYear: 2027, timeZone: 'America/Chicago', now: () => this.now },
        ...{ registrations, progress, mails: this.mails, files },
      },
    );
    const { bytes = [] } = this.sheets.get(plan.key) ?? {};
    const lines = Buffer.from(bytes).toString().split('\n').filter(Boolean);
    this.sheets.delete(plan.key);
    return { ...plan, lines: lines.map((line) => JSON.parse(line) as { id: string }) };
  }

  /** Plans, and works on what is planned. @returns what was done, by the ids. */
  async run(order: object, meanwhile = () => undefined as unknown): Promise<Record<string, string>> {
    const { lines, order: given } = await this.plan(order);
    meanwhile();
    const { registrations, progress, sheets } = this.clients;
    const done: Record<string, string> = {};
    for (const item of lines) {
      const batch = { job, execution: 'batch-1', order: sendingOrder.parse(given) };
      done[item.id] = await resendMail(item, batch, {
        ...{ registrations, progress, mails: this.mails, mailer: this.mailer.mailer, badgesOn: true },
        competition: { name: 'Green Country Open', year: 2027, contactEmail: 'contact@example.com' },
        newKeys: new NewKeys(sheets, resendJob),
        now: () => this.now,
      });
    }
    return done;
  }

  get addresses(): string[] {
    return this.mailer.sent.flatMap(({ to }) => to.map(({ address }) => address));
  }
}

let stage: JobStage;
beforeEach(() => {
  stage = new JobStage();
  stage.now = Date.parse('2027-03-02T03:00:00Z');
});

describe('confirmations are sent again', () => {
  test('to all that a filter names, those of another system included, once a day, or for an occasion', async () => {
    const [ann, bo] = [await stage.register('Ann', { entryId: 'cs_test_a' }), await stage.register('Bo')];
    await stage.register('Cy', { entryId: 'cs_test_c', school: 'Another' });
    const order = { filter: { kind: 'school', school: 'Golden Dragon' } };
    expect(await stage.run(order)).toEqual({ [ann]: 'sent', [bo]: 'sent' });
    expect(stage.addresses).toEqual(['ann@example.com', 'bo@example.com']);
    expect(stage.documents.items.get(ann)).toHaveProperty('mail resend 2027-03-01');

    expect(await stage.plan(order)).toMatchObject({
      items: 0,
      counts: { registrations: 2, toBeSent: 0, alreadySent: 2 },
    });
    expect(await stage.run({ ...order, occasion: 'new-hall' })).toEqual({ [ann]: 'sent', [bo]: 'sent' });
    stage.now += 24 * 60 * 60_000;
    expect((await stage.plan(order)).items).toBe(2);
  });

  test('to nobody who is not to get one: they are listed in the bucket with the reason', async () => {
    await stage.register('Ann', { entryId: 'cs_test_a', payment_state: 'refunded' });
    await stage.register('Bo', { entryId: 'cs_test_b', email: 'nobody' });
    await stage.register('Cy', { entryId: 'cs_test_c' }, false);
    const plan = await stage.plan({ filter: all });
    expect(plan).toMatchObject({
      items: 0,
      counts: {
        registrations: 3,
        toBeSent: 0,
        alreadySent: 0,
        leftOut: 3,
      },
    });
    expect(await stage.clients.sheets.readJson(`jobs/resend/${job}/left-out.json`, leftOutFile)).toEqual([
      { id: 'cs_test_a', reason: 'payment refunded' },
      { id: 'cs_test_b', reason: 'no address' },
      { id: 'cs_test_c', reason: 'not confirmed yet' },
    ]);
    expect(JSON.stringify(plan)).not.toMatch(/Golden|Ann|Bo|Cy/);
  });

  test('as the registrations are when the mails are sent', async () => {
    await stage.register('Ann', { entryId: 'cs_test_a' });
    await stage.register('Bo', { entryId: 'cs_test_b' });
    await stage.register('Cy', { entryId: 'cs_test_c' });
    const [ann, bo, cy] = [...stage.rows.keys()] as [string, string, string];
    const meanwhile = () => {
      stage.rows.delete(ann);
      stage.rows.set(bo, { ...stage.rows.get(bo), payment_state: { S: 'on hold' } });
      stage.rows.set(cy, { ...stage.rows.get(cy), email: { S: 'corrected@example.com' } });
    };
    expect(await stage.run({ filter: all }, meanwhile)).toEqual({
      cs_test_a: 'registration gone',
      cs_test_b: 'payment on hold',
      cs_test_c: 'sent',
    });
    expect(stage.addresses).toEqual(['corrected@example.com']);
  });

  test('but for one that lacks its name: it is planned, and fails with the reason', async () => {
    await stage.register('Ann', { entryId: 'cs_test_a', full_name: '' });
    await expect(stage.run({ filter: all })).rejects.toThrow(EntryInvalidError);
  });
});

test('an order that only counts plans nothing, and says who would not get one', async () => {
  await stage.register('Ann');
  await stage.register('Bo', { email: '' });
  expect(await stage.plan({ filter: all, planOnly: true })).toMatchObject({
    items: 0,
    counts: { registrations: 2, toBeSent: 1, leftOut: 1 },
  });
  expect([...stage.sheets.keys()]).toEqual([`jobs/resend/${job}/left-out.json`]);
});

test.each([{}, { filter: all, occasion: 'New hall' }, { filter: all, occasion: 'x'.repeat(41) }])(
  'an order without a filter, or with an occasion that is none, is refused: %j',
  async (order) => {
    await expect(stage.plan(order)).rejects.toThrow(/^(filter|occasion): /);
  },
);
