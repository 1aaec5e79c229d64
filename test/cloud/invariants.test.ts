import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import type { Fault } from '@tkd-registration/local-cloud/faults';
import { googleError } from '@tkd-registration/sandboxes/drive/answers';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { EntryItem } from '../../core/domain/entry-item.ts';
import { waitFor } from '../../local/outcome.ts';
import { putPhoto } from '../../local/seed.ts';
import { outliveLeases, runAgain, streamCaughtUp, submitted, write } from './act.ts';
import { clearFaults, cloud, ended, frontEnd, misbehave, outcomes } from './fixtures.ts';
import {
  emailOf,
  endState,
  executionsOf,
  marksOf,
  nameOf,
  registrationsOf,
  stepFunctions,
} from './inspect.ts';
import { competitor } from './people.ts';
import { completed, post, sessionEvent, stripe } from './stripe-events.ts';

afterEach(clearFaults);

/** fast-check prints the seed with a failing case; the same seed gives the same cases. */
const seed = 20270313;

const sqs = new SQSClient(awsClientConfig(cloud));

const fulfilled = { registrations: 1, mails: 1, driveFiles: 1, inDriveIsTheBadge: true };
const nothing = { registrations: 0, mails: 0, driveFiles: 0, inDriveIsTheBadge: false };

test('a person typed in two ways and paid twice at the same time is registered once', async () => {
  const body = competitor();
  const shouted = {
    ...body,
    full_name: { S: nameOf(body).toUpperCase() },
    school: { S: 'GOLDEN DRAGON TKD – OWASSO' },
  };
  const submissions = await Promise.all([body, shouted].map(submitted));
  await Promise.all(submissions.map(({ entryId }) => frontEnd.press('card', entryId)));
  const ends = await Promise.all(submissions.map(({ entryId }) => ended(entryId)));
  expect(ends.map(({ error }) => error).sort()).toEqual(['DuplicateRegistrationError', undefined]);
  const states = await Promise.all(submissions.map(({ entryId }) => registrationsOf(entryId)));
  expect(states.flat()).toHaveLength(1);
});

describe('whatever the order in which events, messages and records arrive, and however often', () => {
  /** What happens on the payment page. */
  const payments = {
    'by card': { buttons: ['card'], paid: true },
    'by bank debit': { buttons: ['bank', 'bank-succeeds'], paid: true },
    'bank debit that is pending': { buttons: ['bank'], paid: false },
    'bank debit that is refused': { buttons: ['bank', 'bank-fails'], paid: false },
    never: { buttons: [], paid: false },
  };

  /** Each may happen any number of times. Events not from the sandbox say that the session is paid, true or not. */
  const repeated = [
    ...Array<'queue message'>(2).fill('queue message'),
    ...Array<'stream record'>(2).fill('stream record'),
    ...Array<'completed'>(2).fill('completed'),
    ...Array<'async_payment_succeeded'>(2).fill('async_payment_succeeded'),
    ...Array<'every event again'>(2).fill('every event again'),
  ];

  const story = fc
    .record({
      payment: fc.constantFrom(...(Object.keys(payments) as (keyof typeof payments)[])),
      entry: fc.constantFrom('queue message' as const, 'stream record' as const),
      more: fc.subarray(repeated),
    })
    .chain(({ payment, entry, more }) => {
      const all = [...payments[payment].buttons.map(() => 'next button' as const), entry, ...more];
      const happenings = fc.shuffledSubarray(all, { minLength: all.length });
      return fc.record({ payment: fc.constant(payment), happenings });
    });

  type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

  test('a paid entry is registered, mailed and put into Drive once, an unpaid one not at all', async () => {
    const stories = fc.array(story, { minLength: 9, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(stories, async (several) => {
        const waiting = await messagesInFlight();
        await Promise.all(several.map((one) => play(one, waiting)));
      }),
      { seed, numRuns: 1, endOnFailure: true },
    );
  });

  async function play({ payment, happenings }: Story, inFlightBefore: number): Promise<void> {
    const body = competitor();
    const sessionId = await frontEnd.openSession(body);
    const entry = { ...body, checkout: { S: sessionId } };
    const buttons = [...payments[payment].buttons];
    for (const happening of happenings) {
      if (happening === 'next button') await frontEnd.press(buttons.shift() ?? '', sessionId);
      if (happening === 'queue message') await frontEnd.post(entry);
      if (happening === 'stream record') await write(sessionId, entry);
      if (happening === 'completed') expect(await post(completed(sessionId))).toBe(200);
      if (happening === 'async_payment_succeeded') {
        const type = 'checkout.session.async_payment_succeeded';
        expect(await post(sessionEvent(type, sessionId))).toBe(200);
      }
      if (happening === 'every event again') await sendAgain(sessionId);
    }
    await settled(sessionId, inFlightBefore);
    const { marks: _, ...end } = await endState(sessionId, emailOf(body));
    expect(end, `${payment}: ${happenings.join(', ')}`).toEqual(payments[payment].paid ? fulfilled : nothing);
  }

  async function eventsOf(sessionId: string) {
    const { data } = await stripe.events.list({ limit: 100 });
    return data.filter(({ data: { object } }) => 'id' in object && object.id === sessionId);
  }

  async function sendAgain(sessionId: string): Promise<void> {
    for (const { id } of await eventsOf(sessionId)) {
      await fetch(`${cloud.endpoints.stripe}/_events/${id}/resend`, { method: 'POST' });
    }
  }

  /** The number of messages in flight; infinite while others are waiting to be received. */
  async function messagesInFlight(): Promise<number> {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: cloud.outputs.ProcessingQueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return Attributes.ApproximateNumberOfMessages === '0'
      ? Number(Attributes.ApproximateNumberOfMessagesNotVisible)
      : Number.POSITIVE_INFINITY;
  }

  /** Waits until nothing in progress can still act on the entry. */
  async function settled(entryId: string, inFlightBefore: number): Promise<void> {
    await waitFor(
      'every event to be delivered',
      async () => (await eventsOf(entryId)).every((event) => event.pending_webhooks === 0) || undefined,
    );
    await waitFor(
      'the queue to be empty',
      async () => (await messagesInFlight()) <= inFlightBefore || undefined,
    );
    await streamCaughtUp();
    const names = await executionsOf(entryId);
    const ends = await Promise.all(names.map(ended));
    // One that gave up just before what it waited for arrived has alerted the organiser, who runs it again.
    const gaveUp = ends.some(({ error }) => /^(EntryNotFound|PaymentPending)Error$/.test(error ?? ''));
    if (gaveUp && (await marksOf(entryId)).length > 0) await runAgain(entryId);
  }
});

describe('a crash after any call, followed by another run', () => {
  /** The number of calls that an entry makes to each service, and how the service refuses calls after a crash. */
  const services = {
    stripe: { calls: 1, refused: { status: 401, body: '' } },
    dynamodb: {
      calls: 16,
      refused: { status: 400, body: JSON.stringify({ __type: 'com.amazon.coral#AccessDeniedException' }) },
    },
    s3: { calls: 3, refused: { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' } },
    ses: { calls: 1, refused: { status: 400, body: JSON.stringify({ __type: 'MessageRejected' }) } },
    drive: {
      calls: 3,
      refused: { status: 403, body: JSON.stringify(googleError(403, 'insufficientFilePermissions', '')) },
    },
  };
  type Service = keyof typeof services;

  interface Crash {
    service: Service;
    call: number;
    kind: 'lose-answer' | 'reset';
    /** `refused once` lets the execution park what failed; otherwise everything it tries fails. */
    afterwards: 'refused once' | 'refused' | 'down';
  }

  const crashOf = (service: Service): fc.Arbitrary<Crash> =>
    fc.record({
      service: fc.constant(service),
      call: fc.integer({ min: 1, max: services[service].calls }),
      kind: fc.constantFrom('lose-answer', 'reset'),
      // A mail whose answers are all lost stays parked for good: see the mail tests.
      afterwards:
        service === 'ses' ? fc.constant('refused') : fc.constantFrom('refused once', 'refused', 'down'),
    });

  const crash = fc.oneof(
    { arbitrary: crashOf('dynamodb'), weight: 4 },
    ...(['stripe', 's3', 'ses', 'drive'] as const).map(crashOf),
  );

  /** The registration's key is recorded, but the execution gets no answer and parks the registration. */
  const recordedUnheard: Crash = {
    service: 'dynamodb',
    call: 5,
    kind: 'lose-answer',
    afterwards: 'refused once',
  };

  const photo = Buffer.from('not a photo, but read like one');

  async function submittedWithPhoto(): Promise<{ body: EntryItem; entryId: string }> {
    const body = competitor();
    const imgFilename = { S: `${nameOf(body)}.jpg` };
    await putPhoto(cloud, imgFilename.S, photo);
    const { entryId } = await submitted({ ...body, imgFilename });
    return { body, entryId };
  }

  async function payAndRun(entryId: string) {
    await frontEnd.press('card', entryId);
    return ended(entryId);
  }

  test('end in the same state as an undisturbed run', async () => {
    const model = await submittedWithPhoto();
    expect((await payAndRun(model.entryId)).status).toBe('SUCCEEDED');
    const undisturbed = await endState(model.entryId, emailOf(model.body));
    expect(undisturbed).toEqual({ ...fulfilled, marks: [] });

    await fc.assert(
      fc.asyncProperty(crash, async ({ service, call, kind, afterwards }) => {
        const { body, entryId } = await submittedWithPhoto();
        const email = emailOf(body);
        const ofThisEntry = {
          stripe: entryId,
          dynamodb: entryId,
          s3: nameOf(body).replace('Jo ', ''),
          ses: email,
        };
        const contains = service === 'drive' ? undefined : ofThisEntry[service];
        const fault = { service, operation: '*', contains };
        await misbehave({ ...fault, after: call - 1, behaviour: { kind } });
        await misbehave({
          ...fault,
          times: afterwards === 'refused once' ? 1 : 1000,
          behaviour: behaviourAfter(service, afterwards),
        });
        await payAndRun(entryId);
        await clearFaults();
        await outliveLeases(entryId);

        expect(await runAgain(entryId)).toMatchObject({ status: 'SUCCEEDED' });
        const end = await endState(entryId, email);
        expect(end).toEqual({ ...undisturbed, mails: end.mails });
        // A mail not known to have been sent, because its answer or its record was lost, is sent once more.
        const mayBeSentTwice = service === 'dynamodb' || (service === 'ses' && kind === 'lose-answer');
        expect(end.mails).toBeLessThanOrEqual(mayBeSentTwice ? 2 : 1);
      }),
      {
        seed,
        numRuns: 6,
        endOnFailure: true,
        examples: [[recordedUnheard]],
      },
    );
  });

  function behaviourAfter(service: Service, afterwards: Crash['afterwards']): Fault['behaviour'] {
    const headers = { 'content-type': service === 's3' ? 'application/xml' : 'application/json' };
    const answer = afterwards === 'down' ? { status: 503, body: '' } : services[service].refused;
    return { kind: 'answer', headers, ...answer };
  }

  test('a run that a person stopped is continued by the next', async () => {
    const { body, entryId } = await submittedWithPhoto();
    await misbehave({
      service: 'drive',
      operation: 'files.create',
      contains: entryId,
      behaviour: { kind: 'hang' },
    });
    await frontEnd.press('card', entryId);
    await waitFor('the mail to be sent and the upload to hang', async () => {
      const progress = await outcomes.progress(entryId);
      const { status } = (progress['mail confirmation'] ?? {}) as { status?: string };
      return (status === 'sent' && (await faultsOf(entryId)) === 0) || undefined;
    });
    const execution = await outcomes.execution(entryId);
    await stepFunctions.send(new StopExecutionCommand({ executionArn: execution?.executionArn }));
    expect((await ended(entryId)).status).toBe('ABORTED');
    await outliveLeases(entryId);

    expect((await runAgain(entryId)).status).toBe('SUCCEEDED');
    expect(await endState(entryId, emailOf(body))).toEqual({ ...fulfilled, marks: [] });
  });

  async function faultsOf(entryId: string): Promise<number> {
    const faults = (await (await fetch(`${cloud.endpoints.aws}/_faults`)).json()) as Fault[];
    return faults.filter(({ contains }) => contains === entryId).length;
  }
});
