/** Runs an entry again, as `npm run admin -- rerun` and docs/runbook.md do: it does what is missing, and repeats nothing. */
import { startRerun } from '../../../admin/rerun/follow.ts';
import { type Asked, askableMails, rerunsOf } from '../../../admin/rerun/plan-rerun.ts';
import { attentionOf } from '../../../core/progress/progress-record.ts';
import type { EntrySources, WholeEntry } from './entry-sources.ts';

/** What can be asked for by a button. */
export const asks = ['', 'resend', 'arrived', 'acceptPrice'] as const;
export type Ask = (typeof asks)[number];

/** @throws CommandError when what is asked for cannot be done for this entry. */
export async function runAgain({ stage }: EntrySources, { id, record }: WholeEntry, ask: Ask): Promise<void> {
  const { attention, money } = record;
  const marked = askableMails.filter((mail) => attention[mail] !== undefined);
  const asked: Asked = {
    ...((ask === 'resend' || ask === 'arrived') && { [ask]: marked }),
    ...(ask === 'acceptPrice' && { acceptPrice: true }),
  };
  for (const rerun of rerunsOf(id, attention, asked, money?.paymentIntentId))
    await startRerun(stage, id, rerun);
}

/** Takes the registration off the list of what needs attention, where nothing is to be run again. */
export async function takeOffTheList({ stage }: EntrySources, id: string): Promise<void> {
  await stage.progress.change(id, { remove: [attentionOf('registration')] });
}
