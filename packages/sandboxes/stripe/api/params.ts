/** Kinds of parameter that several calls take. */
import * as z from 'zod';

export const count = z.string().regex(/^\d+$/, 'Invalid integer').transform(Number);
export const positive = count.pipe(z.number().min(1, 'This value must be greater than or equal to 1.'));
export const flag = z.enum(['true', 'false']).transform((word) => word === 'true');
export const currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'Invalid currency')
  .transform((code) => code.toLowerCase());
export const httpUrl = z.url({ protocol: /^https?$/, error: 'Not a valid URL' });
/** A number with at most twelve places, as text: `1050.5`. */
export const decimal = z.string().regex(/^\d+(\.\d{1,12})?$/, 'Invalid decimal');

const largestMetadata = 50;

/** An empty value removes its key: see `merged`. Source: https://docs.stripe.com/api/metadata */
export const metadata = z
  .record(
    z
      .string()
      .max(40, 'Metadata keys can have up to 40 characters.')
      .regex(/^[^[\]]+$/),
    z.string().max(500, 'Metadata values can have up to 500 characters.'),
  )
  .refine(
    (given) => Object.keys(given).length <= largestMetadata,
    `You can have up to ${largestMetadata} metadata keys.`,
  )
  .transform((given) => merged({}, given));

/** Metadata after an update. An empty text as `changes` removes all of it. */
export function merged(
  before: Record<string, string> | null,
  changes: Record<string, string> | '' | undefined,
): Record<string, string> {
  if (changes === '') return {};
  return Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== ''));
}

/** Metadata in an update: an empty value removes its key; an empty text in place of the object removes all keys. */
export const metadataChanges = z
  .union([
    z.literal(''),
    z.record(
      z.string().max(40, 'Metadata keys can have up to 40 characters.'),
      z.string().max(500, 'Metadata values can have up to 500 characters.'),
    ),
  ])
  .optional();

/** A moment, or the bounds it lies in; epoch seconds. */
export const range = z.union([
  count.transform((moment) => ({ gte: moment, lte: moment })),
  z.strictObject({
    gt: count.optional(),
    gte: count.optional(),
    lt: count.optional(),
    lte: count.optional(),
  }),
]);

export function isWithin(
  moment: number,
  { gt, gte, lt, lte }: { gt?: number; gte?: number; lt?: number; lte?: number },
): boolean {
  return (
    (gt === undefined || moment > gt) &&
    (gte === undefined || moment >= gte) &&
    (lt === undefined || moment < lt) &&
    (lte === undefined || moment <= lte)
  );
}
