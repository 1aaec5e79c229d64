import * as z from 'zod';
import {
  EntryNotFoundError,
  InputInvalidError,
  PaymentWithoutEntryError,
} from '../../../core/domain/errors.ts';
import { isCheckoutSessionId } from '../../../core/domain/ids.ts';
import type { Measure } from '../../../core/domain/metrics.ts';
import {
  type FailedEntry,
  type Failure,
  type ParkedEntry,
  type Part,
  type PartFailure,
  parts,
} from '../../../core/domain/state.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import { json } from '../../runtime/env.ts';

export interface Parking {
  progress: Pick<Progress, 'park' | 'parkMissing'>;
  entriesTable: string;
  measure: Measure;
}

/**
 * Marks the parts of an entry that need attention, and returns how the execution ends: with the error's name if one part
 * failed, with `SeveralPartsNeedAttention` if more did, and with a cause that names every part with its reason.
 *
 * An entry that arrived after the last look for it is not marked: the execution takes it up.
 */
export async function parkEntry(
  { entryId, failure, fulfilment }: FailedEntry,
  { progress, entriesTable, measure }: Parking,
): Promise<ParkedEntry['parked'] & { outcome: 'parked' | 'entry came' }> {
  const gaveUp = failure?.Error === EntryNotFoundError.errorName;
  // The registration workflow passes the results of all its branches.
  const refresh = fulfilment !== undefined && fulfilment.confirmation === undefined;
  const failures = parts.flatMap((part) =>
    failuresOf(part).map((failed): PartFailure => {
      const why = failed === failure && gaveUp ? missing(entryId, failed) : describe(failed);
      return { part, ...why, ...(refresh && part === 'badge' && { refresh }) };
    }),
  );
  const [first, ...others] = failures;
  if (!first) throw new InputInvalidError(`entry ${entryId}: asked to park it, but nothing of it failed`);
  const parked = gaveUp
    ? await progress.parkMissing(entryId, first, entriesTable)
    : await progress.park(entryId, failures).then(() => true);
  if (parked) for (const { part, error } of failures) measure('Parked', 1, { part, error });
  return {
    outcome: parked ? 'parked' : 'entry came',
    error: others.length === 0 ? first.error : 'SeveralPartsNeedAttention',
    cause: failures.map(({ part, error, reason }) => `${part}: ${error}: ${reason}`).join('\n'),
    failures,
  };

  function failuresOf(part: Part): Failure[] {
    if (part === 'registration') return failure ? [failure] : [];
    const branches = part === 'payment' ? [fulfilment?.payment, fulfilment?.report] : [fulfilment?.[part]];
    return branches.flatMap((branch) => branch?.failure ?? []);
  }
}

/** For an entry that has not arrived: an execution named by a Checkout Session was started because that was paid. */
function missing(entryId: string, failure: Failure): { error: string; reason: string } {
  if (!isCheckoutSessionId(entryId)) return describe(failure);
  const { name, message } = new PaymentWithoutEntryError(entryId);
  return { error: name, reason: message };
}

/** A Lambda's error arrives as a JSON document, one of Step Functions' own, such as a timeout, as a sentence. */
function describe({ Error: error, Cause: cause }: Failure): { error: string; reason: string } {
  const document = lambdaCause.safeParse(cause);
  return { error, reason: document.success ? document.data.errorMessage : cause };
}

const lambdaCause = z.pipe(json, z.object({ errorMessage: z.string() }));
