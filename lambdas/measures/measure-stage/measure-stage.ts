import type { MailQuota } from '../../../core/clients/mail-quota.ts';
import { isCanary } from '../../../core/domain/canary.ts';
import type { Measure } from '../../../core/domain/metrics.ts';
import { type Part, parts } from '../../../core/domain/state.ts';
import { hasGoneBack, standingOf } from '../../../core/money/standing.ts';
import { mailOf, mailsIn, type ProgressItem, recordOf } from '../../../core/progress/progress-record.ts';
import type { ProgressTable } from '../../../core/progress/progress-table.ts';

export interface MeasureStageDependencies {
  progress: Pick<ProgressTable, 'scan'>;
  mailQuota: () => Promise<MailQuota>;
  /** Whether badges go to Drive. */
  hasDrive: boolean;
  measure: Measure;
  now: () => number;
}

/**
 * Measures how things stand: what was counted as it happened does not say what is left. Canaries do not count.
 * @throws ServiceUnavailableError and RateLimitedError as DynamoDB and SES do.
 */
export async function measureStage({
  progress,
  mailQuota,
  hasDrive,
  measure,
  now,
}: MeasureStageDependencies): Promise<void> {
  let [registered, waiting, notInDrive] = [0, 0, 0];
  const marked = Object.fromEntries(parts.map((part) => [part, 0])) as Record<Part, number>;
  for await (const item of progress.scan({})) {
    if (isCanary(item.entryId)) continue;
    const { registrationKey, money, attention } = recordOf(item);
    const returned = money && hasGoneBack(standingOf(money));
    if (registrationKey !== undefined && !returned) registered += 1;
    if (isAwaitedInDrive(item)) notInDrive += 1;
    waiting += mailsIn(item).filter(([, { status }]) => status === 'waiting').length;
    if (isYetToBeConfirmed(item, now())) waiting += 1;
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

/**
 * Whether somebody was registered whose confirmation has not had its turn at SES: nothing is recorded of that. One that was
 * not due, because the money had gone back meanwhile, looks the same, and stops counting after a day.
 */
function isYetToBeConfirmed(item: ProgressItem, now: number): boolean {
  const { registrationKey, attention, erasedAt } = recordOf(item);
  return (
    registrationKey !== undefined &&
    item[mailOf('confirmation')] === undefined &&
    attention.confirmation === undefined &&
    erasedAt === undefined &&
    now - Date.parse(item.updatedAt ?? '') < dayMs
  );
}

const dayMs = 24 * 60 * 60_000;
