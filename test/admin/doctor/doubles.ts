/** A stage that is well, as its checks see it. */
import type { Ask } from '../../../admin/doctor/ask.ts';
import type { AlarmState, AskAccount } from '../../../admin/doctor/ask-account.ts';
import type { Stored, StoredProgress } from '../../../admin/doctor/ask-stored.ts';
import type { DoctorContext } from '../../../admin/doctor/check.ts';
import { webhookEvents } from '../../../core/domain/stripe-events.ts';

export const arn = (machine: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${machine}`;

const names = [
  ...['ProcessingQueueUrl', 'PaymentChangeArn', 'ReconcileArn', 'SecretId', 'EntriesTable', 'ProgressTable'],
  ...['RegistrationsTable', 'LookupTable', 'ProfilePictureBucket', 'BadgeBucket', 'ConfigBucket'],
];

export const outputs: Record<string, string> = {
  ...Object.fromEntries(names.map((name) => [name, name])),
  StateMachineArn: arn('registration'),
  BadgeRefreshArn: 'BadgeRefreshArn',
  PhotosQueueUrl: 'PhotosQueueUrl',
  MailPerSecond: '14',
  ConfigurationSet: 'tkd-registration-prod',
  WebhookUrl: 'https://api.example.com/webhooks/stripe',
  PaymentMode: 'live',
  MailSender: 'registration@riverside.org',
  DriveFolderId: 'folder',
  ChallongeApi: 'v2.1',
};

export const secret = {
  stripe: { apiKey: 'rk_live_key', webhookSecrets: ['whsec_1'] },
  google: { serviceAccount: { client_email: 'badges@x.iam', private_key: '', token_uri: 'https://g' } },
  challonge: { apiKey: 'key' },
};

export const endpoint = {
  ...{ id: 'we_1', url: outputs.WebhookUrl ?? '', status: 'enabled', api_version: null },
  enabled_events: [...webhookEvents] as string[],
};

export const folder = {
  ...{ mimeType: 'application/vnd.google-apps.folder', trashed: false, driveId: 'drive' },
  capabilities: { canAddChildren: true, canMoveChildrenWithinDrive: true },
};

export const account = {
  ...{ production: true, sending: true, enforcement: 'HEALTHY' },
  ...{ perDay: 50_000, perSecond: 14, sentToday: 200 },
};

export const now = Date.UTC(2026, 10, 25, 12);

/** Registered, and everything done for it. */
export const done: StoredProgress = {
  ...{ registered: true, admitted: true, badge: true, marked: false, confirmation: true },
  ...{ moneyMoved: false, forgotten: false, updatedAt: now - 2 * 60 * 60_000 },
};

/** Two registrations, and an entry whose family has not paid. @param changes to what is kept of `entry_a`. */
export function stored(changes: Partial<StoredProgress> = {}, others: Partial<Stored> = {}): Stored {
  return {
    entries: new Set(['entry_a', 'cs_live_b', 'cs_live_unpaid']),
    registrations: new Set(['entry_a', 'cs_live_b']),
    progress: new Map([
      ['entry_a', { ...done, ...changes }],
      ['cs_live_b', done],
    ]),
    ...others,
  };
}

export const alarm: AlarmState = {
  ...{ name: 'WebhookFails', fullName: 'tkd-WebhookFails', state: 'OK', description: '', topics: ['topic'] },
};

const wellAsked: Ask = {
  stackStatus: async () => 'UPDATE_COMPLETE',
  secret: async () => secret,
  webhookEndpoints: async () => [endpoint],
  undeliveredEvents: async () => [],
  driveFolder: async () => folder,
  challonge: async () => 12,
  mailAccount: async () => account,
  mailIdentity: async () => ({ verified: true, configurationSet: 'bounces' }),
  mailEvents: async () => ['BOUNCE', 'COMPLAINT', 'REJECT', 'DELIVERY_DELAY'],
  configFile: async (key) => (key === 'schools.json' ? '\uFEFF["Golden Dragon TKD - Owasso"]' : '{}'),
  stream: async () => ({ enabled: true, arn: 'stream', view: 'NEW_AND_OLD_IMAGES' }),
  sendsEvents: async () => true,
  stored: async () => stored(),
  wasStarted: async () => false,
  queues: async () => [
    { queue: 'Processing', messages: 3 },
    { queue: 'FailedStarts', messages: 0 },
  ],
  machines: async () => [{ name: 'registration', arn: arn('registration') }],
  executions: async () => [
    { name: 'b', status: 'RUNNING' },
    { name: 'a', status: 'SUCCEEDED' },
  ],
  clocks: async () => ({ here: 1_030_000, there: 1_000_000 }),
};

const wellAccount: AskAccount = {
  alarms: async () => [alarm],
  subscriptions: async () => [{ address: 'admin@riverside.org', confirmed: true }],
  inStack: async (type) => [type === 'AWS::CloudWatch::Alarm' ? alarm.fullName : 'subscription'],
  oldestMessage: async () => 4_000,
  concurrentLambdas: async () => 1_000,
  triggers: async () => ['Disabled', 'Enabled'],
};

export function contextOf(
  ask: Partial<Ask & AskAccount> = {},
  others: Record<string, string | undefined> = {},
): DoctorContext {
  const all = Object.fromEntries(
    Object.entries({ ...outputs, ...others }).filter((one): one is [string, string] => one[1] !== undefined),
  );
  return {
    outputs: all,
    output: (name) => all[name] ?? '',
    askChallonge: true,
    now: () => now,
    ask: { ...wellAsked, ...ask },
    askAccount: { ...wellAccount, ...ask },
  };
}
