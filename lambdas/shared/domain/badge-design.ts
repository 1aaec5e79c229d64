import * as z from 'zod';
import { type BadgeFormat, badgeFormats } from './badge-formats.ts';

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'expected a colour such as #123a6b');

const facts = ['school', 'ageGroup', 'gender', 'weight', 'belt', 'events'] as const;

/** A fact of a badge that a stage may leave out. */
export type OptionalFact = (typeof facts)[number];

/** How a stage's badges look. Everything has a default; a stage file says only what it wants otherwise. */
export const badgeDesign = z.strictObject({
  format: z.enum(Object.keys(badgeFormats) as [BadgeFormat, ...BadgeFormat[]]).default('3x4'),
  image: z.enum(['jpeg', 'png']).default('jpeg'),
  colours: z
    .strictObject({
      page: colour.default('#ffffff'),
      ink: colour.default('#14181f'),
      /** The school, and what facts are called. */
      muted: colour.default('#59616e'),
      /** Of the bands of each role; the writing on them is white or ink, whichever stands out more. */
      competitor: colour.default('#123a6b'),
      coach: colour.default('#9f1d2e'),
      seminar: colour.default('#0c6152'),
    })
    .prefault({}),
  /** Which facts show. */
  facts: z
    .array(z.enum(facts))
    .refine((shown) => new Set(shown).size === shown.length, 'names a fact twice')
    .default([...facts]),
});

export type BadgeDesign = z.infer<typeof badgeDesign>;

/** As a badge's object is stored and its file in Drive named. */
export const imageTypes = {
  jpeg: { contentType: 'image/jpeg', extension: 'jpg' },
  png: { contentType: 'image/png', extension: 'png' },
} as const;
