import type { AttributeValue } from '../domain/attribute-value.ts';
import { EntryInvalidError } from '../domain/errors.ts';
import { photoIdOf } from '../domain/ids.ts';
import { consequencesFor } from '../domain/payment-state.ts';
import type { ProgressRecord } from '../progress/progress-record.ts';
import { type BadgeLook, isAsWanted, isStoredAs, type WantedBadge, wantedBadge } from './wanted-badge.ts';

/** What there is to compare badges with, listed once for all of them. */
export interface BadgeListings {
  /** The photos' ETags, by their keys. */
  photos: ReadonlyMap<string, string>;
  /** The MD5 (hex) of the objects in the badge bucket, by their keys. */
  badges: ReadonlyMap<string, string>;
  /** The hash that is noted on an object; asked for one whose MD5 is not the expected one. */
  hashOf(key: string): Promise<string | undefined>;
}

/** A registration, which may be gone, and what has been done for it. */
export interface BadgeOwner {
  pk?: string;
  row?: Record<string, AttributeValue>;
  record: ProgressRecord;
  /** See CurrentRegistration. */
  newKey?: boolean;
}

/**
 * What `bringInLine` would do with a badge: nothing, draw it, or only record something, such as the registration's key; or
 * remove it, since the registration is gone or its payment has gone back.
 */
export type BadgeState = 'in line' | 'stale' | 'to be withdrawn' | 'withdrawn';

/**
 * Compares a badge with its registration. Reads and changes nothing of the badge's own, and so needs no lease.
 *
 * @param look.pushedToDrive see BringInLineDependencies.
 */
export async function badgeStateOf(
  { pk, row, record, newKey = false }: BadgeOwner,
  listings: BadgeListings,
  look: BadgeLook & { pushedToDrive: boolean },
): Promise<BadgeState> {
  if (pk === undefined || row === undefined || !consequencesFor(row).badge) {
    return record.badge === undefined && record.badgeWithdrawn ? 'withdrawn' : 'to be withdrawn';
  }
  const wanted = wantedUnlessInvalid({ pk, row }, look);
  if (wanted === undefined || newKey || pk !== record.registrationKey) return 'stale';
  if (!look.pushedToDrive && record.attention.badge) return 'stale';
  const { photoKey } = wanted.subject;
  if (photoKey !== undefined && photoIdOf(photoKey) !== record.photoId) return 'stale';
  const photoEtag = photoKey === undefined ? undefined : (listings.photos.get(photoKey) ?? 'missing');
  if (!isAsWanted(record.badge, wanted, { row, photoEtag })) return 'stale';
  return (await isInPlace(record.badge, listings)) ? 'in line' : 'stale';
}

async function isInPlace(
  badge: NonNullable<ProgressRecord['badge']>,
  { badges, hashOf }: BadgeListings,
): Promise<boolean> {
  const md5 = badges.get(badge.key);
  if (md5 === undefined) return false;
  return isStoredAs(badge, { md5 }) || isStoredAs(badge, { hash: await hashOf(badge.key) });
}

/** undefined for a registration that lacks its name, school or type: bringing its badge in line says so. */
export function wantedUnlessInvalid(
  found: { pk: string; row: Record<string, AttributeValue> },
  look: BadgeLook,
): WantedBadge | undefined {
  try {
    return wantedBadge(found, look);
  } catch (error) {
    if (error instanceof EntryInvalidError) return undefined;
    throw error;
  }
}
