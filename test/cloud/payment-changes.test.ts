/** What happens to a payment after it was made, by the buttons of the Stripe sandbox. */
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import type { EntryItem } from '../../core/domain/entry-item.ts';
import { paymentChangeNameOf } from '../../core/domain/ids.ts';
import type { PaymentState } from '../../core/domain/payment-state.ts';
import { Outcomes, waitFor } from '../../local/outcome.ts';
import { runAgain, stored } from './act.ts';
import {
  clearFaults,
  cloud,
  ended,
  faultsLeft,
  frontEnd,
  misbehave,
  outcomes,
  register,
} from './fixtures.ts';
import {
  adminMails,
  badgeOf,
  driveFilesOf,
  emailOf,
  executionsOf,
  fulfilled,
  holdings,
  mailsTo,
  marksOf,
  registrationsOf,
  stepFunctions,
  trashedFilesOf,
  untouched,
} from './inspect.ts';
import { coach, competitor } from './people.ts';
import { chargeOf, eventsOf, intentOf, press } from './stripe-buttons.ts';
import { delivered, post, sessionEvent, stripe, submitUnpaid } from './stripe-events.ts';

const machine = cloud.outputs.PaymentChangeArn ?? '';
const changes = new Outcomes(cloud, machine);

const refund = async (entryId: string, form = {}) =>
  press(`/_charges/${await chargeOf(entryId)}/refund`, form);
const dispute = async (entryId: string, form = {}) =>
  press(`/_charges/${await chargeOf(entryId)}/dispute`, form);

/** Waits for the end of the payment change that an event started. */
const changeBy = ({ id, type, data: { object } }: Stripe.Event) =>
  changes.ended(paymentChangeNameOf(type, 'id' in object ? String(object.id) : '', id), 50_000);

/**
 * Waits until everything that happened to an entry's payment so far has been followed up.
 * @returns the types of what happened, first to last, and how the payment changes ended.
 */
async function settled(entryId: string) {
  const events = await eventsOf(entryId);
  const ends = await Promise.all(events.map(changeBy));
  return { types: events.map(({ type }) => type).sort(), ends: new Set(ends.map(({ status }) => status)) };
}

/**
 * Waits for the end of the execution that found the entry: the first one may have given up waiting for it before it was
 * posted, and another one been started.
 */
function takenUp(entryId: string) {
  return waitFor(`an execution to find entry ${entryId}`, async () => {
    const [last = entryId] = await executionsOf(entryId);
    const execution = await outcomes.execution(last);
    const found = execution?.status !== 'RUNNING' && execution?.error !== 'PaymentWithoutEntryError';
    return found ? execution : undefined;
  });
}

async function stateOf(entryId: string): Promise<PaymentState | undefined> {
  const [row] = await registrationsOf(entryId);
  return row?.payment_state as PaymentState | undefined;
}

/** A coach has no photo, and so is the quickest to register. */
async function registered(): Promise<{ body: EntryItem; entryId: string }> {
  const body = paidCoach();
  const { entryId } = await register(body);
  return { body, entryId };
}

const paidCoach = () => coach({ checkout: { S: '{CHECKOUT_SESSION_ID}' } });

/** Where the badge is: in the bucket, in Drive, in Drive's trash. */
async function badgeAt(entryId: string) {
  const [badge, files, trashed] = await Promise.all([
    badgeOf(entryId),
    driveFilesOf(entryId),
    trashedFilesOf(entryId),
  ]);
  return { bucket: badge ? 1 : 0, drive: files.length, trash: trashed.length };
}
const inPlace = { bucket: 1, drive: 1, trash: 0 };
const withdrawn = { bucket: 0, drive: 0, trash: 1 };

/** What the family heard beside the confirmation. */
const familyHeard = async (body: EntryItem) =>
  (await mailsTo(emailOf(body))).map(({ subject }) => subject).filter((text) => !/ is registered/.test(text));

/** The pieces of news that the organisers have heard, or will in the digest. */
async function newsOf(entryId: string): Promise<string[]> {
  const { moneyTold = [] } = (await changes.progress(entryId)) as { moneyTold?: Iterable<string> };
  return [...moneyTold].map((key) => key.replace(/^\S+ /, '')).sort();
}

describe.concurrent('a refund', () => {
  test('of all cancels the registration once, by two events and no third; failing weeks later, it undoes that', async () => {
    const body = competitor();
    const { entryId } = await register(body);
    const id = await refund(entryId);
    expect(await settled(entryId)).toEqual({
      types: ['charge.refunded', 'refund.created'],
      ends: new Set(['SUCCEEDED']),
    });
    expect(await stateOf(entryId)).toBe('refunded');
    expect(await badgeAt(entryId)).toEqual(withdrawn);
    expect(await familyHeard(body)).toEqual([expect.stringContaining('is no longer registered')]);
    expect(await newsOf(entryId)).toEqual(['succeeded']);
    expect(await marksOf(entryId)).toEqual([]);
    const [row] = await registrationsOf(entryId);
    const { latest_charge } = await intentOf(entryId);
    const { created } = await stripe.charges.retrieve(String(latest_charge));
    expect(row?.paid_at, 'Stripe’s time, not ours').toBe(new Date(created * 1_000).toISOString());

    await press(`/_refunds/${id}/failed`);
    await settled(entryId);
    expect(await stateOf(entryId)).toBe('paid');
    expect(await badgeAt(entryId)).toEqual(inPlace);
    expect(await familyHeard(body)).toHaveLength(1);
    expect(await newsOf(entryId)).toEqual(['refund-failed', 'succeeded']);
    expect(await adminMails(entryId)).toHaveLength(1);
  });

  test('of a part is recorded, and so is a second one; the first one’s event again is nothing new', async () => {
    const { body, entryId } = await registered();
    await refund(entryId, { amount: '5.00' });
    await settled(entryId);
    await refund(entryId, { amount: '6.00' });
    await settled(entryId);
    expect(await newsOf(entryId)).toEqual(['succeeded', 'succeeded']);
    const events = await eventsOf(entryId);
    for (const { id } of events) await press(`/_events/${id}/resend`);
    await changeBy(events.at(-1) ?? expect.fail('no events'));
    expect(await newsOf(entryId)).toEqual(['succeeded', 'succeeded']);
    expect(await stateOf(entryId)).toBeUndefined();
    expect(await badgeAt(entryId)).toEqual(inPlace);
    expect(await familyHeard(body)).toEqual([]);

    // The rest, so that all of it has gone back.
    await refund(entryId);
    await settled(entryId);
    expect(await stateOf(entryId)).toBe('refunded');
    expect(await familyHeard(body)).toHaveLength(1);
  });

  test('that is pending is neither done nor failed', async () => {
    const { body, entryId } = await registered();
    const id = await refund(entryId, { begins: 'insufficient_funds' });
    await settled(entryId);
    expect(await stateOf(entryId)).toBe('refund pending');
    expect(await badgeAt(entryId)).toEqual(inPlace);
    expect(await familyHeard(body)).toEqual([]);
    expect(await newsOf(entryId)).toEqual(['refund-pending']);
    await press(`/_refunds/${id}/succeeded`);
    await settled(entryId);
    expect(await stateOf(entryId)).toBe('refunded');
    expect(await badgeAt(entryId)).toEqual(withdrawn);
    expect(await familyHeard(body)).toHaveLength(1);
  });

  test('that cannot be noted for a while is noted in the end', async () => {
    const { entryId } = await registered();
    const throttled = {
      kind: 'answer',
      status: 400,
      body: '{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}',
      headers: {},
    } as const;
    const contains = `":entry":{"S":"${entryId}"}`;
    await misbehave({
      service: 'dynamodb',
      operation: 'UpdateItem',
      contains,
      times: 8,
      behaviour: throttled,
    });
    await refund(entryId);
    expect((await settled(entryId)).ends).toEqual(new Set(['SUCCEEDED']));
    expect(await faultsLeft(contains)).toEqual([]);
    expect(await stateOf(entryId)).toBe('refunded');
  });

  test('of a charge that we do not know is answered 200, and none of ours', async () => {
    const sessionId = await frontEnd.openSession(paidCoach(), { success_url: 'https://shop.example.com/' });
    await frontEnd.press('card', sessionId);
    await refund(sessionId);
    const events = await eventsOf(sessionId);
    const outputs = await Promise.all(events.map(changeBy));
    expect(outputs.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    for (const { output } of outputs) expect(JSON.parse(output ?? '')).toMatchObject({ entryId: null });
    expect(await changes.progress(sessionId)).toEqual({});
    const unknown = { id: 're_3UnknownToUs', object: 'refund', payment_intent: 'pi_3UnknownToUs' };
    expect(await post(sessionEvent('refund.created', 're_3UnknownToUs', unknown))).toBe(200);
  });
});

describe.concurrent('a payment that moves before there is a registration', () => {
  test('and has gone back by then registers nobody', async () => {
    const body = paidCoach();
    const sessionId = await frontEnd.openSession(body);
    // An execution that gives up waiting before the refund leaves nothing to take up: the refund settles the entry.
    await press('/_events/hold', { 'types[]': 'checkout.session.completed', 'sessions[]': sessionId });
    await frontEnd.press('card', sessionId);
    await refund(sessionId);
    await settled(sessionId);
    const entry = { ...body, checkout: { S: sessionId } };
    await frontEnd.post(entry);
    await stored(sessionId);
    await press('/_events/release', { 'sessions[]': sessionId });
    expect(await ended(sessionId)).toMatchObject({ status: 'FAILED', error: 'PaymentReturnedError' });
    expect(await holdings(sessionId, entry)).toMatchObject({ ...untouched, executions: expect.anything() });
    expect(await familyHeard(body)).toEqual([]);
  });

  test('is noted once there is one, with what follows', async () => {
    const body = paidCoach();
    const sessionId = await frontEnd.openSession(body);
    await frontEnd.press('card', sessionId);
    const id = await dispute(sessionId);
    await settled(sessionId);
    await frontEnd.post({ ...body, checkout: { S: sessionId } });
    expect(await takenUp(sessionId)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await stateOf(sessionId)).toBe('on hold');
    expect(await badgeAt(sessionId)).toEqual({ bucket: 0, drive: 0, trash: 0 });
    await press(`/_disputes/${id}/win`);
    await settled(sessionId);
    expect(await stateOf(sessionId)).toBe('paid');
    expect(await badgeAt(sessionId)).toEqual(inPlace);
  });
});

describe.concurrent('a dispute', () => {
  test('holds the registration until it is won', async () => {
    const { body, entryId } = await registered();
    const id = await dispute(entryId);
    await settled(entryId);
    expect(await stateOf(entryId)).toBe('on hold');
    expect(await badgeAt(entryId)).toEqual(withdrawn);
    expect(await adminMails(entryId)).toHaveLength(1);
    await press(`/_disputes/${id}/answer`);
    await settled(entryId);
    expect(await stateOf(entryId)).toBe('on hold');
    await press(`/_disputes/${id}/win`);
    await settled(entryId);
    expect(await stateOf(entryId)).toBe('paid');
    expect(await badgeAt(entryId)).toEqual(inPlace);
    expect(await familyHeard(body)).toEqual([]);
    expect(await newsOf(entryId)).toEqual(['dispute-won', 'disputed']);
  });

  test('that begins as an inquiry changes nothing until it takes the money; lost, it cancels', async () => {
    const { body, entryId } = await registered();
    const id = await dispute(entryId, { kind: 'inquiry' });
    await settled(entryId);
    expect(await stateOf(entryId)).toBeUndefined();
    expect(await newsOf(entryId)).toEqual(['inquiry']);
    await press(`/_disputes/${id}/escalate`);
    await settled(entryId);
    expect(await stateOf(entryId)).toBe('on hold');
    await press(`/_disputes/${id}/lose`);
    await settled(entryId);
    expect(await stateOf(entryId)).toBe('dispute lost');
    expect(await badgeAt(entryId)).toEqual(withdrawn);
    expect(await familyHeard(body)).toEqual([expect.stringContaining('is no longer registered')]);
    expect(await newsOf(entryId)).toEqual(['dispute-lost', 'disputed', 'inquiry']);
  });
});

describe.concurrent('a bank debit', () => {
  test('that is on its way is announced once, and registered when it has come', async () => {
    const body = paidCoach();
    const entryId = await submitUnpaid(body);
    await frontEnd.press('bank', entryId);
    await waitFor('the family to hear', async () =>
      (await familyHeard(body)).length > 0 ? true : undefined,
    );
    await frontEnd.press('bank-succeeds', entryId);
    await ended(entryId);
    expect(await holdings(entryId, body)).toEqual(fulfilled);
    expect(await stateOf(entryId)).toBeUndefined();
    expect(await familyHeard(body)).toEqual([expect.stringContaining('will be registered once')]);
    // A late event changes nothing of it.
    const late = sessionEvent('checkout.session.async_payment_failed', entryId, { payment_status: 'unpaid' });
    expect(await post(late)).toBe(200);
    const { id } = JSON.parse(late);
    await changes.ended(paymentChangeNameOf('checkout.session.async_payment_failed', entryId, id));
    expect(await stateOf(entryId)).toBeUndefined();
    expect(await familyHeard(body)).toHaveLength(1);
  });

  test('that fails is told to the family, also when the entry comes after that', async () => {
    const body = paidCoach();
    const sessionId = await frontEnd.openSession(body);
    await frontEnd.press('bank', sessionId);
    await frontEnd.press('bank-fails', sessionId);
    await delivered('checkout.session.async_payment_failed', sessionId);
    await frontEnd.post({ ...body, checkout: { S: sessionId } });
    await stored(sessionId);
    await waitFor('the family to hear', async () =>
      (await familyHeard(body)).some((text) => text.includes('the payment failed')) ? true : undefined,
    );
    expect(await holdings(sessionId, body)).toEqual(untouched);
  });
});

describe.concurrent('of two entries of one person', () => {
  async function twice() {
    const { body, entryId: first } = await registered();
    const { entryId: second } = await register(body);
    expect(await marksOf(second)).toEqual(['attention registration']);
    return { body, first, second };
  }

  test('a refund of the duplicate leaves the first alone, and settles the second', async () => {
    const { body, first, second } = await twice();
    await refund(second);
    await settled(second);
    expect(await marksOf(second)).toEqual([]);
    expect(await holdings(first, body)).toEqual(fulfilled);
    expect(await stateOf(first)).toBeUndefined();
    expect(await badgeAt(first)).toEqual(inPlace);
    expect(await familyHeard(body)).toEqual([]);
  });

  test('a refund of the first lets the second register when it is run again', async () => {
    const { first, second } = await twice();
    await refund(first);
    await settled(first);
    expect(await runAgain(second)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await stateOf(first)).toBe('refunded');
    expect(await stateOf(second)).toBeUndefined();
    expect(await badgeAt(first)).toEqual(withdrawn);
    expect(await badgeAt(second)).toEqual(inPlace);
    expect(await marksOf(second)).toEqual([]);
  });
});

test('a person can have a payment read again by the id of any object, though no event came', async () => {
  const { entryId } = await registered();
  const { id: changed } = await intentOf(entryId);
  const name = `by-hand-${changed}`;
  const input = JSON.stringify({ changed });
  await stepFunctions.send(new StartExecutionCommand({ stateMachineArn: machine, name, input }));
  const { output, status } = await changes.ended(name);
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output ?? '')).toMatchObject({
    entryId,
    updated: { registered: true, state: 'paid', badge: false, news: false },
    fulfilment: {
      badge: { outcome: 'none' },
      payment: { outcome: 'none' },
      report: { outcome: 'none' },
    },
  });
});

// Not beside the others: it ends all misbehaviour.
test('a refund whose mail SES refuses is parked', async () => {
  const { body, entryId } = await registered();
  await misbehave({
    // A refund starts several executions, and each may try.
    ...{ service: 'ses', operation: 'SendEmail', contains: emailOf(body), times: 10 },
    behaviour: {
      ...{ kind: 'answer', status: 400, body: '{}' },
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'MessageRejected' },
    },
  });
  await refund(entryId);
  expect((await settled(entryId)).ends).toContain('FAILED');
  await clearFaults();
  expect(await stateOf(entryId)).toBe('refunded');
  expect(await marksOf(entryId)).toEqual(['attention payment']);
});
