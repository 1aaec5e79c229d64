import * as z from 'zod';
import { badgeKey } from '../domain/registration.ts';
import { type RegistrationType, registrationType } from '../domain/registration-type.ts';
import { type BadgeFormat, badgeFormats } from './badge-formats.ts';
import { contrast, houseColours, leastContrast, writingOn } from './colours.ts';

// Aborts, because further checks make no sense for what is not a colour.
const colour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, { error: 'expected a colour such as #123a6b', abort: true });

const facts = ['school', 'ageGroup', 'gender', 'weight', 'belt', 'events'] as const;

/** A fact that a stage can leave out of its badges. */
export type OptionalFact = (typeof facts)[number];

/** The look of a stage's badges. Everything has a default; a stage file only states what differs. */
export const badgeDesign = z.strictObject({
  format: z.enum(Object.keys(badgeFormats) as [BadgeFormat, ...BadgeFormat[]]).default('3x4'),
  image: z.enum(['jpeg', 'png']).default('jpeg'),
  colours: z
    .strictObject({
      page: colour.default(houseColours.page),
      ink: colour.default(houseColours.ink),
      /** The colour of the school and of the facts' labels. */
      muted: colour.default(houseColours.muted),
      /** The colours of the bands of each role; text on them is white or ink, whichever has more contrast. */
      competitor: colour.default(houseColours.competitor),
      coach: colour.default(houseColours.coach),
      seminar: colour.default(houseColours.seminar),
    })
    .superRefine((colours, context) => {
      for (const { name, writing, ground } of pairsOf(colours)) {
        const found = contrast(writing.colour, ground.colour);
        if (found >= leastContrast) continue;
        // Rounded down, so that it never looks sufficient.
        const ratio = (Math.floor(found * 10) / 10).toFixed(1);
        const pair = `${writing.name} ${writing.colour} on ${ground.name} ${ground.colour}`;
        const message = `${pair} has a contrast of ${ratio}; to be read it needs ${leastContrast}`;
        context.addIssue({ code: 'custom', path: [name], message });
      }
    })
    .prefault({}),
  /** The facts shown. */
  facts: z
    .array(z.enum(facts))
    .refine((shown) => new Set(shown).size === shown.length, 'names a fact twice')
    .default([...facts]),
});

export type BadgeDesign = z.infer<typeof badgeDesign>;

/** Pairs of text and background colours, under the name of the colour to change. */
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

/** How a badge's object is stored and its file in Drive is named. */
export const imageTypes = {
  jpeg: { contentType: 'image/jpeg', extension: 'jpg' },
  png: { contentType: 'image/png', extension: 'png' },
} as const;

/** The keys under which the badge of a registration may be in the bucket, whichever design it was drawn by. */
export const badgeKeysFor = (registrationKey: string): string[] =>
  Object.values(imageTypes).map(({ extension }) => badgeKey(registrationKey, extension));
