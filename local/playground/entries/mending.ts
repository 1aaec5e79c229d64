/** What helps with each thing that needs attention: fields to correct, and buttons beside running it again. */
import type { AttentionInWords } from '../../../admin/attention.ts';
import { fieldsAtFault } from '../../../core/attention/subject.ts';
import * as errors from '../../../core/domain/errors.ts';
import { readStageConfig } from '../../../lib/stage-config.ts';
import { correctable, writtenIn } from './correct.ts';
import type { WholeEntry } from './entry-sources.ts';
import type { Ask } from './run-again.ts';

export interface Mending {
  /** The fields that are wrong, by the form's names. */
  fields: string[];
  /** Whether running it again may help. */
  again: boolean;
  asks: { ask: Exclude<Ask, ''> | 'dismiss'; label: string }[];
}

const { errorName: bounced } = errors.MailBouncedError;
const ofAddress = [
  errors.MailAddressInvalidError.errorName,
  errors.MailRejectedError.errorName,
  bounced,
  errors.MailComplaintError.errorName,
];
const ofUnknownOutcome = [errors.MailUnansweredError.errorName, errors.MailOutcomeUnknownError.errorName];
const nothingToRun = [errors.DuplicateRegistrationError.errorName, errors.PaymentWithoutEntryError.errorName];

/** @param attention what needs it; left out, what only has to be looked at. */
export function mendingOf(entry: WholeEntry, attention?: AttentionInWords): Mending {
  if (!attention) return { fields: toLookAtIn(entry), again: false, asks: [] };
  const { error, part } = attention;
  if (nothingToRun.includes(error)) {
    return { fields: [], again: false, asks: [{ ask: 'dismiss', label: 'Take it off the list' }] };
  }
  const sendAgain = { ask: 'resend', label: 'Send the mail again all the same' } as const;
  const counted = { ask: 'arrived', label: 'The family has it: count it as sent' } as const;
  const asks =
    ofUnknownOutcome.includes(error) || (part === 'payment' && ofAddress.includes(error))
      ? [sendAgain, counted]
      : error === bounced || error === errors.MailComplaintError.errorName
        ? [sendAgain]
        : error === errors.UnderpaidError.errorName
          ? [{ ask: 'acceptPrice', label: 'Register all the same' } as const]
          : [];
  return { fields: fieldsOf(entry, attention), again: true, asks };
}

function fieldsOf({ item, row }: WholeEntry, { error, part }: AttentionInWords): string[] {
  if (ofAddress.includes(error)) return ['email'];
  if (error === errors.UnderpaidError.errorName) return ['events'];
  if (error !== errors.EntryInvalidError.errorName) return [];
  const task = part === 'badge' ? 'refreshed badge' : part;
  const { year } = readStageConfig('local').competition;
  const faults = fieldsAtFault({ item, row, entryFound: true, incomplete: false }, task, year);
  return faults.map(({ field }) => field);
}

/** Findings are noted as fields and codes: `beltRank: unknown; birthdate: not-a-date`. */
function toLookAtIn({ row, record: { badge } }: WholeEntry): string[] {
  const named = writtenIn(row, 'findings')
    .split('; ')
    .map((finding) => finding.split(':', 1)[0] ?? '');
  const photo = badge !== undefined && !['used', 'none'].includes(badge.photo) ? ['imgFilename'] : [];
  return [...correctable.filter((field) => named.includes(field)), ...photo];
}
