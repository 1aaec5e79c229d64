import * as z from 'zod';
import { type RegistrationType, registrationType } from '../domain/registration-type.ts';
import { type BadgeFormat, badgeFormats } from './badge-formats.ts';
import { contrast, houseColours, leastContrast, writingOn } from './colours.ts';

// Without more to check where it is none.
const colour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, { error: 'expected a colour such as #123a6b', abort: true });

const facts = ['school', 'ageGroup', 'gender', 'weight', 'belt', 'events'] as const;

/** A fact of a badge that a stage may leave out. */
export type OptionalFact = (typeof facts)[number];

/** How a stage's badges look. Everything has a default; a stage file says only what it wants otherwise. */
export const badgeDesign = z.strictObject({
  format: z.enum(Object.keys(badgeFormats) as [BadgeFormat, ...BadgeFormat[]]).default('3x4'),
  image: z.enum(['jpeg', 'png']).default('jpeg'),
  colours: z
    .strictObject({
      page: colour.default(houseColours.page),
      ink: colour.default(houseColours.ink),
      /** The school, and what facts are called. */
      muted: colour.default(houseColours.muted),
      /** Of the bands of each role; the writing on them is white or ink, whichever stands out more. */
      competitor: colour.default(houseColours.competitor),
      coach: colour.default(houseColours.coach),
      seminar: colour.default(houseColours.seminar),
    })
    .superRefine((colours, context) => {
      for (const { name, writing, ground } of pairsOf(colours)) {
        const found = contrast(writing.colour, ground.colour);
        if (found >= leastContrast) continue;
        // Not rounded up to what is needed.
        const ratio = (Math.floor(found * 10) / 10).toFixed(1);
        const pair = `${writing.name} ${writing.colour} on ${ground.name} ${ground.colour}`;
        const message = `${pair} has a contrast of ${ratio}; to be read it needs ${leastContrast}`;
        context.addIssue({ code: 'custom', path: [name], message });
      }
    })
    .prefault({}),
  /** Which facts show. */
  facts: z
    .array(z.enum(facts))
    .refine((shown) => new Set(shown).size === shown.length, 'names a fact twice')
    .default([...facts]),
});

export type BadgeDesign = z.infer<typeof badgeDesign>;

/** What is written on what, under the name of the colour that is to be changed. */
function pairsOf(colours: Record<'page' | 'ink' | 'muted' | RegistrationType, string>) {
  const named = (name: keyof typeof colours) => ({ name, colour: colours[name] });
  return [
    { name: 'ink', writing: named('ink'), ground: named('page') },
    { name: 'muted', writing: named('muted'), ground: named('page') },
    ...registrationType.options.map((role) => {
      const writing = writingOn(colours[role], colours.ink);
      const name = writing === colours.ink ? 'ink' : 'white';
      return { name: role, writing: { name, colour: writing }, ground: named(role) };
    }),
  ];
}

/** As a badge's object is stored and its file in Drive named. */
export const imageTypes = {
  jpeg: { contentType: 'image/jpeg', extension: 'jpg' },
  png: { contentType: 'image/png', extension: 'png' },
} as const;
