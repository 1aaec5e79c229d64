import { RegistrationError } from '../../core/domain/errors.ts';
import { placesOf } from './step.ts';

/**
 * Carries out one of many, a record of a batch or a badge of a sheet; its failure is logged by its id before it goes
 * on, because what becomes of the many does not tell the reasons of one.
 */
export async function reportFailure<R>(
  record: Record<string, string | undefined>,
  run: () => Promise<R>,
): Promise<R> {
  try {
    return await run();
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error();
    const known = error instanceof RegistrationError;
    const reason = known ? error.message : 'its text is withheld';
    // As an object, which Lambda's log keeps as one.
    console.error({ ...record, error: error.name, reason, places: known ? undefined : placesOf(error) });
    throw error;
  }
}
