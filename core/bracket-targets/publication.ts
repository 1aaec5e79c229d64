/** What a publication is asked for, what there is to do on a target, and why a draw could not be published. */
import * as z from 'zod';
import type { DrawFile } from '../brackets/draw-file.ts';
import type { BracketTarget, PartChange, PartRecord, TargetPart, Wanted } from './bracket-target.ts';

/** What the bulk job is called: its machine, and its folder in the config bucket. */
export const publishJob = 'publish-brackets';

const which = {
  /** The targets' names; all that the stage has when left out. */
  to: z.array(z.string().min(1)).min(1).optional(),
  /** Only says what there is to do, and what that costs. */
  planOnly: z.boolean().default(false),
};

/** The job's input. */
export const publishOrder = z.union([
  /** Publishes a draw. */
  z.strictObject({ ...which, plan: z.string().min(1) }),
  /** Starts divisions of the draw in force. */
  z.strictObject({
    ...which,
    start: z.union([
      z.strictObject({ divisions: z.array(z.string().min(1)).min(1) }),
      z.strictObject({ ring: z.int().min(1) }),
      z.strictObject({ all: z.literal(true) }),
    ]),
  }),
]);
export type PublishOrder = z.infer<typeof publishOrder>;
export type StartOrder = Extract<PublishOrder, { start: unknown }>['start'];

/** What each batch is given: the execution that planned the draw. */
export const publishedDraw = z.object({ plan: z.string().min(1) });

/** A draw, and what of it has started. */
export interface DrawState extends Pick<DrawFile, 'plan' | 'forced'> {
  started: ReadonlySet<string>;
}

/** What a part of a target is to be. @param record of a part that may not be wanted any more. */
export function wantedOf(draw: DrawState, part: TargetPart | undefined, record?: PartRecord): Wanted {
  const divisions = part?.divisions ?? record?.divisions ?? [];
  return {
    draw: draw.plan,
    ...(part && { part }),
    started: divisions.length > 0 && divisions.every((key) => draw.started.has(key)),
    forced: divisions.some((key) => draw.forced.includes(key)),
  };
}

/** A part of a draw on a target, or one that is still published there and no longer in the draw. */
export interface PartState extends PartChange {
  part: string;
  divisions: readonly string[];
  record?: PartRecord;
}

/** What there is to do on a target, part by part; most are as they should be. What is to be removed comes first. */
export function partsOn(
  target: Pick<BracketTarget, 'plan' | 'difference'>,
  draw: DrawState,
  records: readonly PartRecord[],
): PartState[] {
  const known = new Map(records.map((record) => [record.part, record]));
  const parts = target.plan(draw.plan);
  const stateOf = (name: string, part: TargetPart | undefined): PartState => {
    const record = known.get(name);
    const change = target.difference(wantedOf(draw, part, record), record);
    return { part: name, divisions: (part ?? record)?.divisions ?? [], ...change, ...(record && { record }) };
  };
  const wanted = new Set(parts.map(({ part }) => part));
  const removed = records.filter(({ part }) => !wanted.has(part));
  return [
    ...removed.map(({ part }) => stateOf(part, undefined)),
    ...parts.map((part) => stateOf(part.part, part)),
  ];
}

/** Published already, and to be changed: it may have started there without our knowing. */
export const mayHaveStarted = ({ change, record, divisions }: PartState, started: ReadonlySet<string>) =>
  record !== undefined &&
  (change === 'update' || change === 'remove') &&
  divisions.some((key) => !started.has(key));

/** How many calls publishing these parts takes, with the one that asks first what has started there. */
export function callsFor(parts: readonly PartState[], started: ReadonlySet<string>): number {
  const asks = parts.some((part) => mayHaveStarted(part, started)) ? 1 : 0;
  return parts.reduce((sum, part) => sum + part.calls, asks);
}

/** The item of a part in the job's plan: `challonge low_cadet_m_fin`. */
export const partItemOf = (target: string, part: string) => `${target} ${part}`;

/** The target and the part of an item. */
export function partOfItem(id: string): { target: string; part: string } {
  const [target = ''] = id.split(' ', 1);
  return { target, part: id.slice(target.length + 1) };
}

/** Why a draw is stale: the content of `stale.json`. It holds names. */
export const staleDraw = z.object({
  /** Another draw is in force than the one it was based on: the execution that planned that one, if there is one. */
  inForce: z.string().optional(),
  basedOn: z.string().optional(),
  anotherInForce: z.boolean(),
  /** Divisions that would be changed and have started at the target, which is known from now on. */
  startedThere: z.array(z.string()),
  added: z.array(z.string()),
  removed: z.array(z.string()),
  changed: z.array(z.string()),
  renumbered: z.array(z.string()),
  moved: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      from: z.string().optional(),
      to: z.string().optional(),
      reason: z.string(),
    }),
  ),
});
export type StaleDraw = z.infer<typeof staleDraw>;
