import * as z from 'zod';
import type { Progress } from '../shared/clients/progress.ts';
import { EntryNotFoundError, InputInvalidError } from '../shared/domain/errors.ts';
import {
  type FailedEntry,
  type Failure,
  type ParkedEntry,
  type Part,
  parts,
} from '../shared/domain/state.ts';

export interface Parking {
  progress: Pick<Progress, 'park' | 'parkMissing'>;
  entriesTable: string;
}

/**
 * Marks what of an entry needs attention, and puts the execution's end in words: the error's name where one part
 * failed, `SeveralPartsNeedAttention` where more did, and a cause that names every part with its reason.
 *
 * An entry that was waited for in vain, and came after the last look for it, is not marked: the execution takes it up.
 */
export async function parkEntry(
  { entryId, failure, fulfilment }: FailedEntry,
  { progress, entriesTable }: Parking,
): Promise<ParkedEntry['parked'] & { outcome: 'parked' | 'entry came' }> {
  const failures = parts.flatMap((part) => {
    const failed = part === 'registration' ? failure : fulfilment?.[part]?.failure;
    return failed ? [describe(part, failed)] : [];
  });
  const [first, ...others] = failures;
  if (!first) throw new InputInvalidError(`entry ${entryId}: asked to park it, but nothing of it failed`);
  const parked =
    failure?.Error === EntryNotFoundError.errorName
      ? await progress.parkMissing(entryId, first, entriesTable)
      : await progress.park(entryId, failures).then(() => true);
  return {
    outcome: parked ? 'parked' : 'entry came',
    error: others.length === 0 ? first.error : 'SeveralPartsNeedAttention',
    cause: failures.map(({ part, error, reason }) => `${part}: ${error}: ${reason}`).join('\n'),
  };
}

/** A Lambda's error arrives as a JSON document; one of Step Functions' own, such as a time-out, as a sentence. */
function describe(part: Part, { Error: error, Cause: cause }: Failure) {
  const document = lambdaCause.safeParse(cause);
  return { part, error, reason: document.success ? document.data.errorMessage : cause };
}

const lambdaCause = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('not JSON');
      return z.NEVER;
    }
  })
  .pipe(z.object({ errorMessage: z.string() }));
