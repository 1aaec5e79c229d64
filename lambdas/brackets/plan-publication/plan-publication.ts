import {
  callsFor,
  type DrawState,
  mayHaveStarted,
  type PartState,
  type PublishOrder,
  partItemOf,
  partsOn,
  publishJob,
  type StaleDraw,
  type StartOrder,
} from '../../../core/bracket-targets/publication.ts';
import { type DrawFile, drawFile, drawKey, staleKey } from '../../../core/brackets/draw-file.ts';
import { makePlan } from '../../../core/brackets/make-plan.ts';
import { unknownDivisions } from '../../../core/brackets/near-divisions.ts';
import type { Plan } from '../../../core/brackets/plan.ts';
import { differenceBetween, isEmpty, type PlanDifference } from '../../../core/brackets/plan-difference.ts';
import type { PlanInput } from '../../../core/brackets/plan-input.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import {
  ChallongeBudgetError,
  DrawStaleError,
  InputInvalidError,
  RateLimitedError,
} from '../../../core/domain/errors.ts';
import { type Counts, type JobPlan, planKey } from '../../../core/jobs/job-state.ts';
import { writePlan } from '../../../core/jobs/write-plan.ts';
import type { BracketRecords } from '../../../core/progress/bracket-records.ts';
import type { StageTarget } from '../../runtime/bracket-targets.ts';

export interface PlanPublicationDependencies {
  brackets: Pick<BracketRecords, 'drawInForce' | 'started' | 'putInForce' | 'markStarted' | 'parts'>;
  files: Pick<JobFiles, 'bucket' | 'findJson' | 'write' | 'writeJson'>;
  targets: readonly StageTarget[];
  /** What a plan would be made of now. @param force the keys of divisions to be drawn again. */
  readInput: (force: readonly string[]) => Promise<{ input: PlanInput; inForce?: DrawFile }>;
  /** Epoch milliseconds. */
  now: () => number;
}

/** A target, and what there is to do there. */
interface Work {
  target: StageTarget;
  parts: PartState[];
  todo: PartState[];
  /** Of the work, and of looking before it what has started. */
  calls: number;
}

/**
 * Plans what there is to do on each target: for a draw that is to be published, or for divisions of the draw in force that
 * are to be started. The draw comes into force, or the divisions are marked as started, before anything is changed there.
 *
 * @throws DrawStaleError when the draw is not what would be planned now: why is in `stale.json` beside it. Then nothing has
 *   been changed.
 * @throws ChallongeBudgetError when it takes more calls than are left this month, before the first; or when the target says
 *   that it has had too many.
 * @throws InputInvalidError for a draw, a target or a division that does not exist.
 */
export async function planPublication(
  { execution, order }: { execution: string; order: PublishOrder },
  dependencies: PlanPublicationDependencies,
): Promise<JobPlan> {
  const { brackets, files, now } = dependencies;
  const targets = targetsIn(order, dependencies.targets);
  return 'plan' in order ? publish(order.plan) : start(order.start);

  async function publish(plan: string): Promise<JobPlan> {
    const draw = await files.findJson(drawKey(plan), drawFile);
    if (!draw) throw new InputInvalidError('plan: no execution of this name has planned a draw');
    const current = (await brackets.drawInForce())?.execution;
    const inForce = current === plan;
    if (!inForce && current !== draw.basedOn) {
      throw await stale(draw, { anotherInForce: true, ...(current !== undefined && { inForce: current }) });
    }
    // What is in force has been drawn again as it was to be: what has started since then stays as it is.
    const forced = inForce ? [] : draw.forced;
    const { input } = await dependencies.readInput(forced);
    const again = makePlan(input);
    const difference = differenceBetween(draw.plan, again);
    if (!isEmpty(difference) || difference.renumbered.length > 0) {
      throw await stale(draw, differing(difference, draw.plan, again));
    }

    const known = new Set(input.started);
    const started = new Set([...known].filter((key) => !forced.includes(key)));
    const works = await worksOn({ ...draw, started });
    const counts = await countsOf(works);
    if (order.planOnly) return planOf(plan, [], counts);
    await refuseAboveBudget(works);
    const startedThere = await startedAtTargets(works, started);
    if (startedThere.length > 0 && current !== undefined) {
      await brackets.markStarted(startedThere, current);
      const unforeseen = startedThere.filter((key) => !draw.forced.includes(key));
      if (unforeseen.length > 0) throw await stale(draw, { startedThere: unforeseen });
      for (const key of startedThere) known.add(key);
    }
    const publishedAt = new Date(now()).toISOString();
    const replaced = { ifStill: draw.basedOn, started: known, unmark: forced };
    if (!(await brackets.putInForce({ execution: plan, publishedAt }, replaced))) {
      const nowInForce = (await brackets.drawInForce())?.execution;
      const others = [...(await brackets.started())].filter((key) => !known.has(key));
      throw await stale(draw, {
        anotherInForce: nowInForce !== current,
        ...(nowInForce !== undefined && { inForce: nowInForce }),
        startedThere: others,
      });
    }
    return planOf(plan, works, counts);
  }

  async function start(asked: StartOrder): Promise<JobPlan> {
    const inForce = await brackets.drawInForce();
    if (!inForce) throw new InputInvalidError('start: no draw has been published');
    const draw = await files.findJson(drawKey(inForce.execution), drawFile);
    if (!draw) throw new InputInvalidError('start: the file of the published draw is gone');
    const keys = divisionsIn(asked, draw.plan);
    const before = await brackets.started();
    const works = await worksOn({ ...draw, started: new Set([...before, ...keys]) }, new Set(keys));
    const counts = {
      ...(await countsOf(works)),
      toStart: keys.filter((key) => !before.has(key)).length,
    };
    if (order.planOnly) return planOf(inForce.execution, [], counts);
    await refuseAboveBudget(works);
    if (!(await brackets.markStarted(keys, inForce.execution))) {
      throw new DrawStaleError('another draw has been published meanwhile: nothing was started');
    }
    return planOf(inForce.execution, works, counts);
  }

  /** @param divisions leaves out parts without any of them. */
  async function worksOn(draw: DrawState, divisions?: ReadonlySet<string>): Promise<Work[]> {
    const works: Work[] = [];
    for (const target of targets) {
      const all = partsOn(target.compute, draw, await brackets.parts(target.name));
      const parts = divisions ? all.filter((part) => part.divisions.some((key) => divisions.has(key))) : all;
      const todo = parts.filter(({ change }) => change !== 'none');
      works.push({ target, parts, todo, calls: callsFor(todo, draw.started) });
    }
    return works;
  }

  /** Asks each target which divisions that would be changed have started there. */
  async function startedAtTargets(works: readonly Work[], started: ReadonlySet<string>): Promise<string[]> {
    const found = new Set<string>();
    for (const { target, todo } of works) {
      const records = todo.flatMap((part) =>
        mayHaveStarted(part, started) && part.record ? [part.record] : [],
      );
      if (records.length === 0) continue;
      const there = await target
        .using((connected) => connected.started(records))
        .catch((error: unknown) => throwTooManyCalls(target, error));
      for (const key of there) {
        if (!started.has(key)) found.add(key);
      }
    }
    return [...found].sort();
  }

  async function stale(draw: DrawFile, why: Partial<StaleDraw>): Promise<DrawStaleError> {
    const content: StaleDraw = {
      ...(draw.basedOn !== undefined && { basedOn: draw.basedOn }),
      anotherInForce: false,
      ...{ startedThere: [], added: [], removed: [], changed: [], renumbered: [], moved: [] },
      ...why,
    };
    await files.writeJson(staleKey(draw.execution), content);
    return new DrawStaleError(
      `draw ${draw.execution} is not what would be planned now: see ${staleKey(draw.execution)}`,
    );
  }

  async function planOf(plan: string, works: readonly Work[], counts: Counts): Promise<JobPlan> {
    const items = works.flatMap(({ target, todo }) =>
      todo.map(({ part, change }) => ({ id: partItemOf(target.name, part), found: change })),
    );
    const written = await writePlan(planKey(publishJob, execution), items, files);
    return { ...written, counts, order: { plan } };
  }
}

function targetsIn({ to }: PublishOrder, targets: readonly StageTarget[]): StageTarget[] {
  const unknown = to?.filter((name) => !targets.some((target) => target.name === name)) ?? [];
  if (unknown.length > 0) {
    const names = targets.map(({ name }) => name).join(', ');
    throw new InputInvalidError(`to: the stage has no target ${unknown.join(', ')}, but ${names}`);
  }
  return targets.filter(({ name }) => to?.includes(name) ?? true);
}

function divisionsIn(asked: StartOrder, { divisions }: Plan): string[] {
  if ('divisions' in asked) {
    const unknown = unknownDivisions(asked.divisions, new Set(divisions.map(({ key }) => key)));
    if (unknown !== undefined) throw new InputInvalidError(`start: no division is called ${unknown}`);
    return [...new Set(asked.divisions)];
  }
  const fought = divisions.filter(({ matches }) => matches.length > 0);
  const chosen = 'ring' in asked ? fought.filter(({ ring }) => ring === asked.ring) : fought;
  if (chosen.length > 0) return chosen.map(({ key }) => key);
  throw new InputInvalidError(
    'ring' in asked ? `start: ring ${asked.ring} has no divisions` : 'start: the draw has no divisions',
  );
}

/** `challongeToCreate`, `challongeUnchanged`, `challongeCalls`, `challongeCallsLeft` and so on, for each target. */
async function countsOf(works: readonly Work[]): Promise<Counts> {
  const counts: Counts = {};
  for (const { target, parts, calls } of works) {
    for (const { change } of parts) {
      const name = `${target.name}${countOf[change]}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    if (!target.calls) continue;
    counts[`${target.name}Calls`] = calls;
    counts[`${target.name}CallsLeft`] = await callsLeft(target);
  }
  return counts;
}

const countOf: Record<PartState['change'], string> = {
  create: 'ToCreate',
  update: 'ToUpdate',
  start: 'ToStart',
  remove: 'ToRemove',
  none: 'Unchanged',
};

async function callsLeft({ calls }: StageTarget): Promise<number> {
  if (!calls) return Number.POSITIVE_INFINITY;
  const { used, budget } = await calls();
  return Math.max(0, budget - used);
}

async function refuseAboveBudget(works: readonly Work[]): Promise<void> {
  for (const { target, calls } of works) {
    const left = await callsLeft(target);
    if (calls <= left) continue;
    throw new ChallongeBudgetError(
      `${target.label}: this takes ${calls} calls, and ${left} are left this month. Nothing was published`,
    );
  }
}

/** Waiting for it as for other limits would keep a person waiting for hours, and all other targets with them. */
function throwTooManyCalls({ label }: StageTarget, error: unknown): never {
  if (!(error instanceof RateLimitedError)) throw error;
  throw new ChallongeBudgetError(
    `${label} takes no calls for now. If it is the same in some minutes, those of this month are used up. Nothing was published`,
    { cause: error },
  );
}

/** What differs between the draw and what would be planned now. */
function differing(difference: PlanDifference, draw: Plan, again: Plan): Partial<StaleDraw> {
  const { added, removed, changed, renumbered, moved } = difference;
  return {
    added,
    removed,
    changed: changed.map(({ key }) => key),
    renumbered,
    moved: moved.map(({ id, from, to, reason }) => ({
      id,
      name: (again.people[id] ?? draw.people[id])?.name ?? '',
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      reason,
    })),
  };
}
