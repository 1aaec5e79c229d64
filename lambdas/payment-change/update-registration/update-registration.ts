import type { FoundRegistration, Registrations } from '../../../core/clients/registrations.ts';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import { familyMailAbout } from '../../../core/domain/mail-purpose.ts';
import type { ChangedEntry, UpdatedRegistration } from '../../../core/domain/payment-change.ts';
import { consequencesFor } from '../../../core/domain/payment-state.ts';
import type { Part } from '../../../core/domain/state.ts';
import { familyNewsOf, newsOf } from '../../../core/money/payment-news.ts';
import { hasGoneBack, registeredStateOf, type Standing, standingOf } from '../../../core/money/standing.ts';
import type { MailLedger } from '../../../core/progress/mail-ledger.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import type { ProgressRecord } from '../../../core/progress/progress-record.ts';

export interface UpdateRegistrationDependencies {
  mails: Pick<MailLedger, 'isLeftToPerson'>;
  progress: Pick<Progress, 'get' | 'recordDone'>;
  registrations: Pick<Registrations, 'find' | 'notePayment'>;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Notes on an entry's registration what its payment amounts to by the latest reading, and finds out what follows. A
 * reading from before the payment came says nothing about a registration. An entry whose payment has gone back needs no
 * attention any more. A family's mail that cannot be sent is left to a person: the payment is read again every day.
 *
 * @throws InputInvalidError when the payment has never been read.
 */
export async function updateRegistration(
  { entryId, familyMail: asked }: ChangedEntry,
  { mails, progress, registrations, now }: UpdateRegistrationDependencies,
): Promise<UpdatedRegistration['updated']> {
  const before = await progress.get(entryId);
  const { money, moneyTold = [], erasedAt } = before;
  if (!money) throw new InputInvalidError(`entry ${entryId}: its payment was never read`);
  const standing = standingOf(money, before.due);
  const state = registeredStateOf(standing);
  const registration = await registrations.find(entryId, before.registrationKeys);
  if (registration && state) {
    await registrations.notePayment(registration.pk, { entryId, state, readAt: money.readAt });
  }

  // Of somebody who was erased, no address is left to write to.
  const wanted =
    erasedAt === undefined ? familyNewsOf(money, standing, registration !== undefined) : undefined;
  const leftToPerson =
    wanted !== undefined &&
    asked === undefined &&
    (await mails.isLeftToPerson(entryId, familyMailAbout(wanted)));
  const family = leftToPerson ? undefined : wanted;
  const settled = settledParts(standing, !leftToPerson).filter((part) => before.attention[part]);
  if (settled.length > 0) await progress.recordDone(entryId, ...settled);

  return {
    registered: registration !== undefined,
    state: standing.state,
    badge: registration !== undefined && (await isBadgeOutOfLine(registration.pk)),
    ...(family && { family }),
    news: newsOf(money, standing, now()).some(({ key }) => !moneyTold.includes(key)),
  };

  /** Both are read after the state was noted: a badge that was being drawn before that may be there by now. */
  async function isBadgeOutOfLine(pk: string): Promise<boolean> {
    const found = await registrations.find(entryId, [pk]);
    return found !== undefined && outOfLine(found, await progress.get(entryId));
  }
}

/**
 * Whether a badge has to be withdrawn or brought back. One that should not exist counts as withdrawn only once that is
 * recorded, because it may be being drawn right now.
 */
function outOfLine({ row }: FoundRegistration, { badge, badgeWithdrawn, drive }: ProgressRecord): boolean {
  if (consequencesFor(row).badge) return Boolean(badgeWithdrawn || drive?.trashed);
  return !badgeWithdrawn || badge !== undefined || (drive !== undefined && !drive.trashed);
}

/** What an earlier execution may have marked and no later step clears: this machine's own part. */
function settledParts(standing: Standing, payment: boolean): Part[] {
  const registration = hasGoneBack(standing);
  return [...(payment ? (['payment'] as const) : []), ...(registration ? (['registration'] as const) : [])];
}
