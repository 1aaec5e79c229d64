/** A stage that is well, as its checks see it. */
import type { Ask } from '../../../admin/doctor/ask.ts';
import type { AskAccount } from '../../../admin/doctor/ask-account.ts';
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

const wellAsked: Ask = {
  stackStatus: async () => 'UPDATE_COMPLETE',
  secret: async () => secret,
  webhookEndpoints: async () => [endpoint],
  driveFolder: async () => folder,
  challonge: async () => 12,
  mailAccount: async () => account,
  mailIdentity: async () => ({ verified: true, configurationSet: 'bounces' }),
  configFile: async (key) => (key === 'schools.json' ? '\uFEFF["Golden Dragon TKD - Owasso"]' : '{}'),
  stream: async () => ({ enabled: true, arn: 'stream', view: 'NEW_AND_OLD_IMAGES' }),
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
  alarms: async () => [{ name: 'WebhookFails', state: 'OK', description: '' }],
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
    ask: { ...wellAsked, ...ask },
    askAccount: { ...wellAccount, ...ask },
  };
}
