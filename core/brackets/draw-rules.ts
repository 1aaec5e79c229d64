/** What a stage says about its draw. Everything has a default, so that a stage may say nothing. */
import * as z from 'zod';
import { ageGroups, youngestIn } from '../domain/age-group.ts';
import { listedBelts } from '../lists/order.ts';
import { byeRules } from './byes.ts';

/** A part of a division's key, whose parts are joined by `_`. */
const keyPart = z
  .string()
  .regex(/^[A-Za-z0-9+](?:[A-Za-z0-9 +-]*[A-Za-z0-9+])?$/, 'expected letters, digits, blanks, + and -');

const ageGroup = z.strictObject({
  name: keyPart,
  /** Lowest and highest competition age. Without the highest, everybody older is in it. */
  from: z.int().min(0).max(120),
  to: z.int().min(0).max(120).optional(),
});
export type AgeGroupRule = z.infer<typeof ageGroup>;

/** Who may be in one group: the largest differences. */
const spread = z.strictObject({
  mostPounds: z.number().positive().default(10),
  /** Of the lighter person's weight. */
  mostPercent: z.number().positive().max(100).default(15),
  mostYears: z.int().min(0).default(2),
  /** From this age on, years make no difference. */
  grownUpFrom: z.int().min(0).default(17),
  /** 1 for neighbouring belts such as green and blue. */
  mostBeltSteps: z.int().min(0).default(2),
});
export type Spread = z.infer<typeof spread>;

export const sparringEvent = z.enum([
  'sparring',
  'sparring-gr',
  'sparring-wc',
  'sparring-bgn',
  'sparring-adv',
]);

const style = z.strictObject({
  /** As organisers say it. */
  name: z.string().trim().min(1),
  event: sparringEvent,
  /** Follows the belt group in the keys of divisions: `low-gr_cadet_m_light`. */
  suffix: z.string().regex(/^(?:-[a-z0-9]+)?$/, 'expected - and lower-case letters'),
  /** Groups of two to four people who fit together, in place of weight classes. */
  spread: spread.optional(),
  /** How long one match takes. */
  match: z
    .strictObject({
      rounds: z.int().min(1).max(10).default(2),
      roundSeconds: z.int().min(10).max(600).default(90),
      breakSeconds: z.int().min(0).max(600).default(30),
      /** From the end of a match to the start of the next. */
      changeSeconds: z.int().min(0).max(600).default(60),
    })
    .prefault({}),
});
export type Style = z.infer<typeof style>;

export const formatNames = ['one match', 'best of three', 'round robin', 'single elimination'] as const;
export type FormatName = (typeof formatNames)[number];

/** The sizes that a format is for. */
const sizesOf: Readonly<Record<FormatName, { from: number; to: number }>> = {
  'one match': { from: 2, to: 2 },
  'best of three': { from: 2, to: 2 },
  'round robin': { from: 2, to: 8 },
  'single elimination': { from: 2, to: Number.POSITIVE_INFINITY },
};

/** The first format whose `upTo` is not below a division's size is that division's. */
const formats = z
  .array(z.strictObject({ upTo: z.int().min(2).optional(), format: z.enum(formatNames) }))
  .min(1)
  .superRefine((list, context) => {
    let from = 2;
    for (const [index, { upTo = Number.POSITIVE_INFINITY, format }] of list.entries()) {
      const problem = (message: string) => context.addIssue({ code: 'custom', path: [index], message });
      const { to: most } = sizesOf[format];
      if (upTo < from) problem('is of no use: smaller sizes than those before it');
      if (upTo > most) problem(`${format} is for up to ${most}`);
      from = upTo + 1;
    }
    if (list.at(-1)?.upTo !== undefined)
      context.addIssue({ code: 'custom', message: 'the last format has no upTo' });
  });

const beltGroups = z.record(keyPart, z.array(z.enum(listedBelts)).min(1)).superRefine((groups, context) => {
  const belts = Object.values(groups).flat();
  const twice = belts.find((belt, index) => belts.indexOf(belt) !== index);
  if (twice) context.addIssue({ code: 'custom', message: `${twice} is in two groups` });
});

const usualAgeGroups: AgeGroupRule[] = ageGroups.map((name, index) => {
  const next = ageGroups[index + 1];
  return { name, from: youngestIn(name), ...(next && { to: youngestIn(next) - 1 }) };
});

const usualStyles: z.input<typeof style>[] = [
  { name: 'color belt', event: 'sparring', suffix: '' },
  { name: 'grass roots', event: 'sparring-gr', suffix: '-gr' },
  {
    name: 'world class',
    event: 'sparring-wc',
    suffix: '-wc',
    match: { rounds: 3, roundSeconds: 120, breakSeconds: 60 },
  },
];

export const drawRules = z.strictObject({
  ageGroups: z
    .array(ageGroup)
    .min(1)
    .refine((groups) => groups.every(({ from, to = from }) => from <= to), 'a group ends before it starts')
    .refine(
      (groups) => groups.every(({ from }, index) => from > (groups[index - 1]?.to ?? (index && 999) - 1)),
      'expected the youngest group first, and no age in two groups',
    )
    .default(usualAgeGroups),
  beltGroups: beltGroups.default({
    low: ['white', 'yellow', 'orange'],
    middle: ['green', 'blue'],
    high: ['red', 'brown'],
    black: ['black'],
  }),
  styles: z
    .array(style)
    .min(1)
    .refine(
      (styles) =>
        (['name', 'event', 'suffix'] as const).every(
          (field) => new Set(styles.map((one) => one[field])).size === styles.length,
        ),
      'two styles have the same name, event or suffix',
    )
    .prefault(usualStyles),
  /** The unit of the file of weight classes. Registrations are in pounds. */
  weightUnit: z.enum(['lb', 'kg']).default('lb'),
  formats: formats.default([
    { upTo: 2, format: 'one match' },
    { upTo: 5, format: 'round robin' },
    { format: 'single elimination' },
  ]),
  byes: z.enum(byeRules).default('apart'),
  lone: z
    .strictObject({
      /** Nobody is proposed to meet somebody whose weight differs by more, of the lighter one's weight. */
      mostPercent: z.number().positive().max(100).default(20),
    })
    .prefault({}),
  rings: z.int().min(1).max(99).default(4),
});
export type DrawRules = z.infer<typeof drawRules>;

/** @param size of a division, 2 or more. */
export function formatFor(size: number, { formats: list }: Pick<DrawRules, 'formats'>): FormatName {
  const format = list.find(({ upTo = size }) => size <= upTo)?.format;
  return format ?? 'single elimination';
}
