import pLimit from 'p-limit';
import { callsFor, partsOn } from '../../../core/bracket-targets/publication.ts';
import { type DrawFile, drawKey } from '../../../core/brackets/draw-file.ts';
import { drawFiles } from '../../../core/brackets/files/draw-files.ts';
import { makePlan } from '../../../core/brackets/make-plan.ts';
import {
  countsOf,
  differenceCounts,
  type PlannedDraw,
  type PlanOrder,
  type PublicationCost,
} from '../../../core/brackets/plan-state.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import type { Competition } from '../../../core/domain/competition.ts';
import type { BracketRecords } from '../../../core/progress/bracket-records.ts';
import type { ComputedTarget } from '../../runtime/bracket-targets.ts';
import { type DrawSources, readDrawInput } from '../../runtime/draw-input.ts';

export interface PlanBracketsDependencies extends Omit<DrawSources, 'competitionYear'> {
  competition: Competition;
  /** IANA name, for the time on the page. */
  timeZone: string;
  brackets: DrawSources['brackets'] & Pick<BracketRecords, 'parts'>;
  files: DrawSources['files'] & Pick<JobFiles, 'bucket' | 'write' | 'writeJson'>;
  targets: readonly ComputedTarget[];
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Plans a draw of the registrations as they are now, beside the one in force, and writes it for people and for its
 * publication. Nothing is published. People are only in the files, not in the result.
 *
 * @throws InputInvalidError as `readDrawInput` does.
 */
export async function planBrackets(
  { execution, order }: { execution: string; order: PlanOrder },
  dependencies: PlanBracketsDependencies,
): Promise<PlannedDraw> {
  const { competition, timeZone, files, now } = dependencies;
  const { input, inForce } = await readDrawInput(
    { ...dependencies, competitionYear: competition.year },
    order.force,
  );
  const plan = makePlan(input);
  const draw: DrawFile = {
    execution,
    madeAt: new Date(now()).toISOString(),
    ...(inForce && { basedOn: inForce.execution }),
    forced: order.force,
    plan,
  };
  const publication = await costsOf(draw, input.started, dependencies);
  const before = inForce && { inForce: inForce.plan };
  const made = await drawFiles({ draw, competition, timeZone, publication, ...before });
  const few = pLimit(10);
  await Promise.all(
    made.map(({ key, content, contentType }) =>
      few(() => files.write(key, Buffer.from(content), contentType)),
    ),
  );
  // Last: where it is, the others are too.
  const key = drawKey(execution);
  await files.writeJson(key, draw);
  return {
    bucket: files.bucket,
    key,
    files: [...made.map((file) => ({ key: file.key })), { key }],
    ...(inForce && { basedOn: inForce.execution, difference: differenceCounts(inForce.plan, plan) }),
    counts: countsOf(plan),
    publication,
  };
}

/** What publishing the draw would do on each target, and cost there. */
async function costsOf(
  { plan, forced }: DrawFile,
  startedBefore: ReadonlySet<string> = new Set(),
  { targets, brackets }: Pick<PlanBracketsDependencies, 'targets' | 'brackets'>,
): Promise<PublicationCost[]> {
  const started = new Set([...startedBefore].filter((key) => !forced.includes(key)));
  const costs: PublicationCost[] = [];
  for (const { name, label, compute, calls } of targets) {
    const parts = partsOn(compute, { plan, forced, started }, await brackets.parts(name));
    const count = (change: string) => parts.filter((part) => part.change === change).length;
    costs.push({
      target: label,
      create: count('create'),
      update: count('update'),
      remove: count('remove'),
      start: count('start'),
      calls: calls ? callsFor(parts, started) : 0,
      ...(calls && (await calls())),
    });
  }
  return costs;
}
