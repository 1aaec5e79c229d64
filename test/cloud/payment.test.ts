import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Fault } from '@tkd-registration/local-cloud/faults';
import { newId } from '@tkd-registration/sandboxes/stripe/ids';
import { describe, expect, test } from 'vitest';
import type { EntryItem } from '../../core/domain/entry-item.ts';
import { checkoutPlaceholder } from '../../local/front-end.ts';
import { waitFor } from '../../local/outcome.ts';
import { runAgain, streamCaughtUp } from './act.ts';
import { clearFaults, ended, faultsLeft, frontEnd, misbehave, outcomes, register } from './fixtures.ts';
import {
  adminMails,
  driveFilesOf,
  failuresOf,
  fulfilled,
  holdings,
  marksOf,
  nameOf,
  registrationsOf,
  stepFunctions,
  untouched,
} from './inspect.ts';
import { coach, competitor } from './people.ts';
import { completed, delivered, post, sessionEvent, stripe, submitUnpaid } from './stripe-events.ts';

/** Expects what belongs to an entry that was parked before it was registered. */
async function expectParked(entryId: string, body: EntryItem): Promise<void> {
  expect(await holdings(entryId, body)).toEqual({ ...untouched, executions: ['FAILED'] });
  expect(await marksOf(entryId)).toEqual(['attention registration']);
  expect(await adminMails(entryId)).toHaveLength(1);
}

const answer = (status: number, type = ''): Fault['behaviour'] => ({
  kind: 'answer',
  status,
  body: type && JSON.stringify({ __type: type }),
  headers: {},
});

const retrieve = { service: 'stripe', operation: 'checkout.sessions.retrieve' };

test('an entry of a free type with a Checkout Session waits for its payment, and records its PaymentIntent', async () => {
  const body = coach({ checkout: { S: checkoutPlaceholder } });
  const entryId = await submitUnpaid(body);
  await streamCaughtUp();
  expect(await holdings(entryId, body)).toEqual(untouched);
  await frontEnd.press('card', entryId);
  await ended(entryId);
  expect(await holdings(entryId, body)).toEqual(fulfilled);
  const { payment_intent } = await stripe.checkout.sessions.retrieve(entryId);
  expect(payment_intent).toMatch(/^pi_/);
  expect(await registrationsOf(entryId)).toMatchObject([{ payment: payment_intent }]);
});

describe('a session that is not paid', () => {
  test('legacy fault 1: complete but unpaid is not fulfilled, whatever an event says', async () => {
    const body = competitor();
    const entryId = await submitUnpaid(body);
    await frontEnd.press('bank', entryId);
    await delivered('checkout.session.completed', entryId);
    expect(await post(completed(entryId, { payment_status: 'paid' }))).toBe(200);
    await waitFor('the payment to be looked up', async () =>
      (await failuresOf(entryId)).length > 0 ? true : undefined,
    );
    expect(await holdings(entryId, body)).toEqual({ ...untouched, executions: ['RUNNING'] });
    await frontEnd.press('bank-succeeds', entryId);
    await ended(entryId);
    expect(new Set(await failuresOf(entryId))).toEqual(new Set(['PaymentPendingError']));
    expect(await holdings(entryId, body)).toEqual(fulfilled);
  });

  test('and never will be, is parked after the maximum wait', async () => {
    const body = competitor();
    const entryId = await submitUnpaid(body);
    await frontEnd.press('bank', entryId);
    await frontEnd.press('bank-fails', entryId);
    expect(await post(sessionEvent('checkout.session.async_payment_succeeded', entryId))).toBe(200);
    expect(await ended(entryId)).toMatchObject({ status: 'FAILED', error: 'PaymentPendingError' });
    await expectParked(entryId, body);
  });

  test('legacy fault 2: expired ends with that error, is recorded, and the admin is notified', async () => {
    const body = competitor();
    const entryId = await submitUnpaid(body);
    await stripe.checkout.sessions.expire(entryId);
    expect(await post(completed(entryId))).toBe(200);
    expect(await ended(entryId)).toMatchObject({ status: 'FAILED', error: 'CheckoutSessionExpiredError' });
    await expectParked(entryId, body);
  });

  test('of another account or unknown is parked', async () => {
    const sessionId = newId('cs_test_');
    const body = competitor({ checkout: { S: sessionId } });
    await frontEnd.post(body);
    expect(await post(completed(sessionId))).toBe(200);
    expect(await ended(sessionId)).toMatchObject({ status: 'FAILED', error: 'CheckoutSessionNotFoundError' });
    await expectParked(sessionId, body);
  });

  test('in another currency is parked', async () => {
    const form = competitor();
    const sessionId = await frontEnd.openSession(form, {
      line_items: [
        {
          price_data: { currency: 'eur', unit_amount: 9_500, product_data: { name: 'Registration' } },
          quantity: 1,
        },
      ],
    });
    const body = { ...form, checkout: { S: sessionId } };
    await frontEnd.post(body);
    await frontEnd.press('card', sessionId);
    expect(await ended(sessionId)).toMatchObject({ status: 'FAILED', error: 'PaymentMismatchError' });
    await expectParked(sessionId, body);
  });
});

describe.concurrent('one person, two people', () => {
  test('legacy fault 3: registered and paid twice, the second is parked as a refund candidate', async () => {
    const body = competitor();
    const first = await register(body);
    const before = await outcomes.of(first.entryId);
    const second = await register(body);
    const { payment_intent } = await stripe.checkout.sessions.retrieve(second.entryId);

    const { execution } = await outcomes.of(second.entryId);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'DuplicateRegistrationError' });
    expect(execution.cause).toContain(`${payment_intent} is a candidate for a refund`);
    const [mail, ...more] = await adminMails(second.entryId);
    expect(mail?.subject).toContain('A person was entered twice');
    expect(mail?.body.text).toContain(`${payment_intent} is a candidate for a refund`);
    expect(more).toEqual([]);
    expect(await marksOf(second.entryId)).toEqual(['attention registration']);
    expect(await driveFilesOf(second.entryId)).toEqual([]);
    expect(await holdings(first.entryId, body)).toEqual(fulfilled);
    expect(await outcomes.of(first.entryId)).toEqual(before);
  });

  test('legacy fault 10: two people with one name in one school have two registrations, badges and files', async () => {
    const elder = competitor({ birthdate: { S: '07/11/2013' } });
    const younger = competitor({ full_name: elder.full_name, birthdate: { S: '2016-02-29' } });
    const outcomesOf = async (body: EntryItem) => outcomes.of((await register(body)).entryId);
    const [first, second] = [await outcomesOf(elder), await outcomesOf(younger)];

    expect(first.registration).toMatchObject({ full_name: nameOf(elder), birthdate: '07/11/2013' });
    expect(second.registration).toMatchObject({ full_name: nameOf(elder), birthdate: '2016-02-29' });
    expect(second.registration?.pk).toBe(`${first.registration?.pk}-2`);
    expect(second.badge?.key).not.toBe(first.badge?.key);
    expect(second.badge?.jpeg).not.toEqual(first.badge?.jpeg);
    expect(await holdings(first.execution.name, elder)).toEqual(fulfilled);
    expect(await holdings(second.execution.name, younger)).toEqual(fulfilled);
  });
});

describe.concurrent('faults of', () => {
  describe('Stripe', () => {
    // The library itself retries once when a connection is cut, but not after waiting 10 seconds without an answer.
    test.each<[string, number, Fault['behaviour'], string[]]>([
      ['never answers', 1, { kind: 'hang' }, ['ServiceUnavailableError']],
      ['answers 500', 3, answer(500), Array(3).fill('ServiceUnavailableError')],
      ['answers 503', 3, answer(503), Array(3).fill('ServiceUnavailableError')],
      ['answers 429', 10, answer(429), Array(10).fill('RateLimitedError')],
      ['cuts the connection', 4, { kind: 'reset' }, Array(2).fill('ServiceUnavailableError')],
    ])('%s for a while: the payment is confirmed in the end', async (_, times, behaviour, failures) => {
      const body = competitor();
      const entryId = await submitUnpaid(body);
      await misbehave({ ...retrieve, contains: entryId, times, behaviour });
      await frontEnd.press('card', entryId);
      await ended(entryId);
      expect(await failuresOf(entryId)).toEqual(failures);
      expect(await faultsLeft(entryId)).toEqual([]);
      expect(await holdings(entryId, body)).toEqual(fulfilled);
    });

    // A key that may not read charges is asked for the session alone.
    test.each([
      [401, 1],
      [403, 2],
    ])('refuses the key with %i: parked at once, after %i calls', async (status, times) => {
      const body = competitor();
      const entryId = await submitUnpaid(body);
      // Another call would succeed.
      await misbehave({ ...retrieve, contains: entryId, times, behaviour: answer(status) });
      await frontEnd.press('card', entryId);
      expect(await ended(entryId)).toMatchObject({ status: 'FAILED', error: 'StripeAccessDeniedError' });
      await expectParked(entryId, body);
      await runAgain(entryId);
      expect(await holdings(entryId, body)).toEqual({ ...fulfilled, executions: ['FAILED', 'SUCCEEDED'] });
      expect(await marksOf(entryId)).toEqual([]);
    });
  });

  describe('the tables', () => {
    const throttled = answer(400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException');
    // The SDK makes four attempts before it gives up.
    test.each<[string, Fault['behaviour'], string, number, string[]]>([
      ['throttle the registration', throttled, 'TransactWriteItems', 4, ['RateLimitedError']],
      ['throttle the record of it', throttled, 'UpdateItem', 4, ['RateLimitedError']],
      ['store the registration and lose the answer', { kind: 'lose-answer' }, 'TransactWriteItems', 1, []],
      [
        'do so until the step fails',
        { kind: 'lose-answer' },
        'TransactWriteItems',
        4,
        ['ServiceUnavailableError'],
      ],
      [
        'record it and lose the answer',
        { kind: 'lose-answer' },
        'UpdateItem',
        4,
        ['ServiceUnavailableError'],
      ],
    ])('%s: there is one registration all the same', async (_, behaviour, operation, times, failures) => {
      const body = competitor();
      const entryId = await submitUnpaid(body);
      // The form of the name in the registration's key, and nowhere else.
      const contains = nameOf(body).replaceAll(' ', '_');
      await misbehave({ service: 'dynamodb', operation, contains, times, behaviour });
      await frontEnd.press('card', entryId);
      await ended(entryId);
      expect(await failuresOf(entryId)).toEqual(failures);
      expect(await faultsLeft(contains)).toEqual([]);
      expect(await holdings(entryId, body)).toEqual(fulfilled);
    });
  });
});

test('an execution that a person stopped is continued under another name, and repeats nothing', async () => {
  const body = competitor();
  const entryId = await submitUnpaid(body);
  await misbehave({
    service: 'drive',
    operation: 'files.create',
    contains: entryId,
    times: 1_000,
    behaviour: answer(429),
  });
  await frontEnd.press('card', entryId);
  await waitFor('all but Drive to be done', async () => {
    const { confirmation, badge } = (await outcomes.execution(entryId)) ? await outcomes.of(entryId) : {};
    return confirmation && badge;
  });
  const { executionArn } = (await outcomes.execution(entryId)) ?? {};
  await stepFunctions.send(new StopExecutionCommand({ executionArn }));
  expect(await holdings(entryId, body)).toEqual({ ...fulfilled, files: 0, executions: ['ABORTED'] });
  const { registration, badge } = await outcomes.of(entryId);
  await clearFaults();

  expect(await post(completed(entryId))).toBe(200);
  expect(await holdings(entryId, body)).toMatchObject({ executions: ['ABORTED'] });
  await runAgain(entryId);
  expect(await holdings(entryId, body)).toEqual({ ...fulfilled, executions: ['ABORTED', 'SUCCEEDED'] });
  expect(await outcomes.of(entryId)).toMatchObject({ registration, badge });
});
