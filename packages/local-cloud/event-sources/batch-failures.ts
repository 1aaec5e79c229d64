import * as z from 'zod';

const batchResponse = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullish();

/**
 * The identifiers of the records that a function reported as failed (`ReportBatchItemFailures`).
 *
 * @returns an empty set when all succeeded; `'all'` when the response is malformed or names a record that is not in the
 * batch, which Lambda treats as a failure of the whole batch.
 */
export function batchFailures(response: unknown, identifiers: readonly string[]): Set<string> | 'all' {
  const parsed = batchResponse.safeParse(response);
  if (!parsed.success) return 'all';
  const failed = new Set(parsed.data?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier) ?? []);
  return [...failed].every((identifier) => identifiers.includes(identifier)) ? failed : 'all';
}
