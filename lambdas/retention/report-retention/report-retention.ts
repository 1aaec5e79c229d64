import { retentionMail } from '../../../core/attention/retention-mail.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import type { Competition } from '../../../core/domain/competition.ts';
import type { Mailbox } from '../../../core/domain/email-address.ts';
import { type JobResult, resultFile } from '../../../core/jobs/job-state.ts';
import { type SendOnceDependencies, sendOnce } from '../../../core/mail/send-once.ts';

export interface ReportRetentionDependencies extends SendOnceDependencies {
  competition: Competition;
  admins: readonly Mailbox[];
  files: Pick<JobFiles, 'readJson'>;
}

/** Mails the organisers what was forgotten, in numbers. @throws what `sendOnce` throws. */
export async function reportRetention(
  { execution, result: { key } }: { execution: string; result: Pick<JobResult, 'key'> },
  { competition, admins, files, ...sending }: ReportRetentionDependencies,
): Promise<{ messageId: string }> {
  const result = await files.readJson(key, resultFile);
  const occasion = { entryId: `retention ${execution}`, execution, purpose: 'retention' } as const;
  return sendOnce(occasion, () => retentionMail(result, { competition, admins, execution }), sending);
}
