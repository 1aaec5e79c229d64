/** How far one registration is, as the services say: plain data, read again for each view of a page. */
import type { GetItemCommandOutput } from '@aws-sdk/client-dynamodb';
import type Stripe from 'stripe';
import { parseEntry } from '../../../core/domain/entry.ts';
import { textOf } from '../../../core/domain/entry-item.ts';
import { type FindingCode, findingInWords } from '../../../core/domain/findings.ts';
import type { MailRecord, ProgressRecord } from '../../../core/progress/progress-record.ts';

export type Payment =
  | { kind: 'none' | 'manual' | 'paid' | 'bank asked' | 'bank refused' | 'expired' }
  /** @property until when the page can be paid, epoch milliseconds. */
  | { kind: 'open' | 'card refused'; until: number };

export interface RegistrationState {
  entryId: string;
  /** Undefined until the entry has arrived. */
  name?: string;
  payment: Payment;
  /** Of the registration's execution; undefined until there is one. */
  execution?: string;
  progress: ProgressRecord;
  confirmation?: MailRecord;
  /** What the organisers were asked to look at, in words. */
  findings: readonly string[];
  /** Whether this stage makes badges. */
  badges: boolean;
}

type Item = NonNullable<GetItemCommandOutput['Item']>;

/** The name in an entry, as mails and badges show it; as it was typed where the entry cannot be read. */
export function nameIn(entry: Item, competitionYear: number): string {
  try {
    return parseEntry(entry, { competitionYear }).fullName;
  } catch {
    const written = textOf(entry.full_name);
    return typeof written === 'string' && written.trim() !== '' ? written.trim() : 'Somebody without a name';
  }
}

/** What a row says that a person should look at, in words. */
export function findingsOn({ findings, payment_findings: payment }: Item): string[] {
  const noted = (value: unknown) => {
    const text = textOf(value);
    return typeof text === 'string' && text !== '' ? text.split('; ') : [];
  };
  const inWords = (finding: string) => {
    const [field = '', code = ''] = finding.split(': ');
    return findingInWords({ field, code: code as FindingCode });
  };
  return [...noted(findings).map(inWords), ...noted(payment)];
}

/** @param session with its PaymentIntent; undefined for an entry without one. */
export function paymentOf(session: Stripe.Checkout.Session | undefined, entry: Item | undefined): Payment {
  if (!session) return { kind: textOf(entry?.checkout) === 'manual_entry' ? 'manual' : 'none' };
  const intent = typeof session.payment_intent === 'object' ? session.payment_intent : null;
  if (session.status === 'open') {
    const kind = intent?.last_payment_error ? 'card refused' : 'open';
    return { kind, until: session.expires_at * 1000 };
  }
  if (session.status === 'expired') return { kind: 'expired' };
  if (session.payment_status !== 'unpaid') return { kind: 'paid' };
  return { kind: intent?.status === 'processing' ? 'bank asked' : 'bank refused' };
}

/** Whether something is still going to happen by itself, or may happen at any time. */
export function isUnderWay({
  payment,
  execution,
  progress,
  confirmation,
  badges,
}: RegistrationState): boolean {
  if (payment.kind === 'expired' || payment.kind === 'bank refused') return false;
  if (Object.keys(progress.attention).length > 0 && execution !== 'RUNNING') return false;
  const mailed = confirmation?.status === 'sent';
  return !mailed || (badges && progress.drive?.md5 === undefined);
}
