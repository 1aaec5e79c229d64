import type { FoundRegistration } from '../clients/registrations.ts';
import type { Competition } from '../domain/competition.ts';
import { findingAsText } from '../domain/findings.ts';
import { badgeKey } from '../domain/registration.ts';
import type { BadgeRecord } from '../progress/progress-record.ts';
import { type BadgeDesign, imageTypes } from './badge-design.ts';
import { type BadgeFacts, badgeFacts } from './badge-facts.ts';
import { badgeHash, layoutVersion } from './badge-hash.ts';
import { type BadgeSubject, parseBadgeSubject } from './badge-subject.ts';

/** How a stage's badges look. */
export interface BadgeLook {
  competition: Competition;
  design: BadgeDesign;
  /** The organiser's logo. */
  logo?: Uint8Array;
}

/** The badge that a registration should have, as it is now. */
export interface WantedBadge {
  /** Of the object in the badge bucket. */
  key: string;
  subject: BadgeSubject;
  facts: BadgeFacts;
  /** What is uncertain about the registration, by fields and codes. */
  uncertain: string[];
  /** The hash of everything the badge is drawn from. @param photoEtag `missing` for a photo that is not there. */
  hashWith(photoEtag?: string): string;
}

/** @throws EntryInvalidError when the registration has no name, school or type. */
export function wantedBadge(
  { pk, row }: FoundRegistration,
  { competition, design, logo }: BadgeLook,
): WantedBadge {
  const subject = parseBadgeSubject(row, { competitionYear: competition.year });
  const facts = badgeFacts(subject, competition, design);
  const uncertain = subject.findings.map(findingAsText);
  return {
    key: badgeKey(pk, imageTypes[design.image].extension),
    subject,
    facts,
    uncertain,
    hashWith: (photoEtag) => badgeHash({ layoutVersion, facts, photoEtag, design, logo, uncertain }),
  };
}

/** Whether the badge that was drawn last is the wanted one, and noted on the registration. */
export function isAsWanted(
  before: BadgeRecord | undefined,
  { key, facts, hashWith }: WantedBadge,
  { row, photoEtag }: Pick<FoundRegistration, 'row'> & { photoEtag: string | undefined },
): before is BadgeRecord {
  return (
    before?.key === key &&
    before.hash === hashWith(photoEtag) &&
    // A row that was put back lacks the remarks recorded on it.
    row.badge_id?.S === facts.id
  );
}

/** Whether an object in the bucket is the badge that was drawn last. */
export function isStoredAs(
  before: BadgeRecord,
  stored: { hash?: string; md5?: string } | undefined,
): boolean {
  return stored !== undefined && (stored.hash === before.hash || stored.md5 === before.md5);
}
