// zod/mini keeps the webhook's bundle small. It accepts schemas made with either.
import * as z from 'zod/mini';

/**
 * Reads a Lambda's settings once, at the top of its `index.ts`.
 * @throws Error listing every setting that is missing or wrong by name, never by value.
 */
export function readEnv<S extends z.core.$ZodType>(schema: S): z.output<S> {
  const parsed = z.safeParse(schema, process.env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`Environment variables: ${problems.join('; ')}`);
}

/** A comma-separated list; the empty text is the empty list. */
export const commaSeparated = z.pipe(
  z.string(),
  z.transform((text) => text.split(',').filter((item) => item !== '')),
);

/** Any JSON. */
export const json = z.pipe(
  z.string(),
  z.transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.issues.push({ code: 'custom', message: 'not JSON', input: undefined });
      return z.NEVER;
    }
  }),
);

/** The words `true` and `false`. */
export const trueOrFalse = z.pipe(
  z.enum(['true', 'false']),
  z.transform((word) => word === 'true'),
);
