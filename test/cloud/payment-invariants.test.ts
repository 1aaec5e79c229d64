/** Whatever the order in which Stripe announces what happens to a payment, and whatever fails meanwhile: the same end. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import * as fc from 'fast-check';
import { afterEach, expect, inject, test } from 'vitest';
import { createStripe } from '../../core/clients/stripe.ts';
import { executionArnOf, paymentChangeNameOf } from '../../core/domain/ids.ts';
import { paymentStateOf, paymentStates } from '../../core/domain/payment-state.ts';
import { newsOf } from '../../core/money/payment-news.ts';
import { standingOf } from '../../core/money/standing.ts';
import { Outcomes, waitFor } from '../../local/outcome.ts';
import { leasesOf, outliveLeases, runAgain, submitted } from './act.ts';
import { clearFaults, cloud, ended, frontEnd, misbehave, outcomes } from './fixtures.ts';
import {
  adminMails,
  badgeOf,
  driveFilesOf,
  emailOf,
  keyOf,
  mailsTo,
  marksOf,
  registrationsOf,
  rowOf,
  stepFunctions,
  trashedFilesOf,
} from './inspect.ts';
import { coach } from './people.ts';
import { chargeOf, eventsOf, press } from './stripe-buttons.ts';
import { delivered, stripe } from './stripe-events.ts';
import { withoutWebhooks } from './sweeps.ts';

afterEach(clearFaults);

/** fast-check prints the seed with a failing case; the same seed gives the same cases. */
const seed = Number(process.env.SEED ?? 20270313);

const machine = cloud.outputs.PaymentChangeArn ?? '';
const changes = new Outcomes(cloud, machine);
const payments = createStripe({ apiKey: cloud.secret.stripe.apiKey, apiBase: cloud.endpoints.stripe });

/** What happens to a payment, button by button: of its charge, or of the refund or dispute that the last one made. */
const tales = {
  'a refund': ['refund'],
  'a refund in parts': ['refund 4.00', 'refund 5.00', 'refund'],
  'a part that fails': ['refund 4.00', 'failed'],
  'a refund that fails': ['refund', 'failed'],
  'a refund that fails, and another': ['refund', 'failed', 'refund'],
  'a refund that waits': ['refund slowly', 'succeeded'],
  'a refund that is cancelled': ['refund asking', 'canceled'],
  'a dispute that is won': ['dispute', 'answer', 'win'],
  'a dispute that is lost': ['dispute', 'lose'],
  'a part that is refunded, and a dispute that is lost': ['refund 4.00', 'dispute', 'lose'],
  'an inquiry that ends': ['inquiry', 'end-inquiry'],
  'an inquiry that becomes a dispute': ['inquiry', 'escalate', 'win'],
  'a warning, and a refund': ['warn', 'refund'],
} as const;
type Tale = keyof typeof tales;

/** What a payment change asks of each service, and how that refuses a call for good. */
const services = {
  stripe: { calls: 5, status: 401, body: '' },
  dynamodb: { calls: 12, status: 400, body: '{"__type":"com.amazon.coral#AccessDeniedException"}' },
  ses: { calls: 1, status: 400, body: '{"__type":"MessageRejected"}' },
  drive: { calls: 2, status: 403, body: '{"error":{"code":403,"errors":[{"reason":"forbidden"}]}}' },
};

const crash = fc.constantFrom(...(Object.keys(services) as (keyof typeof services)[])).chain((service) =>
  fc.record({
    service: fc.constant(service),
    call: fc.integer({ min: 1, max: services[service].calls }),
    kind: fc.constantFrom('lose-answer' as const, 'reset' as const),
    /** The next call too, so that the execution gives up. */
    refused: fc.boolean(),
  }),
);

/** How one tale is told: which of the events so far comes after each button, and which in the end, as random numbers. */
const telling = fc.record({
  registered: fc.constantFrom('before' as const, 'meanwhile' as const),
  meanwhile: fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
  inTheEnd: fc.array(fc.nat(), { minLength: 1, maxLength: 5 }),
  trouble: fc.oneof(fc.constant('none' as const), fc.constant('stopped' as const), crash, crash),
});
type Telling = typeof telling extends fc.Arbitrary<infer T> ? T : never;

test('the state, the badge and the mails are as the fold says of Stripe’s objects as they are', async () => {
  const names = Object.keys(tales) as Tale[];
  const all = fc.array(telling, { minLength: names.length, maxLength: names.length });
  await fc.assert(
    fc.asyncProperty(all, async (tellings) => {
      const told = await Promise.all(tellings.map((how, index) => tell(names[index] ?? 'a refund', how)));
      await clearFaults();
      await Promise.all(told.map(recover));
      for (const one of told) await expectAsTheFoldSays(one);
      await expectNobodyNamed(told);
    }),
    { seed, numRuns: 1, endOnFailure: true },
  );
});

interface Told {
  entryId: string;
  email: string;
  /** The names of the payment changes that were started. */
  executions: readonly string[];
  story: string;
  mostOfEachMail: number;
}

async function tell(tale: Tale, { registered, meanwhile, inTheEnd, trouble }: Telling): Promise<Told> {
  const body = coach({ checkout: { S: '{CHECKOUT_SESSION_ID}' } });
  const email = emailOf(body);
  const { entryId } = await submitted(body);
  const before = registered === 'before';
  if (!before) await withoutWebhooks([entryId]);
  await frontEnd.press('card', entryId);
  if (before) {
    expect(await ended(entryId)).toMatchObject({ status: 'SUCCEEDED' });
    await delivered('checkout.session.completed', entryId);
    await withoutWebhooks([entryId]);
  }
  if (typeof trouble === 'object') await plan(trouble, entryId, email);
  const came: string[] = [];
  const starts = new Set<string>();
  let last = '';
  for (const [index, button] of tales[tale].entries()) {
    last = await meddle(button, entryId, last);
    await come(meanwhile[index] ?? 0);
  }
  for (const pick of inTheEnd) await come(pick);
  await Promise.all([...starts].map((name) => changes.ended(name, 50_000)));
  if (await outcomes.execution(entryId)) await ended(entryId);
  const mostOfEachMail = mayMailTwice(trouble) ? 2 : 1;
  const story = `${tale}, registered ${registered}, ${JSON.stringify(trouble)}: ${came.join(', ')}`;
  return { entryId, email, executions: [...starts], story, mostOfEachMail };

  /** One of the events so far, which may have come already. */
  async function come(pick: number): Promise<void> {
    const events = await eventsOf(entryId, before ? [] : ['checkout.session.completed']);
    const event = events[pick % events.length];
    if (!event) return;
    await press(`/_events/${event.id}/resend`);
    came.push(event.type);
    if (event.type === 'checkout.session.completed') return;
    const { object } = event.data;
    const name = paymentChangeNameOf(event.type, 'id' in object ? String(object.id) : '', event.id);
    starts.add(name);
    if (trouble === 'stopped') {
      await waitFor(`${name} to start`, () => changes.execution(name));
      await stepFunctions.send(new StopExecutionCommand({ executionArn: executionArnOf(machine, name) }));
    }
  }
}

/** Where it may not be known that a mail was sent, because its answer or its record was lost, it is sent once more. */
function mayMailTwice(trouble: Telling['trouble']): boolean {
  if (typeof trouble === 'string') return trouble === 'stopped';
  return trouble.service === 'dynamodb' || (trouble.service === 'ses' && trouble.kind === 'lose-answer');
}

async function plan(
  { service, call, kind, refused }: Exclude<Telling['trouble'], string>,
  entryId: string,
  email: string,
): Promise<void> {
  const { payment_intent } = await stripe.checkout.sessions.retrieve(entryId);
  const contains = { stripe: String(payment_intent), dynamodb: entryId, ses: email, drive: entryId }[service];
  const fault = { service, operation: '*', contains };
  await misbehave({ ...fault, after: call - 1, behaviour: { kind } });
  const { status, body } = services[service];
  const headers = { 'content-type': 'application/json' };
  if (refused) await misbehave({ ...fault, behaviour: { kind: 'answer', status, body, headers } });
}

const refundForms: Record<string, Record<string, string>> = {
  '': {},
  slowly: { begins: 'insufficient_funds' },
  asking: { begins: 'requires_action' },
};

/** Presses a button of the sandbox. @returns the id of the object that it made or changed. */
async function meddle(button: string, entryId: string, last: string): Promise<string> {
  const [action = '', how = ''] = button.split(' ');
  if (!ofCharges.includes(action)) {
    return press(`/${last.startsWith('re_') ? '_refunds' : '_disputes'}/${last}/${action}`);
  }
  const charge = `/_charges/${await chargeOf(entryId)}`;
  if (action === 'refund') return press(`${charge}/refund`, refundForms[how] ?? { amount: how });
  if (action === 'inquiry') return press(`${charge}/dispute`, { kind: 'inquiry' });
  return press(`${charge}/${action}`);
}

const ofCharges = ['refund', 'dispute', 'inquiry', 'warn'];

/** What the sweep, or a person, does about what was cut off: the payment is read again, and who paid is registered. */
async function recover({ entryId, story }: Told): Promise<void> {
  const released = async () => (await leasesOf(entryId)).length === 0 || undefined;
  await waitFor('what was cut off to end by itself', released, { withinMs: 3_000 }).catch(() =>
    outliveLeases(entryId),
  );
  const name = againNameOf(entryId);
  const { 'attention payment': mark } = (await outcomes.progress(entryId)) as Record<
    string,
    { error?: string }
  >;
  // Only a person has a mail sent again that SES has refused.
  const refused = /^Mail(Rejected|OutcomeUnknown)Error$/.test(mark?.error ?? '');
  const input = JSON.stringify({ changed: entryId, ...(refused && { familyMail: 'resend' }) });
  await stepFunctions.send(new StartExecutionCommand({ stateMachineArn: machine, name, input }));
  expect(await changes.ended(name, 50_000), story).toMatchObject({ status: 'SUCCEEDED' });
  const { state } = (await foldOf(entryId)).standing;
  const marks = await marksOf(entryId);
  const missing = (await registrationsOf(entryId)).length === 0 || marks.length > 0;
  if (missing && paymentStates[state].registered) {
    expect(await runAgain(entryId), story).toMatchObject({ status: 'SUCCEEDED' });
  }
}

async function foldOf(entryId: string) {
  const { reading } = (await payments.readPayment(entryId)) ?? expect.fail('no payment');
  return { reading, standing: standingOf(reading) };
}

async function expectAsTheFoldSays({ entryId, email, story, mostOfEachMail }: Told): Promise<void> {
  const { reading, standing } = await foldOf(entryId);
  const { state } = standing;
  const [rows, progress, mails, toAdmin] = await Promise.all([
    registrationsOf(entryId),
    outcomes.progress(entryId),
    mailsTo(email),
    adminMails(entryId),
  ]);
  const { badge, registered } = paymentStates[state];
  // What had gone back before anybody was registered for it registers nobody.
  if (registered || rows.length > 0) {
    const row = (await rowOf(await keyOf(entryId))) ?? expect.fail(`no registration: ${story}`);
    expect(paymentStateOf(row), story).toBe(state);
  }
  const [stored, inDrive, trashed] = await Promise.all([
    badgeOf(entryId),
    driveFilesOf(entryId),
    trashedFilesOf(entryId),
  ]);
  const places = { bucket: stored ? 1 : 0, drive: inDrive.length };
  expect(places, story).toEqual({ bucket: badge ? 1 : 0, drive: badge ? 1 : 0 });
  expect(inDrive.length + trashed.length, story).toBeLessThanOrEqual(1);
  if (registered) expect(await marksOf(entryId), story).toEqual([]);

  const sent = Object.entries(progress).flatMap(([name, mail]) =>
    name.startsWith('mail ') && (mail as { status: string }).status === 'sent' ? name.slice(5) : [],
  );
  const toFamily = sent.filter((purpose) => ['confirmation', 'refunded', 'dispute lost'].includes(purpose));
  if (sent.includes('confirmation') && !registered) expect(toFamily, story).toContain(state);
  for (const [what, count] of counted(mails.map(({ subject }) => subject))) {
    expect(count, `${what}: ${story}`).toBeLessThanOrEqual(mostOfEachMail);
  }
  expect(mails.length, story).toBeGreaterThanOrEqual(toFamily.length);

  const { moneyTold = [], untoldNews = [] } = progress as Record<string, Iterable<string> | undefined>;
  const told = [...moneyTold];
  const alone = sent.flatMap((purpose) => (purpose.startsWith('news ') ? purpose.slice(5) : []));
  const keys = newsOf(reading, standing, Date.now()).map(({ key }) => key);
  expect(told, story).toEqual(expect.arrayContaining(keys));
  const heard = [...alone, ...untoldNews];
  expect(heard, story).toEqual(expect.arrayContaining(told));
  expect(new Set(heard).size, story).toBe(heard.length);
  const aboutMoney = toAdmin.filter(({ body }) =>
    alone.some((key) => body.text?.includes(key.split(' ')[0] ?? '')),
  );
  for (const [what, count] of counted(aboutMoney.map(({ subject }) => subject))) {
    expect(count, `${what}: ${story}`).toBeLessThanOrEqual(mostOfEachMail);
  }
}

/** Neither an execution's input, output, cause or history, nor a log has a name or an address. */
async function expectNobodyNamed(told: readonly Told[]): Promise<void> {
  const logs = readdirSync(inject('logDir')).map((file) =>
    readFileSync(join(inject('logDir'), file), 'utf8'),
  );
  for (const { email, entryId, executions, story } of told) {
    const [person = ''] = email.split('@');
    for (const name of [...executions, againNameOf(entryId)]) {
      const kept = JSON.stringify([await changes.execution(name), await changes.history(name)]);
      expect(kept, story).toContain('executionStarted');
      expect(kept, story).not.toContain(person);
    }
    expect(
      logs.some((text) => text.includes(person)),
      story,
    ).toBe(false);
  }
}

const againNameOf = (entryId: string) => `again-${entryId}`.slice(0, 80);

function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
