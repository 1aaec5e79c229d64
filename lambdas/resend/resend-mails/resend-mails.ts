import type * as z from 'zod';
import type { Registrations } from '../../../core/clients/registrations.ts';
import type { NewKeys } from '../../../core/jobs/new-keys.ts';
import type { sendingOrder } from '../../../core/jobs/resend-order.ts';
import { type ResendDependencies, resendConfirmation } from '../../../core/mail/resend.ts';
import type { Progress } from '../../../core/progress/progress.ts';

export interface ResendMailDependencies extends ResendDependencies {
  registrations: Pick<Registrations, 'find'>;
  progress: Pick<Progress, 'get'>;
  newKeys: Pick<NewKeys, 'of'>;
}

/**
 * Sends one registration's confirmation again.
 *
 * @param job.job the job's execution. @param job.execution the batch's own.
 * @returns what was done, in words.
 * @throws what resendConfirmation throws.
 */
export async function resendMail(
  { id }: { id: string },
  { job, execution, order }: { job: string; execution: string; order: z.infer<typeof sendingOrder> },
  { registrations, progress, newKeys, ...dependencies }: ResendMailDependencies,
): Promise<string> {
  const record = await progress.get(id);
  const newKey = order.newKeys ? await newKeys.of(id, job) : undefined;
  const keys = newKey === undefined ? record.registrationKeys : [...record.registrationKeys, newKey];
  const found = await registrations.find(id, keys);
  if (!found) return 'registration gone';
  return resendConfirmation({ row: found.row, record, occasion: order.occasion, execution }, dependencies);
}
