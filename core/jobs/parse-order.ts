import type * as z from 'zod';
import { InputInvalidError } from '../domain/errors.ts';

/**
 * The input of a job's execution, which a person may have written.
 * @throws InputInvalidError naming each field at fault, never its value.
 */
export function parseOrder<T>(schema: z.ZodType<T>, order: unknown): T {
  const parsed = schema.safeParse(order);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'order'}: ${message}`);
  throw new InputInvalidError(problems.join('; '));
}
