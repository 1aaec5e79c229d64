import { createHash } from 'node:crypto';
import type { Badges } from '../clients/badges.ts';
import type { Photos } from '../clients/photos.ts';
import type { FoundRegistration, Registrations } from '../clients/registrations.ts';
import { InputInvalidError } from '../domain/errors.ts';
import { findingInWords } from '../domain/findings.ts';
import { photoIdOf } from '../domain/ids.ts';
import { consequencesFor } from '../domain/payment-state.ts';
import type { BadgeLease } from '../progress/badge-lease.ts';
import type { PhotoFollowers } from '../progress/photo-followers.ts';
import type { Progress } from '../progress/progress.ts';
import type { BadgeRecord, ProgressRecord } from '../progress/progress-record.ts';
import { badgeKeysFor, imageTypes } from './badge-design.ts';
import { drawBadge } from './drawing/draw-badge.ts';
import { preflightCode, preflightInWords } from './preflight.ts';
import { type BadgeLook, isAsWanted, isStoredAs, wantedBadge } from './wanted-badge.ts';

export interface BringInLineDependencies extends BadgeLook {
  /** False without a Drive folder: then the badge is done once it is stored. */
  pushedToDrive: boolean;
  registrations: Pick<Registrations, 'find' | 'noteBadge'>;
  photos: Pick<Photos, 'etag' | 'read'>;
  badges: Pick<Badges, 'find' | 'remove' | 'write'>;
  followers: Pick<PhotoFollowers, 'followPhoto'>;
  lease: Pick<BadgeLease, 'holdingBadge' | 'recordBadge' | 'recordWithdrawal'>;
  progress: Pick<Progress, 'recordDone' | 'recordRegistrationKey'>;
}

/** What was done with a badge, and its current record. */
export type BroughtInLine =
  | { outcome: 'rendered' | 'already rendered'; badge: BadgeRecord }
  | { outcome: 'withdrawn' };

/**
 * Brings an entry's badge in line with its current registration: draws and stores it, unless the stored one was drawn
 * from exactly the same; removes it when the registration is gone, or its payment has gone back; does nothing for somebody who
 * was erased. An unusable photo
 * results in a silhouette and a finding, never a failure; what cannot be understood is on the badge as written.
 *
 * The registrations table is authoritative, not the entry: organisers correct registrations there.
 *
 * @param redraw draws the badge even if the stored one was drawn from exactly the same.
 * @throws EntryInvalidError when the registration has no name, school or type any more.
 * @throws InputInvalidError when the entry was never stored as a registration.
 * @throws BadgeInFlightError when another execution is working on the badge.
 */
export async function bringInLine(
  { entryId, execution, redraw = false }: { entryId: string; execution: string; redraw?: boolean },
  dependencies: BringInLineDependencies,
): Promise<BroughtInLine> {
  const { registrations, badges, lease, progress, pushedToDrive } = dependencies;
  return lease.holdingBadge(entryId, execution, async (record) => {
    if (record.erasedAt !== undefined) return { outcome: 'withdrawn' };
    if (record.registrationKeys.length === 0) {
      throw new InputInvalidError(`entry ${entryId}: not stored as a registration`);
    }
    const line = await followRegistration(record);
    if (!pushedToDrive) await progress.recordDone(entryId, 'badge');
    return line;
  });

  async function followRegistration(record: ProgressRecord): Promise<BroughtInLine> {
    const { registrationKey, registrationKeys, badge, photoId } = record;
    const present = await entitled(registrationKeys);
    if (!present) {
      // An execution that was cut off may have stored a badge, and not recorded it.
      const keys = new Set([...(badge ? [badge.key] : []), ...registrationKeys.flatMap(badgeKeysFor)]);
      for (const key of keys) await badges.remove(key, entryId);
      await lease.recordWithdrawal(entryId, execution);
      // It may have been put back meanwhile: an event handled before the withdrawal was recorded started no refresh.
      const back = await entitled(registrationKeys);
      if (!back) return { outcome: 'withdrawn' };
      return render({ ...back, entryId, execution, photoId }, dependencies);
    }
    if (present.pk !== registrationKey) await progress.recordRegistrationKey(entryId, present.pk);
    return render({ ...present, entryId, execution, badge, photoId, redraw }, dependencies);
  }

  /** The registration, unless its payment has gone back. */
  async function entitled(keys: readonly string[]): Promise<FoundRegistration | undefined> {
    const found = await registrations.find(entryId, keys);
    return found && consequencesFor(found.row).badge ? found : undefined;
  }
}

async function render(
  {
    entryId,
    execution,
    pk,
    row,
    badge: before,
    photoId,
    redraw = false,
  }: FoundRegistration &
    Pick<ProgressRecord, 'badge' | 'photoId'> & { entryId: string; execution: string; redraw?: boolean },
  dependencies: BringInLineDependencies,
): Promise<BroughtInLine> {
  const { design, logo, registrations, photos, badges, followers, lease } = dependencies;
  const wanted = wantedBadge({ pk, row }, dependencies);
  const { key, subject, facts, uncertain } = wanted;
  const { photoKey } = subject;
  // Before the photo is looked up, because it may arrive at any moment after that.
  if (photoKey !== undefined && photoIdOf(photoKey) !== photoId) {
    await followers.followPhoto(entryId, photoIdOf(photoKey));
  }
  if (!redraw) {
    const photoEtag = photoKey === undefined ? undefined : await photos.etag(photoKey);
    if (isAsWanted(before, wanted, { row, photoEtag }) && isStoredAs(before, await badges.find(key))) {
      return { outcome: 'already rendered', badge: before };
    }
  }

  const read = photoKey === undefined ? undefined : await photos.read(photoKey);
  const drawn = await drawBadge(facts, read?.photo ?? 'none', { design, logo });
  // The ETag of what was read, which may be newer than the one looked up.
  const photoEtag = read && (read.etag ?? 'missing');
  const badge: BadgeRecord = {
    key,
    hash: wanted.hashWith(photoEtag),
    md5: createHash('md5').update(drawn.image).digest('hex'),
    contentType: imageTypes[design.image].contentType,
    photo: drawn.photo,
    preflight: [...uncertain, ...drawn.findings.map(preflightCode)],
  };
  await badges.write(key, {
    image: drawn.image,
    contentType: badge.contentType,
    entryId,
    hash: badge.hash,
  });
  if (before && before.key !== key) await badges.remove(before.key, entryId);
  const preflight = [
    ...subject.findings.map(findingInWords),
    ...(await Promise.all(drawn.findings.map(preflightInWords))),
  ];
  await registrations.noteBadge(pk, { badgeId: facts.id, preflight, findings: uncertain });
  await lease.recordBadge(entryId, execution, badge);
  return { outcome: 'rendered', badge };
}

/**
 * Records the key of a registration that the progress table does not know under it: one stored by another system, which
 * keeps no progress, or moved to another key without an event.
 *
 * @returns false for a copy: its entry still has another registration, and only one badge.
 */
export async function learnKey(
  entryId: string,
  pk: string,
  {
    registrations,
    progress,
  }: {
    registrations: Pick<Registrations, 'find'>;
    progress: Pick<Progress, 'get' | 'recordRegistrationKey'>;
  },
): Promise<boolean> {
  const { registrationKey } = await progress.get(entryId);
  if (registrationKey === pk) return true;
  if (registrationKey !== undefined && (await registrations.find(entryId, [registrationKey]))) return false;
  await progress.recordRegistrationKey(entryId, pk);
  return true;
}
