import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { alarmMails, alarms, lambdas, triggers, waiting } from '../../../admin/doctor/account-checks.ts';
import type { Ask } from '../../../admin/doctor/ask.ts';
import { type AskAccount, subscriptionsIn } from '../../../admin/doctor/ask-account.ts';
import { type Check, runChecks } from '../../../admin/doctor/check.ts';
import { checks } from '../../../admin/doctor/checks.ts';
import { consistency } from '../../../admin/doctor/consistency-check.ts';
import { challonge, deliveries, drive, webhook } from '../../../admin/doctor/outside-checks.ts';
import {
  clock,
  deadLetters,
  mailAccount,
  mailEvents,
  sender,
  workflows,
} from '../../../admin/doctor/running-checks.ts';
import {
  photoEvents,
  schools,
  secret as secretCheck,
  stack,
  streams,
  weightClasses,
} from '../../../admin/doctor/setting-checks.ts';
import {
  ChallongeAccessDeniedError,
  DriveAccessDeniedError,
  SecretInvalidError,
  StripeAccessDeniedError,
} from '../../../core/domain/errors.ts';
import { account, alarm, arn, contextOf, endpoint, folder, now, outputs, secret, stored } from './doubles.ts';

const failing = (error: Error) => async () => Promise.reject(error);
const none = async () => undefined;

test('a stage that is well is right in every line', async () => {
  const results = await runChecks(checks, contextOf());
  expect(results.map(({ name, state }) => `${name} ${state}`)).toEqual(
    checks.map(({ name }) => `${name} right`),
  );
  expect(results.some(({ mend }) => mend)).toBe(false);
  expect(JSON.stringify(results)).not.toMatch(/rk_live_key|whsec_/);
});

const { stripe } = secret;
const refused = new DriveAccessDeniedError('Drive files.get folder: 403 (accessNotConfigured)');
const denied = new StripeAccessDeniedError('no', {
  cause: new Stripe.errors.StripePermissionError({ type: 'invalid_request_error' }),
});

test.each<[string, Check, Partial<Ask & AskAccount>, Record<string, string | undefined>, string]>([
  ['an output is missing', stack, {}, { MailSender: undefined }, 'wrong: no output MailSender'],
  [
    'a deployment failed',
    stack,
    { stackStatus: async () => 'UPDATE_ROLLBACK_COMPLETE' },
    {},
    'wrong: CloudFormation says UPDATE_ROLLBACK_COMPLETE',
  ],
  [
    'the secret is garbled',
    secretCheck,
    { secret: failing(new SecretInvalidError('garbled at: stripe')) },
    {},
    'wrong: garbled at: stripe',
  ],
  [
    'the key is of the other mode',
    secretCheck,
    {},
    { PaymentMode: 'test' },
    'wrong: Stripe’s key is a live key, and the stage’s payments are test',
  ],
  [
    'what Drive and Challonge need is missing',
    secretCheck,
    { secret: async () => ({ stripe }) },
    {},
    'wrong: google is missing; challonge is missing',
  ],
  [
    'Stripe has no endpoint for the stage',
    webhook,
    { webhookEndpoints: async () => [{ ...endpoint, url: 'https://old' }] },
    {},
    `wrong: none of the account’s 1 endpoints is ${outputs.WebhookUrl}`,
  ],
  [
    'Stripe has two endpoints for the stage',
    webhook,
    { webhookEndpoints: async () => [endpoint, endpoint] },
    {},
    'wrong: 2 endpoints send every event to the stage',
  ],
  [
    'the endpoint is disabled',
    webhook,
    { webhookEndpoints: async () => [{ ...endpoint, status: 'disabled' }] },
    {},
    'wrong: the endpoint is disabled',
  ],
  [
    'the endpoint sends everything',
    webhook,
    { webhookEndpoints: async () => [{ ...endpoint, enabled_events: ['*'] }] },
    {},
    'wrong: it sends what nobody needs: *',
  ],
  [
    'an event is missing',
    webhook,
    { webhookEndpoints: async () => [{ ...endpoint, enabled_events: endpoint.enabled_events.slice(1) }] },
    {},
    'wrong: it does not send checkout.session.completed',
  ],
  [
    'Stripe refuses the key',
    webhook,
    { webhookEndpoints: failing(new StripeAccessDeniedError('no')) },
    {},
    'wrong: Stripe refuses the key',
  ],
  [
    'the key may not read endpoints',
    webhook,
    { webhookEndpoints: failing(denied) },
    {},
    'unknown: the key may not read webhook endpoints',
  ],
  [
    'the sender is not known',
    sender,
    { mailIdentity: none },
    {},
    'wrong: SES knows neither registration@riverside.org nor riverside.org',
  ],
  [
    'the sender is not verified',
    sender,
    { mailIdentity: async () => ({ verified: false, configurationSet: undefined }) },
    {},
    'wrong: registration@riverside.org is not verified yet',
  ],
  [
    'SES is in its sandbox',
    mailAccount,
    { mailAccount: async () => ({ ...account, production: false }) },
    {},
    'wrong: the account is in SES’s sandbox: families get no mail',
  ],
  [
    'SES has stopped mail',
    mailAccount,
    { mailAccount: async () => ({ ...account, enforcement: 'SHUTDOWN' }) },
    {},
    'wrong: SES has stopped the account’s mail',
  ],
  [
    'the day’s mails are used up',
    mailAccount,
    { mailAccount: async () => ({ ...account, sentToday: 40_000 }) },
    {},
    'wrong: 40000 of 50000 mails sent in 24 hours, 14 a second',
  ],
  [
    'the folder is not shared',
    drive,
    { driveFolder: none },
    {},
    'wrong: folder does not exist, or is not shared with the service account',
  ],
  [
    'the folder is in somebody’s own drive',
    drive,
    { driveFolder: async () => ({ ...folder, driveId: undefined }) },
    {},
    'wrong: it is not in a shared drive, and a service account has no room of its own',
  ],
  [
    'the folder is in the trash',
    drive,
    { driveFolder: async () => ({ ...folder, trashed: true }) },
    {},
    'wrong: it is in the trash',
  ],
  [
    'the account is a Contributor',
    drive,
    { driveFolder: async () => ({ ...folder, capabilities: { canAddChildren: true } }) },
    {},
    'wrong: the service account may add files, and not move them',
  ],
  ['Google refuses', drive, { driveFolder: failing(refused) }, {}, `wrong: ${refused.message}`],
  [
    'Challonge refuses the key',
    challonge,
    { challonge: failing(new ChallongeAccessDeniedError('no')) },
    {},
    'wrong: it refuses the key',
  ],
  ['there are no schools', schools, { configFile: none }, {}, 'wrong: it is not in the config bucket'],
  [
    'the schools are garbled',
    schools,
    { configFile: async () => '{"a": 1}' },
    {},
    'wrong: it is not a JSON array of names',
  ],
  [
    'there are no weight classes',
    weightClasses,
    { configFile: none },
    {},
    'wrong: it is not in the config bucket, and brackets are used',
  ],
  [
    'a table has no stream',
    streams,
    { stream: async (table) => ({ enabled: table === 'EntriesTable', arn: undefined, view: 'NEW_IMAGE' }) },
    {},
    'wrong: RegistrationsTable has no stream',
  ],
  [
    'an execution failed',
    workflows,
    { executions: async () => [{ name: 'cs_1', status: 'FAILED' }] },
    {},
    'wrong: the last of registration is FAILED (cs_1)',
  ],
  [
    'a canary was stopped after an execution that failed',
    workflows,
    {
      executions: async () => [
        { name: 'canary_1-2', status: 'ABORTED' },
        { name: 'cs_1', status: 'FAILED' },
      ],
    },
    {},
    'wrong: the last of registration is FAILED (cs_1)',
  ],
  [
    'a workflow is gone',
    workflows,
    { machines: async () => [] },
    {},
    `wrong: ${arn('registration')} is gone`,
  ],
  [
    'there are dead letters',
    deadLetters,
    { queues: async () => [{ queue: 'FailedStarts', messages: 2 }] },
    {},
    'wrong: FailedStarts 2',
  ],
  [
    'this machine’s clock is slow',
    clock,
    { clocks: async () => ({ here: 0, there: 90_000 }) },
    {},
    'wrong: this machine’s is 90 s behind AWS’s',
  ],
  [
    'an alarm rings',
    alarms,
    {
      alarms: async () => [
        { ...alarm, name: 'MailsWait', state: 'ALARM', description: 'Mails wait. Runbook: "Mails wait".' },
      ],
    },
    {},
    'wrong: MailsWait rings',
  ],
  [
    'an alarm’s actions are off',
    alarms,
    { alarms: async () => [{ ...alarm, topics: [] }] },
    {},
    'wrong: WebhookFails tells nobody',
  ],
  [
    'an alarm was deleted',
    alarms,
    { inStack: async () => [alarm.fullName, 'tkd-MailsWait'] },
    {},
    'wrong: somebody has deleted tkd-MailsWait',
  ],
  [
    'somebody has not confirmed alarm mails, and somebody has unsubscribed',
    alarmMails,
    {
      subscriptions: async () => [{ address: 'admin@riverside.org', confirmed: false }],
      inStack: async () => ['a', 'b'],
    },
    {},
    'wrong: admin@riverside.org has not confirmed; 1 of 2 subscriptions are gone: somebody has unsubscribed',
  ],
  [
    'Stripe could not deliver events',
    deliveries,
    {
      undeliveredEvents: async () => [
        { type: 'charge.refunded', created: now / 1_000 - 5 },
        { type: 'checkout.session.completed', created: now / 1_000 - 3_600 },
      ],
    },
    {},
    'wrong: 1 events of the last 3 days were not taken, the last is checkout.session.completed of 2026-11-25 11:00 UTC',
  ],
  [
    'Stripe’s key may not read events',
    deliveries,
    { undeliveredEvents: failing(denied) },
    {},
    'unknown: the key may not read events',
  ],
  [
    'the bucket is silent about photos',
    photoEvents,
    { sendsEvents: async () => false },
    {},
    'wrong: the bucket does not tell EventBridge of photos: badges would keep lacking those that come late',
  ],
  [
    'SES takes fewer mails than the stage sends',
    mailAccount,
    { mailAccount: async () => ({ ...account, perSecond: 5 }) },
    {},
    'wrong: the stage mails up to 14 a second, and SES takes 5',
  ],
  [
    'the configuration set is gone',
    mailEvents,
    { mailEvents: none },
    {},
    'wrong: SES has no configuration set tkd-registration-prod: it refuses every mail',
  ],
  [
    'SES does not say which mails came back',
    mailEvents,
    { mailEvents: async () => ['BOUNCE', 'REJECT'] },
    {},
    'wrong: SES does not say of mails: COMPLAINT, DELIVERY_DELAY',
  ],
  [
    'an entry was never started',
    consistency,
    { stored: async () => stored({}, { entries: new Set(['entry_a', 'cs_live_b', 'entry_c']) }) },
    {},
    'wrong: 1 never started: entry_c',
  ],
  [
    'a registration is not recorded',
    consistency,
    { stored: async () => stored({ registered: false, admitted: false }) },
    {},
    'wrong: 1 registered, and not recorded as such: entry_a',
  ],
  [
    'entries are gone',
    consistency,
    { stored: async () => stored({}, { entries: new Set() }) },
    {},
    'wrong: 2 registered, and the entry is gone: entry_a, cs_live_b',
  ],
  [
    'a deleted registration still has its badge',
    consistency,
    { stored: async () => stored({}, { registrations: new Set(['cs_live_b']) }) },
    {},
    'wrong: 1 deleted, and the badge was not withdrawn: entry_a',
  ],
  [
    'nobody was mailed',
    consistency,
    { stored: async () => stored({ confirmation: false }) },
    {},
    'wrong: 1 registered for an hour, and nobody was mailed: entry_a',
  ],
  ['there are no alarms', alarms, { alarms: async () => [] }, {}, 'wrong: the stage has none'],
  [
    'a message waits',
    waiting,
    { oldestMessage: async () => 31 * 60_000 },
    {},
    'wrong: a message has waited in Processing for 31 min; a message has waited in Photos for 31 min',
  ],
  [
    'few Lambdas may run',
    lambdas,
    { concurrentLambdas: async () => 10 },
    {},
    'wrong: only 10 may run at once',
  ],
  [
    'a trigger is off',
    triggers,
    { triggers: async (source) => (source.endsWith('ProcessingQueueUrl') ? ['Disabled'] : ['Enabled']) },
    {},
    'wrong: nothing follows ProcessingQueue',
  ],
  [
    'a table has a new stream',
    triggers,
    { triggers: async (source) => (source === 'stream' ? [] : ['Enabled']) },
    {},
    'wrong: nothing follows EntriesTable; nothing follows RegistrationsTable',
  ],
])('if %s, that is said with what to do', async (_, check, ask, others, expected) => {
  const [result] = await runChecks([check], contextOf(ask, others));
  expect(`${result?.state}: ${result?.found}`).toBe(expected);
  expect(result?.mend).toMatch(/\S/);
});

test('what a stage does not have is left out', async () => {
  const without = contextOf(
    { configFile: none, executions: async () => [] },
    { DriveFolderId: undefined, ChallongeApi: undefined },
  );
  const notAsked = { ...contextOf(), askChallonge: false };
  const results = [
    ...(await runChecks([drive, challonge, weightClasses], without)),
    ...(await runChecks([challonge], notAsked)),
  ];
  expect(results.map(({ state }) => state)).toEqual(Array(4).fill('left out'));
});

test.each<[string, Partial<Ask>]>([
  ['was started, and has not come far yet', { wasStarted: async () => true, stored: async () => started }],
  [
    'was forgotten',
    { stored: async () => stored({ forgotten: true }, { registrations: new Set(['cs_live_b']) }) },
  ],
  ['is being mailed', { stored: async () => stored({ confirmation: false, updatedAt: now - 60_000 }) }],
  ['needs attention anyway', { stored: async () => stored({ confirmation: false, marked: true }) }],
  ['had its payment refunded', { stored: async () => stored({ confirmation: false, moneyMoved: true }) }],
])('an entry that %s is no disagreement', async (_, ask) => {
  const [result] = await runChecks([consistency], contextOf(ask));
  expect(result?.state).toBe('right');
});
const started = stored({}, { entries: new Set(['entry_a', 'cs_live_b', 'entry_new']) });

test('what disagrees only for a moment is not reported', async () => {
  const readings = [stored({ registered: false }), stored()];
  const [result] = await runChecks(
    [consistency],
    contextOf({ stored: async () => readings.shift() ?? stored() }),
  );
  expect(result?.state).toBe('right');
  expect(readings).toEqual([]);
});

test('whoever has unsubscribed gets no alarm mails, although SNS lists the subscription for some days more', () => {
  const listed = ['arn:aws:sns:us-east-1:123456789012:alarms:1', 'PendingConfirmation', 'Deleted'].map(
    (SubscriptionArn, index) => ({ Endpoint: `admin-${index}@example.org`, SubscriptionArn }),
  );
  expect(subscriptionsIn(listed)).toEqual([
    { address: 'admin-0@example.org', confirmed: true },
    { address: 'admin-1@example.org', confirmed: false },
  ]);
});
