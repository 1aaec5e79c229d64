import type { BadgeDesign } from '../../../core/badges/badge-design.ts';
import { badgeFacts } from '../../../core/badges/badge-facts.ts';
import { parseBadgeSubject } from '../../../core/badges/badge-subject.ts';
import type { Executions } from '../../../core/clients/executions.ts';
import type { Competition } from '../../../core/domain/competition.ts';
import { type EntryItem, textOf } from '../../../core/domain/entry-item.ts';
import { EntryInvalidError, InputInvalidError } from '../../../core/domain/errors.ts';
import { extentOf, includes } from '../../../core/domain/forgotten.ts';
import { identityOf } from '../../../core/domain/identity.ts';
import { personIdOf, registrationIdOf } from '../../../core/domain/ids.ts';
import type { Progress } from '../../../core/progress/progress.ts';

/** A record of the registrations table's stream: a row before and after, its attributes typed ({"S": …}). */
export interface RegistrationChange {
  eventId: string;
  before?: EntryItem;
  after?: EntryItem;
}

export interface FollowRegistrationsDependencies {
  competition: Competition;
  design: Pick<BadgeDesign, 'facts'>;
  executions: Pick<Executions, 'startFor'>;
  progress: Pick<Progress, 'get' | 'recordPerson' | 'recordRegistrationKey'>;
}

/**
 * Starts a badge refresh when something that a registration's badge shows has changed, or the registration is gone. Our
 * own writes start none: the workflow that stores a registration draws its badge, and what is noted on a registration
 * later is not shown on the badge. Nor does anything about somebody who was erased.
 *
 * @throws InputInvalidError for a row without a key.
 */
export async function followRegistration(
  { eventId, before, after }: RegistrationChange,
  dependencies: FollowRegistrationsDependencies,
): Promise<'ignored' | 'started'> {
  const { competition, design, executions, progress } = dependencies;
  if (before && after && registrationIdOf(before) !== registrationIdOf(after)) {
    // One registration replaced another: the first is gone.
    await followRegistration({ eventId, before }, dependencies);
    return followRegistration({ eventId, after }, dependencies);
  }
  const row = after ?? before;
  const pk = row && textOf(row.pk);
  if (!row || typeof pk !== 'string') throw new InputInvalidError('pk: a registration has none');
  if (before && after && shown(before) === shown(after)) return 'ignored';
  // Its badge is gone already, and a row that is forgotten altogether is deleted last.
  if (includes(extentOf(row), 'pictures')) return 'ignored';

  const id = registrationIdOf(row);
  const { registrationKey, badgeWithdrawn, erasedAt } = await progress.get(id);
  if (erasedAt !== undefined) return 'ignored';
  if (after) {
    const stored = !before && row.entryId !== undefined;
    const asKnown = registrationKey === undefined || registrationKey === pk;
    if (stored && asKnown && !badgeWithdrawn) return 'ignored';
    // Moved to another key, or stored by another system, which keeps no progress.
    if (registrationKey !== pk) await progress.recordRegistrationKey(id, pk);
    // Stored by another system, or corrected to be about another person.
    await progress.recordPerson(personIdOf(identityOf(after)), id, pk);
  } else if (registrationKey === undefined) {
    // A row of another system that never had a badge.
    return 'ignored';
  }
  await executions.startFor(id, eventId);
  return 'started';

  /** What a badge shows of a row; for a row that cannot be read, the row itself as text. */
  function shown(changed: EntryItem): string {
    try {
      const subject = parseBadgeSubject(changed, { competitionYear: competition.year });
      return JSON.stringify([badgeFacts(subject, competition, design), subject.photoKey, subject.findings]);
    } catch (error) {
      if (!(error instanceof EntryInvalidError)) throw error;
      return JSON.stringify(error.problems.map(({ field }) => [field, textOf(changed[field])?.toString()]));
    }
  }
}
