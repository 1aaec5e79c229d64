import type { MailQuota } from '../../../core/clients/mail-quota.ts';
import type { Measure } from '../../../core/domain/metrics.ts';
import { type Part, parts } from '../../../core/domain/state.ts';
import { mailsIn, type ProgressItem, recordOf } from '../../../core/progress/progress-record.ts';
import type { ProgressTable } from '../../../core/progress/progress-table.ts';

export interface MeasureStageDependencies {
  progress: Pick<ProgressTable, 'scan'>;
  mailQuota: () => Promise<MailQuota>;
  /** Whether badges go to Drive. */
  hasDrive: boolean;
  measure: Measure;
}

/**
 * Measures how things stand: what was counted as it happened does not say what is left.
 * @throws ServiceUnavailableError and RateLimitedError as DynamoDB and SES do.
 */
export async function measureStage({
  progress,
  mailQuota,
  hasDrive,
  measure,
}: MeasureStageDependencies): Promise<void> {
  let [registered, waiting, notInDrive] = [0, 0, 0];
  const marked = Object.fromEntries(parts.map((part) => [part, 0])) as Record<Part, number>;
  for await (const item of progress.scan({})) {
    const { registrationKey, attention } = recordOf(item);
    if (registrationKey !== undefined) registered += 1;
    if (isAwaitedInDrive(item)) notInDrive += 1;
    waiting += mailsIn(item).filter(([, { status }]) => status === 'waiting').length;
    for (const part of parts) if (attention[part]) marked[part] += 1;
  }
  measure('PeopleRegistered', registered);
  measure('MailsWaiting', waiting);
  if (hasDrive) measure('BadgesNotInDrive', notInDrive);
  for (const part of parts) measure('NeedAttention', marked[part], { part });

  const { perDay, sent } = await mailQuota();
  if (perDay !== undefined) measure('MailQuotaUsed', (100 * sent) / perDay);
}

function isAwaitedInDrive(item: ProgressItem): boolean {
  const { badge, badgeWithdrawn, drive } = recordOf(item);
  return badge !== undefined && !badgeWithdrawn && drive?.md5 !== badge.md5;
}
