import { RegistrationError } from '../../core/domain/errors.ts';
import { placesOf } from './step.ts';

/**
 * Runs the work on one of many, a record of a batch or a badge of a sheet, and logs its failure by its id before throwing
 * it on: the result of the many does not give the reason for each one.
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
