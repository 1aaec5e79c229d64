import { RegistrationError } from './domain/errors.ts';

/**
 * Carries out one record of a batch; its failure is logged by the record's id before it goes on, because the batch's
 * partial response names failed records but not their reasons.
 */
export async function reportFailure<R>(
  record: Record<string, string | undefined>,
  run: () => Promise<R>,
): Promise<R> {
  try {
    return await run();
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error();
    const reason = error instanceof RegistrationError ? error.message : 'its text is withheld';
    console.error(JSON.stringify({ ...record, error: error.name, reason }));
    throw error;
  }
}
