/** The sweep: whatever was lost on the way from Stripe is done by the next one, once. */

import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import type { PaymentReading } from '../../core/domain/payment-reading.ts';
import { waitFor } from '../../local/outcome.ts';
import { streamCaughtUp, submitted } from './act.ts';
import { figureOf } from './figures.ts';
import { cloud, ended, faultsLeft, frontEnd, misbehave, outcomes, register } from './fixtures.ts';
import {
  adminMails,
  documents,
  executionsOf,
  fulfilled,
  holdings,
  marksOf,
  registrationsOf,
  untouched,
} from './inspect.ts';
import { competitor } from './people.ts';
import { chargeOf, press } from './stripe-buttons.ts';
import { completed, post, sign } from './stripe-events.ts';
import { codesFor, sweep, webhooksAfterAll, withoutWebhooks } from './sweeps.ts';

describe('a signing secret that was wrong for a day', () => {
  test('costs an hour: one sweep registers everybody, once, and a second one does nothing', async () => {
    const bodies = [competitor(), competitor(), competitor()];
    const ids = await Promise.all(bodies.map(async (body) => (await submitted(body)).entryId));
    await withoutWebhooks(ids);
    for (const id of ids) {
      await frontEnd.press('card', id);
      const event = completed(id);
      expect(await post(event, sign(event, { secret: 'whsec_of_another_endpoint' }))).toBe(400);
    }
    const all = () => Promise.all(ids.map((id, index) => holdings(id, bodies[index] ?? {})));

    const report = await sweep({});
    expect(codesFor(report, ids)).toEqual(['not-started', 'not-started', 'not-started']);
    expect(report.reported).toBe(false);
    expect(await all()).toEqual(ids.map(() => untouched));

    expect(codesFor(await sweep(), ids)).toEqual(['not-started', 'not-started', 'not-started']);
    expect(await figureOf('Sum', 'WebhooksMissed')).toBeGreaterThanOrEqual(3);
    await Promise.all(ids.map(ended));
    expect(await all()).toEqual(ids.map(() => fulfilled));

    expect(codesFor(await sweep(), ids)).toEqual([]);
    await webhooksAfterAll(ids);
    expect(await all()).toEqual(ids.map(() => fulfilled));
  });
});

test('an execution that ended without a registration and without a mark is started again', async () => {
  const body = competitor();
  const { entryId } = await submitted(body);
  // The stream's Lambda reads the entry's progress, which is not to use up a fault.
  await streamCaughtUp();
  // Neither the entry can be read, nor that marked: what no retry helps.
  const denied = '{"__type":"AccessDeniedException"}';
  const refused = { kind: 'answer', status: 400, body: denied, headers: {} } as const;
  for (const operation of ['GetItem', 'UpdateItem']) {
    await misbehave({ service: 'dynamodb', operation, contains: entryId, times: 1, behaviour: refused });
  }
  await frontEnd.press('card', entryId);
  expect(await ended(entryId)).toMatchObject({ status: 'FAILED', error: 'CouldNotPark' });
  expect(await faultsLeft(entryId)).toEqual([]);
  expect(await marksOf(entryId)).toEqual([]);

  expect(codesFor(await sweep(), [entryId])).toEqual(['lost']);
  const again = (await executionsOf(entryId)).find((name) => name !== entryId) ?? '';
  expect(again).toMatch(/-[0-9a-f]{8}$/);
  await ended(again);
  expect(await holdings(entryId, body)).toEqual({ ...fulfilled, executions: ['FAILED', 'SUCCEEDED'] });
  expect(codesFor(await sweep(), [entryId])).toEqual([]);
});

describe('what happens to a payment, and nobody announces', () => {
  const stateOf = async (entryId: string) => (await registrationsOf(entryId))[0]?.payment_state;
  const readingOf = async (entryId: string) =>
    ((await outcomes.progress(entryId)) as { money?: PaymentReading }).money;

  test('a refund, a dispute and a warning of fraud are as Stripe has them after one sweep', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await register(competitor())).entryId));
    const [refunded = '', disputed = '', warned = ''] = ids;
    await withoutWebhooks(ids);
    await press(`/_charges/${await chargeOf(refunded)}/refund`);
    await press(`/_charges/${await chargeOf(disputed)}/dispute`);
    await press(`/_charges/${await chargeOf(warned)}/warn`);

    expect(codesFor(await sweep({}), ids)).toEqual(['unread', 'unread', 'unread']);
    expect(await Promise.all(ids.map(readingOf))).toEqual([undefined, undefined, undefined]);

    expect(codesFor(await sweep(), ids)).toEqual(['unread', 'unread', 'unread']);
    await waitFor('the registrations to follow', async () => {
      const states = await Promise.all([stateOf(refunded), stateOf(disputed)]);
      return states.join() === 'refunded,on hold' || undefined;
    });
    await waitFor('the warning to be read', async () => (await readingOf(warned))?.warnings[0]);
    expect(await stateOf(warned)).toBeUndefined();
    expect(codesFor(await sweep(), ids)).toEqual([]);
  });

  test('bank debits: one succeeds and is registered, one fails; both were on their way before', async () => {
    const bodies = [competitor(), competitor()];
    const ids = await Promise.all(bodies.map(async (body) => (await submitted(body)).entryId));
    const [good = '', bad = ''] = ids;
    await withoutWebhooks(ids);
    for (const id of ids) await frontEnd.press('bank', id);
    expect(codesFor(await sweep(), ids)).toEqual(['unread', 'unread']);
    await waitFor('both to be read', async () => {
      const read = await Promise.all(ids.map(readingOf));
      return read.every((money) => money?.charges[0]?.status === 'pending') || undefined;
    });
    await frontEnd.press('bank-succeeds', good);
    await frontEnd.press('bank-fails', bad);
    expect(codesFor(await sweep(), [good]).sort()).toEqual(['not-started', 'unread']);
    await ended(good);
    expect(await holdings(good, bodies[0] ?? {})).toEqual({ ...fulfilled, mails: expect.any(Number) });
    // A failed debit leaves the session as it was: it is read again within a day, or by hand at once.
    expect(codesFor(await sweep({ apply: true, everything: true }), [bad])).toEqual(['due']);
    await waitFor('the failure to be read', async () => {
      return (await readingOf(bad))?.charges[0]?.status === 'failed' || undefined;
    });
    expect(await registrationsOf(bad)).toEqual([]);
  });
});

describe('what only a person can decide', () => {
  /** Pretends that a part of the registration has needed attention for two days. */
  async function parkedForTwoDays(entryId: string): Promise<void> {
    await documents.send(
      new UpdateCommand({
        TableName: cloud.outputs.ProgressTable,
        Key: { entryId },
        UpdateExpression: 'SET #mark.#at = :then',
        ExpressionAttributeNames: { '#mark': 'attention registration', '#at': 'at' },
        ExpressionAttributeValues: { ':then': new Date(Date.now() - 48 * 3_600_000).toISOString() },
      }),
    );
  }

  test('is reported once, a day later, with a list; by hand, again', async () => {
    const { entryId } = await submitted(competitor({ school: { S: '' } }));
    await frontEnd.press('card', entryId);
    expect(await ended(entryId)).toMatchObject({ status: 'FAILED', error: 'EntryInvalidError' });
    const before = (await adminMails(entryId)).length;
    await parkedForTwoDays(entryId);
    expect(codesFor(await sweep({}), [entryId])).toEqual(['parked']);
    expect(await adminMails(entryId)).toHaveLength(before);
    expect(await sweep()).toMatchObject({ reported: true });
    const mail = (await adminMails(entryId))[before];
    expect(mail?.subject).toContain('unfinished for more than a day');
    const list = Buffer.from(mail?.attachments[0]?.content ?? '', 'base64').toString();
    expect(list).toContain(entryId);

    expect(await sweep()).toMatchObject({ decisions: [], reported: false });
    expect(await adminMails(entryId)).toHaveLength(before + 1);
    expect(await sweep({ everything: true, apply: true })).toMatchObject({ reported: true });
    expect(await adminMails(entryId)).toHaveLength(before + 2);
  });

  test('is a second payment for somebody who is registered, until it is refunded', async () => {
    const body = competitor();
    const first = await submitted(body);
    await frontEnd.press('card', first.entryId);
    await ended(first.entryId);
    const second = await submitted(body);
    await frontEnd.press('card', second.entryId);
    expect(await ended(second.entryId)).toMatchObject({ error: 'DuplicateRegistrationError' });
    await parkedForTwoDays(second.entryId);
    const found = await sweep();
    expect(codesFor(found, [first.entryId, second.entryId])).toEqual(['duplicate']);
    const [mail] = (await adminMails(second.entryId)).slice(-1);
    const candidate = found.decisions.find(({ id }) => id === second.entryId)?.paymentIntentId;
    expect(candidate).toMatch(/^pi_/);
    expect(Buffer.from(mail?.attachments[0]?.content ?? '', 'base64').toString()).toContain(candidate);

    await withoutWebhooks([second.entryId]);
    await press(`/_charges/${await chargeOf(second.entryId)}/refund`);
    expect(codesFor(await sweep({ everything: true, apply: true }), [second.entryId])).toContain('unread');
    await waitFor('the mark to be removed', async () =>
      (await marksOf(second.entryId)).length === 0 ? true : undefined,
    );
    expect(codesFor(await sweep({ everything: true }), [second.entryId])).toEqual(['due']);
    expect(await holdings(first.entryId, body)).toMatchObject({ registrations: 1, files: 1 });
  });
});
