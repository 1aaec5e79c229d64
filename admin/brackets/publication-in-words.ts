/** What a publication is about to do, what it did, and why a draw is stale. */
import type { StaleDraw } from '../../core/bracket-targets/publication.ts';
import { counted } from '../../core/domain/spoken-numbers.ts';
import type { Counts, JobPlan, ResultFile } from '../../core/jobs/job-state.ts';
import { columns } from '../text-layout.ts';

/** What the counts of a plan are called after the target's name. */
const found = {
  ToCreate: 'to create',
  ToUpdate: 'to change',
  ToStart: 'to start',
  ToRemove: 'to remove',
  Unchanged: 'as they should be',
} as const;

/** The names of the targets that a plan's counts are about. */
export function targetsIn(counts: Counts): string[] {
  const names = Object.keys(counts).flatMap(
    (name) => /^([a-z]+)(?:To[A-Z][a-z]+|Unchanged|Calls)$/.exec(name)?.[1] ?? [],
  );
  return [...new Set(names)];
}

/** What there is to do, a line for each target: `Challonge: 34 to create; 102 calls of 469 that are left this month`. */
export function todoInWords(counts: Counts): string[] {
  const lines = targetsIn(counts).map((target) => {
    const parts = Object.entries(found).flatMap(([kind, words]) => {
      const count = counts[`${target}${kind}`] ?? 0;
      return count > 0 ? `${count} ${words}` : [];
    });
    const calls = counts[`${target}Calls`];
    const left = counts[`${target}CallsLeft`] ?? 0;
    const cost = calls
      ? `; ${counted(calls, 'call')}, of ${left.toLocaleString('en-US')} that are left this month`
      : '';
    return `${spelt(target)}: ${parts.join(', ')}${cost}.`;
  });
  const { toStart = 0 } = counts;
  const starting = toStart > 0 ? [`${counted(toStart, 'division')} to start.`] : [];
  return lines.length + starting.length > 0 ? [...starting, ...lines] : ['Nothing is to be published.'];
}

/** What was done. */
export function doneInWords({
  plan,
  result,
}: {
  plan: Pick<JobPlan, 'counts'>;
  result?: ResultFile;
}): string {
  const { toStart = 0 } = plan.counts;
  const started = toStart > 0 ? `${counted(toStart, 'division has', 'divisions have')} started. ` : '';
  if (!result) return `${started || 'Nothing to do. '}Everything is published as it should be.`;
  const done = Object.entries(result.outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  return `${started}Done: ${done.join(', ')}.`;
}

const spelt = (target: string) => `${target.charAt(0).toUpperCase()}${target.slice(1)}`;

/** The most people that are named. */
const mostMoved = 20;

/** Why nothing was published, and what to do. */
export function staleInWords(plan: string, stale: StaleDraw): string {
  const { anotherInForce, inForce, startedThere, added, removed, changed, renumbered, moved } = stale;
  const divisions: [string, readonly string[]][] = [
    ['New', added],
    ['Gone', removed],
    ['Changed', changed],
    ['With other match numbers', renumbered],
    ['Started meanwhile', startedThere],
  ];
  return [
    `Plan ${plan} is stale, and nothing was published.`,
    ...(anotherInForce ? [`Another plan has been published since${inForce ? `: ${inForce}` : ''}.`] : []),
    ...columns(
      moved
        .slice(0, mostMoved)
        .map(({ id, name, from, to, reason }) => [name || id, `${from ?? '-'} -> ${to ?? '-'}`, reason]),
    ),
    ...(moved.length > mostMoved ? [`  and ${moved.length - mostMoved} more`] : []),
    ...divisions.flatMap(([what, keys]) => (keys.length > 0 ? [`${what}: ${keys.join(', ')}`] : [])),
    'Plan again, look at the plan, and publish that.',
  ].join('\n');
}
