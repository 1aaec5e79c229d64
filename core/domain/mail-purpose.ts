import { type FamilyNews, familyNews } from './payment-change.ts';
import type { Part } from './state.ts';

/** The mails that a family gets about its payment. The page that expired and the payment that failed share one. */
export type FamilyMail = Exclude<FamilyNews, 'payment page expired'>;

export const familyMailAbout = (news: FamilyNews): FamilyMail =>
  news === 'payment page expired' ? 'payment failed' : news;

const familyMails: readonly string[] = familyNews.options.map(familyMailAbout);

/**
 * Which part of a registration a mail to its family belongs to; undefined for a mail to the organisers.
 * @param purpose as core/progress/progress-record.ts has it.
 */
export function familyPartOf(purpose: string): Extract<Part, 'confirmation' | 'payment'> | undefined {
  if (purpose === 'confirmation' || purpose.startsWith('resend ')) return 'confirmation';
  return familyMails.includes(purpose) ? 'payment' : undefined;
}
