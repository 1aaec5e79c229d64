/** What can be switched while the sandbox runs: limits, and all that is not known of Challonge for certain. */
import * as z from 'zod';
import { given, SavedSettings } from '../saved-settings.ts';
import { roundRobinOrders } from './draw.ts';

/** The forms in which version 2.1 may say what is wrong. `html` and `empty` hold for version 1, too. */
export const errorForms = ['objects', 'strings', 'object', 'fields', 'oauth', 'html', 'empty'] as const;

const settings = z.strictObject({
  /** Calls that count before all others are refused with 429 until the month ends; 0 for any number. */
  callsPerMonth: z.int().nonnegative().default(500),
  /** Whether calls that are refused count, too. */
  failedCallsCount: z.boolean().default(true),
  /** Calls in any 60 seconds before others are refused with 429; 0 for any number. */
  callsPerMinute: z.int().nonnegative().default(0),
  /** The body of such a refusal. */
  limitBody: z.enum(['json', 'html', 'empty']).default('json'),
  /** Seconds in its Retry-After; 0 for none. */
  retryAfter: z.int().nonnegative().default(0),
  errorForm: z.enum(errorForms).default('objects'),
  /** How `status` is written in an error of version 2.1. */
  errorStatus: z.enum(['number', 'string']).default('number'),
  /** What Accept may be in version 2.1; all else is refused with 406. */
  accept: z.enum(['json', 'vnd.api+json', 'any']).default('json'),
  /** Whether paths of version 2.1 must end in `.json`. */
  suffixNeeded: z.boolean().default(true),
  /** The status of what was created (`201`) or deleted (`204`) in version 2.1; else 200 with a body. */
  ownStatuses: z.boolean().default(true),
  /** The most participants in one call of bulk_add in version 2.1; 0 for any number. */
  bulkLimit: z.int().nonnegative().default(20),
  /** Whether version 2.1 adds all of them or none; else those before the first that is refused stay. */
  bulkAtomic: z.boolean().default(true),
  /** Whether names that differ only in case or accents are the same name. */
  namesFolded: z.boolean().default(false),
  /** `points_by_participant` of a match whose sides are not both known: `[]`, entries with a null id, or the known side. */
  pendingSides: z.enum(['empty', 'nulls', 'known']).default('empty'),
  /** Whether a match of version 2.1 names its sides in `relationships`, too, and whether these are beside `attributes`. */
  playerRelationships: z.enum(['none', 'beside', 'inside']).default('none'),
  /** Where the moment of marking a match as under way stands in version 2.1. */
  underwayAt: z.enum(['timestamps', 'attributes']).default('timestamps'),
  /** The most of each kind in `included` of a shown tournament; 0 for all. */
  includedLimit: z.int().nonnegative().default(0),
  /** The most that `per_page` brings; 0 for any number. */
  pageLimit: z.int().nonnegative().default(0),
  /** In which versions a tournament can be deleted after it has started. */
  deleteStarted: z.enum(['none', 'v1', 'both']).default('none'),
  /** Whether starting what has started, or resetting what has not, is refused; else nothing happens. */
  repeatedStateRefused: z.boolean().default(true),
  /** Whether `change_state` of a match in version 2.1 answers 500, as seen in December 2025. */
  matchStateFails: z.boolean().default(false),
  roundRobinOrder: z.enum(roundRobinOrders).default('berger'),
});
export type Settings = z.infer<typeof settings>;

type Field = keyof Settings;

/** How a setting is shown: its choices, or a number when it has none. */
export const choicesOf = (name: Field): readonly string[] => {
  const { innerType } = settings.shape[name].def;
  if (innerType instanceof z.ZodEnum) return innerType.options.map(String);
  return innerType instanceof z.ZodBoolean ? ['true', 'false'] : [];
};

export class SwitchedSettings extends SavedSettings<Settings> {
  constructor(initial: Partial<Settings>, dataDir?: string) {
    super(settings, initial, dataDir);
  }
}

/** The settings as a form sends them. @throws ZodError for a setting that is unknown or has no such value. */
export function settingsOfForm(fields: Record<string, unknown>): Partial<Settings> {
  const typed = Object.entries(fields).map(([name, value]) => {
    if (!(name in settings.shape)) return [name, value];
    const { innerType } = settings.shape[name as Field].def;
    if (innerType instanceof z.ZodBoolean) return [name, z.stringbool().parse(value)];
    return [name, innerType instanceof z.ZodEnum ? value : z.coerce.number().parse(value)];
  });
  return given(settings.partial(), Object.fromEntries(typed));
}
