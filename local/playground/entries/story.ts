/** What has happened to an entry, in the order in which it did. */
import type { Tone } from '@tkd-registration/local-cloud/pages/elements';
import { taskOf } from '../../../core/attention/attention-mail.ts';
import { plainWords, titleOf } from '../../../core/attention/plain-words.ts';
import type { Part } from '../../../core/domain/state.ts';
import { amountInWords } from '../../../core/money/currency.ts';
import { isInquiry } from '../../../core/money/standing.ts';
import type { AttentionMark } from '../../../core/progress/progress-record.ts';
import type { SentMail, WholeEntry } from './entry-sources.ts';

export interface Chapter {
  /** Tells it from the others. */
  id: string;
  /** Epoch milliseconds; absent where nobody has noted it, and it comes first. */
  at?: number;
  tone: Tone;
  title: string;
  /** Follows the title, in smaller print. */
  detail?: string;
  execution?: WholeEntry['executions'][number];
  mail?: SentMail;
}

/** @param badgeDrawnAt epoch milliseconds. */
export function storyOf(entry: WholeEntry, badgeDrawnAt?: number): Chapter[] {
  const { dossier, item, record, executions, mails } = entry;
  const chapters: Chapter[] = [
    ...(item ? [{ id: 'form', tone: 'good', title: 'The form came in' } as const] : []),
    ...moneyChapters(entry),
    ...executions.map(executionChapter),
    ...mails.flatMap(mailChapters),
    ...(dossier?.badge && badgeDrawnAt !== undefined
      ? [
          {
            id: 'badge',
            at: badgeDrawnAt,
            tone: 'good',
            title: 'The badge was drawn',
            detail: photoInWords(dossier.badge.photo),
          } as const,
        ]
      : []),
    ...(Object.entries(record.attention) as [Part, AttentionMark][]).map(attentionChapter),
    ...(record.erasedAt
      ? [
          {
            id: 'erased',
            at: Date.parse(record.erasedAt),
            tone: 'quiet',
            title: 'The person was erased',
          } as const,
        ]
      : []),
  ];
  return chapters.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

function moneyChapters({ money }: WholeEntry): Chapter[] {
  if (!money) return [];
  const { session, charges, refunds, disputes, warnings, currency } = money;
  const sum = (amount: number) => amountInWords(amount, currency);
  const at = ({ created }: { created: number }) => created * 1_000;
  const charged: Record<string, [Tone, string]> = {
    succeeded: ['good', 'paid'],
    pending: ['busy', 'are on their way from the bank'],
    failed: ['bad', 'could not be paid'],
  };
  const refunded: Record<string, [Tone, string]> = {
    succeeded: ['warn', 'refunded'],
    failed: ['bad', 'could not be refunded'],
    canceled: ['quiet', 'were to be refunded, and are not'],
  };
  return [
    {
      id: session.id,
      at: at(session),
      tone: session.status === 'expired' ? 'bad' : 'quiet',
      title:
        session.status === 'expired'
          ? 'The payment page was opened, and has expired'
          : 'The payment page was opened',
    },
    ...charges.map((charge): Chapter => {
      const [tone, what] = charged[charge.status] ?? ['quiet', charge.status];
      return { id: charge.id, at: at(charge), tone, title: `${sum(charge.amount)} ${what}` };
    }),
    ...refunds.map((refund): Chapter => {
      const [tone, what] = refunded[refund.status] ?? ['busy', 'are being refunded'];
      const detail = refund.failureReason ?? refund.pendingReason ?? undefined;
      return { id: refund.id, at: at(refund), tone, title: `${sum(refund.amount)} ${what}`, detail };
    }),
    ...disputes.map((dispute): Chapter => {
      const what = isInquiry(dispute.status) ? 'The payer’s bank asks about' : 'The payer disputes';
      const tone = dispute.status === 'won' ? 'good' : 'bad';
      const title = `${what} ${amountInWords(dispute.amount, dispute.currency)}`;
      return { id: dispute.id, at: at(dispute), tone, title, detail: dispute.status.replaceAll('_', ' ') };
    }),
    ...warnings.map((warning): Chapter => {
      return { id: warning.id, at: at(warning), tone: 'warn', title: 'The card’s issuer warned of fraud' };
    }),
  ];
}

const machines: Partial<Record<string, string>> = {
  registration: 'Registration',
  'payment-change': 'Look at the payment',
  'badge-refresh': 'Badge brought up to date',
};

function executionChapter(execution: WholeEntry['executions'][number]): Chapter {
  const { machine, name, status, started } = execution;
  const [tone, ended]: [Tone, string] =
    status === 'RUNNING'
      ? ['busy', 'runs']
      : status === 'SUCCEEDED'
        ? ['good', 'done']
        : status === 'ABORTED'
          ? ['quiet', 'stopped']
          : ['bad', 'not done'];
  const title = `${machines[machine] ?? machine}: ${ended}`;
  return { id: `${machine}-${name}`, at: Date.parse(started), tone, title, execution };
}

const mailTones: Record<string, [Tone, string]> = {
  sent: ['good', 'sent'],
  sending: ['busy', 'is being sent'],
  waiting: ['busy', 'waits: the mail service has not taken it'],
  refused: ['bad', 'refused by the mail service'],
  returned: ['bad', 'sent, and came back'],
  withheld: ['warn', 'not sent: an earlier mail to this address came back'],
};

function mailChapters(mail: SentMail): Chapter[] {
  const { purpose, status, at, feedback } = mail;
  const [tone, what] = mailTones[status] ?? ['quiet', status];
  const title = `${mailName(purpose)}: ${what}`;
  return [
    { id: `mail-${purpose}`, at, tone, title, mail },
    ...(feedback
      ? [
          {
            id: `feedback-${purpose}`,
            at: Date.parse(feedback.at),
            tone: 'warn',
            title: `The mail service about the ${mailName(purpose).toLowerCase()}`,
            detail: feedback.what,
          } as const,
        ]
      : []),
  ];
}

/** Those about something that happened carry its id. */
export function mailName(purpose: string): string {
  if (purpose.startsWith('attention ')) return 'Mail to the organisers: what needs attention';
  if (purpose.startsWith('news ')) return 'Mail to the organisers: about the payment';
  if (purpose.startsWith('resend ')) return 'Confirmation, once more';
  if (purpose === 'findings') return 'Mail to the organisers: what to look at';
  if (purpose === 'confirmation') return 'Confirmation';
  return `Mail about the payment (${purpose})`;
}

function attentionChapter([part, { error, at, refresh }]: [Part, AttentionMark]): Chapter {
  const task = taskOf(part, refresh);
  const title = titleOf(task, plainWords(error, task));
  return { id: `attention-${part}`, at: Date.parse(at), tone: 'bad', title, detail: error };
}

const photos: Readonly<Record<string, string>> = {
  used: 'with the photo',
  none: 'without a photo: none was sent',
  missing: 'without a photo: the one that the form names is not there',
};

const photoInWords = (photo: string) => photos[photo] ?? `without the photo: ${photo}`;
