import { InvalidArgumentError } from '@commander-js/extra-typings';
import * as z from 'zod';
import type { RetentionOrder } from '../../core/forgetting/retention-order.ts';
import { adminCommand, withoutYes, yesOption } from '../admin-command.ts';
import { clientConfigOf } from '../client-config.ts';
import { CommandError } from '../command-error.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { countsInWords, exitCodeOf, followJob, inJson, inWords } from '../job-run.ts';

export const retention = adminCommand(
  {
    name: 'retention',
    what: 'forgets what the tournament no longer needs: medical facts, then photos and badges, then names',
    more: `It is what the stage itself does every day, as its file says (retention). Payments stay, without the names.`,
    undo: `It cannot be undone: versions of objects are deleted too. Tables can be restored to a moment of
the last 35 days.`,
  },
  (command) =>
    command
      .option('--dry-run', 'only count what would be forgotten')
      .option(
        '--on <day>',
        'what is due on this day, such as 2027-04-01; of later days it is only counted',
        dayOf,
      )
      .option(...yesOption),
  async ({ stage, dryRun = false, on, yes = false, json }): Promise<ExitCode> => {
    if (yes && !dryRun) checkThatItIsDue(on);
    const order: Partial<RetentionOrder> = { planOnly: dryRun || !yes, ...(on !== undefined && { on }) };
    const absent = 'is older than this command: deploy it again';
    const end = await followJob(clientConfigOf(stage), {
      ...{ stage, machine: 'retention', absent, order },
      what: 'Items',
    });
    if (json) console.log(JSON.stringify(inJson(end), undefined, 2));
    else if (yes && !dryRun) console.log(inWords(end));
    if (yes && !dryRun) return exitCodeOf(end);
    const found = countsInWords(end.plan.counts);
    if (!json && (dryRun || !found)) console.log(found ? `Would be forgotten: ${found}.` : 'Nothing to do.');
    return dryRun || !found ? exitCodes.done : withoutYes(`forget ${found}`);
  },
);

/** @throws CommandError for a day to come: nothing of what would be forgotten too early comes back. */
export function checkThatItIsDue(on: string | undefined, now = new Date()): void {
  if (on === undefined || on <= now.toISOString().slice(0, 10)) return;
  throw new CommandError(
    `--on: ${on} is still to come. With --dry-run, it is counted; to forget earlier, change retention in the stage's file.`,
  );
}

function dayOf(said: string): string {
  if (!z.iso.date().safeParse(said).success) throw new InvalidArgumentError('Say a day, such as 2027-04-01.');
  return said;
}
