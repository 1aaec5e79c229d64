import type { JobFiles } from '../../../core/clients/job-files.ts';
import type { Registrations } from '../../../core/clients/registrations.ts';
import { dayIn } from '../../../core/domain/calendar-day.ts';
import { EntryInvalidError } from '../../../core/domain/errors.ts';
import { paymentStateAttribute } from '../../../core/domain/payment-state.ts';
import { readRegistrations } from '../../../core/jobs/current-registrations.ts';
import { type JobPlan, planKey } from '../../../core/jobs/job-state.ts';
import { nearMissesKey } from '../../../core/jobs/near-misses.ts';
import { NewKeys } from '../../../core/jobs/new-keys.ts';
import { findRegistrations } from '../../../core/jobs/registration-filter.ts';
import { leftOutKey, type ResendOrder, resendJob } from '../../../core/jobs/resend-order.ts';
import { writePlan } from '../../../core/jobs/write-plan.ts';
import { type LeftOut, resendOn, whyLeftOut } from '../../../core/mail/resend.ts';
import type { MailLedger } from '../../../core/progress/mail-ledger.ts';
import type { Progress } from '../../../core/progress/progress.ts';

export interface PlanResendDependencies {
  competitionYear: number;
  /** IANA name. */
  timeZone: string;
  registrations: Pick<Registrations, 'summariesWith'>;
  progress: Pick<Progress, 'records'>;
  mails: Pick<MailLedger, 'statuses'>;
  files: Pick<JobFiles, 'bucket' | 'readJson' | 'write' | 'writeJson'>;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Finds the registrations whose confirmation is to be sent again: those the filter names, without the ones that got it on
 * this occasion, and without the ones that do not get it, which are listed with the reason in the bucket.
 */
export async function planResend(
  { execution, order }: { execution: string; order: ResendOrder },
  { competitionYear, timeZone, registrations, progress, mails, files, now }: PlanResendDependencies,
): Promise<JobPlan> {
  const occasion = order.occasion ?? dayIn(timeZone, now());
  const purpose = resendOn(occasion);
  const [{ registered }, statuses] = await Promise.all([
    readRegistrations({ registrations, progress }, ['email', paymentStateAttribute]),
    mails.statuses('confirmation', purpose),
  ]);
  const { rows: chosen, nearMisses, unknown } = findRegistrations(order.filter, registered);

  const leftOut: { id: string; reason: LeftOut }[] = [];
  const todo: typeof chosen = [];
  let alreadySent = 0;
  for (const one of chosen) {
    const { confirmation, [purpose]: again } = statuses.get(one.id) ?? {};
    const reason = whyUnlessInvalid(one, confirmation);
    if (again === 'sent') alreadySent += 1;
    else if (reason === undefined) todo.push(one);
    else leftOut.push({ id: one.id, reason });
  }
  const counts = {
    registrations: chosen.length,
    toBeSent: todo.length,
    alreadySent,
    leftOut: leftOut.length,
    unknown: unknown.length,
  };

  const key = planKey(resendJob, execution);
  if (nearMisses) await files.writeJson(nearMissesKey(key), nearMisses);
  if (leftOut.length > 0) await files.writeJson(leftOutKey(key), leftOut);
  const items = order.planOnly ? [] : todo.map(({ id }) => ({ id }));
  const newKeys = items.length > 0 && (await new NewKeys(files, resendJob).write(execution, todo));
  return { ...(await writePlan(key, items, files)), counts, order: { occasion, newKeys } };

  /** One that lacks its name, school or type is planned: that it fails, and why, is listed then. */
  function whyUnlessInvalid(
    { row, record }: (typeof chosen)[number],
    confirmation: Parameters<typeof whyLeftOut>[1]['confirmation'],
  ): LeftOut | undefined {
    try {
      return whyLeftOut(row, { ...record, confirmation }, competitionYear);
    } catch (error) {
      if (error instanceof EntryInvalidError) return undefined;
      throw error;
    }
  }
}
