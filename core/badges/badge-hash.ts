import { createHash } from 'node:crypto';
import type { BadgeDesign } from './badge-design.ts';
import type { BadgeFacts } from './badge-facts.ts';

/** The version of the drawing. Raised when the same facts are drawn differently: existing badges are then redrawn. */
export const layoutVersion = 6;

/** Everything a badge is drawn from. */
export interface BadgeInputs {
  layoutVersion: number;
  facts: BadgeFacts;
  /** Identifies the photo's content; absent without a photo. */
  photoEtag?: string;
  design: BadgeDesign;
  logo?: Uint8Array;
  /** What is uncertain about the facts and must be checked before the badge is printed. */
  uncertain: readonly string[];
}

/** 32 hexadecimal digits: badges with the same hash are the same picture. */
export function badgeHash({ logo, uncertain, ...inputs }: BadgeInputs): string {
  const hash = createHash('sha256').update(JSON.stringify(sorted(inputs)));
  if (uncertain.length > 0) hash.update(JSON.stringify(uncertain));
  if (logo) hash.update(logo);
  return hash.digest('hex').slice(0, 32);
}

/** Sorts an object's members, so that their order makes no difference. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}
