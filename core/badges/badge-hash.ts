import { createHash } from 'node:crypto';
import type { BadgeDesign } from './badge-design.ts';
import type { BadgeFacts } from './badge-facts.ts';

/** All that a badge is drawn from. */
export interface BadgeInputs {
  /** Of the drawing itself. */
  layoutVersion: number;
  facts: BadgeFacts;
  /** What the photo's content is known by; absent without a photo. */
  photoEtag?: string;
  design: BadgeDesign;
  logo?: Uint8Array;
  /** What is uncertain about the facts: it is to be looked at before the badge is printed. */
  uncertain: readonly string[];
}

/** 32 hexadecimal digits: two badges of one hash are the same picture. */
export function badgeHash({ logo, uncertain, ...inputs }: BadgeInputs): string {
  const hash = createHash('sha256').update(JSON.stringify(sorted(inputs)));
  if (uncertain.length > 0) hash.update(JSON.stringify(uncertain));
  if (logo) hash.update(logo);
  return hash.digest('hex').slice(0, 32);
}

/** The same for every order in which an object's members were written. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}
