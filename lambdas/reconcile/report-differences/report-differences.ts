import type { Telling } from '../../../core/attention/attention-mail.ts';
import { differencesMail } from '../../../core/attention/differences-mail.ts';
import type { SubjectSources } from '../../../core/attention/subject.ts';
import { type Compared, decisionKey } from '../../../core/domain/reconcile.ts';
import { type SendOnceDependencies, sendOnce } from '../../../core/mail/send-once.ts';
import type { Differences } from '../../../core/progress/differences.ts';
import { spreadsheetCsv } from '../../../core/sheets/spreadsheet-csv.ts';

export interface ReportDifferencesDependencies extends SendOnceDependencies {
  differences: Pick<Differences, 'recordTold'>;
  sources: SubjectSources;
  telling: Telling;
}

/**
 * Mails the organisers what only they can decide. Each difference is recorded as reported before the mail is sent, so that
 * a later sweep does not report it as well while this mail waits for SES. If the mail cannot be sent at all, the execution
 * fails, which raises an alarm.
 *
 * @throws what `sendOnce` throws.
 */
export async function reportDifferences(
  { execution, compared: { decisions, counts } }: { execution: string; compared: Compared },
  { differences, sources, telling, ...sending }: ReportDifferencesDependencies,
): Promise<{ messageId: string }> {
  const more = counts.decisions - decisions.length;
  const { mail, columns, rows } = await differencesMail(decisions, { execution, more }, sources, telling);
  const content = spreadsheetCsv(columns, rows);
  for (const decision of decisions) {
    await differences.recordTold(decision.id, decisionKey(decision));
  }
  const occasion = { entryId: `reconcile ${execution}`, execution, purpose: 'differences' } as const;
  const attachments = [{ fileName: `${execution}.csv`, contentType: 'text/csv', content }];
  return sendOnce(occasion, () => ({ ...mail, attachments }), sending);
}
