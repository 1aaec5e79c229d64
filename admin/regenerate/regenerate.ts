import type { JobPlan } from '../../core/jobs/job-state.ts';
import type { RegenerateOrder } from '../../core/jobs/regenerate-order.ts';
import { adminCommand, withoutYes } from '../admin-command.ts';
import { clientConfigOf } from '../client-config.ts';
import { exitCodes } from '../exit-codes.ts';
import { endOf, followFilteredJob } from '../filtered-job.ts';
import { inJson, inWords } from '../job-run.ts';
import { registrationFilterOf, whichRegistrations } from '../which-registrations.ts';

export const regenerate = adminCommand(
  {
    name: 'regenerate',
    what: 'draws the badges that are not as their registrations say',
    more: `Compares every badge with its registration, its photo, the design and the logo, draws what differs,
and takes away badges of registrations that are gone or whose payment has gone back. Badges that would look
the same are left alone, unless you say --redraw. Copies in Drive follow.`,
    undo: `There is nothing to undo: a badge follows from its registration. Correct the registration or the
stage's design, and start it again. The bucket keeps the pictures of before for 30 days.`,
  },
  (command) =>
    whichRegistrations(command)
      .option('--redraw', 'draw those again that would look the same, too; needs --yes')
      .option('--plan', 'only say what would be done')
      .option('--yes', 'with --redraw: do it; without this, it only says what it would do'),
  async (options) => {
    const { stage, json, redraw, plan, yes } = options;
    const planOnly = Boolean(plan || (redraw && !yes));
    const order: RegenerateOrder = {
      filter: registrationFilterOf(options),
      draw: redraw ? 'all' : 'stale',
      planOnly,
    };
    const absent = 'has no badges, or is older than this command: deploy it again';
    const machine = { stage, machine: 'regenerate', absent };
    const end = await followFilteredJob(clientConfigOf(stage), { ...machine, order, what: 'Badges' });
    if (json) console.log(JSON.stringify({ ...inJson(end), ...end.missed }, undefined, 2));
    else if (!planOnly) console.log(inWords(end));
    const code = endOf(end);
    if (!planOnly) return code;
    const would = plannedInWords(end.plan, order.draw);
    if (!plan) return withoutYes(would);
    console.error(`This would ${would}.`);
    return code === exitCodes.done ? exitCodes.done : code;
  },
);

/** `draw 12 badges and take 1 away`. */
export function plannedInWords({ counts }: Pick<JobPlan, 'counts'>, draw: RegenerateOrder['draw']): string {
  const { inLine = 0, stale = 0, toBeWithdrawn = 0 } = counts;
  const drawn = draw === 'all' ? inLine + stale : stale;
  const same = draw === 'all' && inLine > 0 ? `, ${inLine} of which would look the same` : '';
  return `draw ${badges(drawn)}${same}, and take away ${badges(toBeWithdrawn)}`;
}

const badges = (count: number) => (count === 1 ? '1 badge' : `${count} badges`);
