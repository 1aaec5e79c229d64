import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { BadgeLease } from '../../core/progress/badge-lease.ts';
import { Differences } from '../../core/progress/differences.ts';
import { DriveFiles } from '../../core/progress/drive-files.ts';
import { MailFeedback } from '../../core/progress/mail-feedback.ts';
import { MailLedger } from '../../core/progress/mail-ledger.ts';
import { Notices } from '../../core/progress/notices.ts';
import { PaymentReadings } from '../../core/progress/payment-readings.ts';
import { PhotoFollowers } from '../../core/progress/photo-followers.ts';
import { PrintedBadges } from '../../core/progress/printed-badges.ts';
import { Progress } from '../../core/progress/progress.ts';
import { ProgressTable } from '../../core/progress/progress-table.ts';
import { Tombstones } from '../../core/progress/tombstones.ts';

/** Everything that reads and writes the progress table, on one table. */
export function progressIn(
  { client, progress: name }: { client: DynamoDBDocumentClient; progress: string },
  now: () => number = () => 0,
) {
  const table = new ProgressTable(client, name, now);
  return {
    differences: new Differences(table),
    feedback: new MailFeedback(table, { confirmation: 'registration', payment: 'payment-change' }),
    files: new DriveFiles(table),
    followers: new PhotoFollowers(table),
    lease: new BadgeLease(table),
    mails: new MailLedger(table),
    notices: new Notices(table),
    payments: new PaymentReadings(table),
    printed: new PrintedBadges(table),
    progress: new Progress(table),
    tombstones: new Tombstones(table),
  };
}
