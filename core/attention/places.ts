/** The addresses of the pages where an organiser looks or acts: on AWS and Stripe, or on the embedded cloud. */
import { executionArnOf } from '../domain/ids.ts';
import type { Run } from '../domain/state.ts';

/** What the addresses are made from. */
export interface PlaceSettings {
  region: string;
  /** The mode of Stripe's dashboard. */
  mode: 'live' | 'test';
  entriesTable: string;
  registrationsTable: string;
  secretId: string;
  /** The queue of messages that could not be processed. */
  failedEntriesQueueUrl: string;
  driveFolderId?: string;
  /** Set on the embedded cloud: its console replaces AWS's, its sandboxes Stripe and Drive. */
  local?: { console: string; stripe: string; drive: string };
}

/** The addresses of pages by their subject; undefined for a page that does not exist. */
export interface Places {
  execution(run: Run): string;
  entry(entryId: string): string;
  registration(pk: string): string;
  payment(paymentIntentId: string): string;
  checkoutSession(id: string): string;
  dispute(id: string): string;
  stripeKeys?: string;
  secret?: string;
  failedEntries?: string;
  mailService?: string;
  driveFolder?: string;
  driveFile(fileId: string): string;
}

/** The pages about one payment. */
export type PaymentPages = Pick<Places, 'payment' | 'checkoutSession' | 'dispute'>;

/** @param sandbox the address of what stands in for Stripe, if something does. */
export function paymentPages(mode: 'live' | 'test', sandbox?: string): PaymentPages {
  if (sandbox) {
    return {
      payment: () => sandbox,
      dispute: () => sandbox,
      checkoutSession: (id) => `${sandbox}/pay/${encodeURIComponent(id)}`,
    };
  }
  const stripe = stripeDashboard(mode);
  return {
    payment: (id) => `${stripe}/payments/${encodeURIComponent(id)}`,
    dispute: (id) => `${stripe}/disputes/${encodeURIComponent(id)}`,
    checkoutSession: (id) => `${stripe}/search?query=${encodeURIComponent(id)}`,
  };
}

const stripeDashboard = (mode: 'live' | 'test') =>
  `https://dashboard.stripe.com${mode === 'test' ? '/test' : ''}`;

export function places(settings: PlaceSettings): Places {
  const { local } = settings;
  return local ? localPlaces(settings, local) : awsPlaces(settings);
}

/**
 * The page of an execution.
 * @param console the address of the embedded cloud's console, if it runs there; AWS's otherwise, in the region of the ARN.
 */
export function executionPage({ execution, stateMachine }: Run, console?: string): string {
  if (console) {
    return `${console}/executions/${encodeURIComponent(execution)}?machine=${encodeURIComponent(lastOf(stateMachine))}`;
  }
  const region = stateMachine.split(':')[3] ?? '';
  return `${awsConsole(region)}/states/home?region=${region}#/v2/executions/details/${executionArnOf(stateMachine, execution)}`;
}

const awsConsole = (region: string) => `https://${region}.console.aws.amazon.com`;

/**
 * The consoles do not document their addresses: these are the ones they use. The pages of an item and of a queue take
 * their subject in the fragment, which is never sent to a server.
 */
function awsPlaces({ region, mode, driveFolderId, ...settings }: PlaceSettings): Places {
  const aws = awsConsole(region);
  const item = (table: string, key: string) =>
    `${aws}/dynamodbv2/home?region=${region}#edit-item?itemMode=2` +
    `&pk=${encodeURIComponent(key)}&route=ROUTE_ITEM_EXPLORER&sk=&table=${encodeURIComponent(table)}`;
  return {
    execution: (run) => executionPage(run),
    entry: (entryId) => item(settings.entriesTable, entryId),
    registration: (pk) => item(settings.registrationsTable, pk),
    ...paymentPages(mode),
    stripeKeys: `${stripeDashboard(mode)}/apikeys`,
    secret: `${aws}/secretsmanager/secret?name=${encodeURIComponent(secretNameOf(settings.secretId))}&region=${region}`,
    failedEntries: `${aws}/sqs/v3/home?region=${region}#/queues/${encodeURIComponent(settings.failedEntriesQueueUrl)}`,
    mailService: `${aws}/ses/home?region=${region}#/account`,
    driveFolder:
      driveFolderId && `https://drive.google.com/drive/folders/${encodeURIComponent(driveFolderId)}`,
    driveFile: (fileId) => driveFileIn('https://drive.google.com', fileId),
  };
}

function localPlaces(
  { mode, entriesTable, registrationsTable, driveFolderId }: PlaceSettings,
  { console, stripe, drive }: Required<PlaceSettings>['local'],
): Places {
  const item = (table: string, key: string) =>
    `${console}/tables/${encodeURIComponent(table)}?key=${encodeURIComponent(key)}`;
  return {
    execution: (run) => executionPage(run, console),
    entry: (entryId) => item(entriesTable, entryId),
    registration: (pk) => item(registrationsTable, pk),
    ...paymentPages(mode, stripe),
    driveFolder: driveFolderId && drive,
    driveFile: (fileId) => driveFileIn(drive, fileId),
  };
}

const driveFileIn = (drive: string, fileId: string) => `${drive}/file/d/${encodeURIComponent(fileId)}/view`;

const lastOf = (arn: string) => arn.split(':').at(-1) ?? arn;

/** A secret's ARN ends with its name and six characters that Secrets Manager adds; its page needs the name alone. */
const secretNameOf = (arn: string) => lastOf(arn).replace(/-[A-Za-z0-9]{6}$/, '');
