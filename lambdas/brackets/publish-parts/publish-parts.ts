import type { BracketTarget } from '../../../core/bracket-targets/bracket-target.ts';
import { type DrawState, partOfItem, wantedOf } from '../../../core/bracket-targets/publication.ts';
import type { DrawFile } from '../../../core/brackets/draw-file.ts';
import { DrawStaleError, InputInvalidError } from '../../../core/domain/errors.ts';
import type { BracketRecords } from '../../../core/progress/bracket-records.ts';
import type { StageTarget } from '../../runtime/bracket-targets.ts';

export interface PublishPartsDependencies {
  records: Pick<BracketRecords, 'drawInForce' | 'started' | 'holdingPart'>;
  targets: readonly StageTarget[];
  /** The draw that an execution planned. */
  drawOf: (plan: string) => Promise<DrawFile>;
}

/** What publishing one part is about. */
interface PartOfDraw {
  /** `challonge low_cadet_m_fin`. */
  id: string;
  /** The execution that planned the draw. */
  plan: string;
  /** The batch's. */
  execution: string;
}

/**
 * Brings one part of a draw in line on one target. A part that the draw does not have is removed there.
 *
 * @returns in a word what was done.
 * @throws DrawStaleError when another draw is in force by now, which is published by a job of its own; BracketInFlightError;
 *   what the target throws.
 */
export async function publishPart(
  { id, plan, execution }: PartOfDraw,
  { records, targets, drawOf }: PublishPartsDependencies,
): Promise<string> {
  const { target: name, part } = partOfItem(id);
  const found = targets.find((target) => target.name === name);
  if (!found) throw new InputInvalidError(`${name}: the stage has no such target`);
  const draw = await drawOf(plan);
  return records.holdingPart(name, part, execution, async ({ record, keep, forget }) => {
    await stillInForce();
    const state = { ...draw, started: await records.started() };
    const outcome = await found.using((target) => publish(target, state));
    // A draw that came into force meanwhile was compared with what was there before.
    await stillInForce();
    return outcome;

    async function publish(target: BracketTarget, state: DrawState): Promise<string> {
      const wantedPart = target.plan(state.plan).find((one) => one.part === part);
      if (!wantedPart && !record) return 'removed';
      const outcome = await target.publish(wantedOf(state, wantedPart, record), record, keep);
      if (!wantedPart) await forget();
      return outcome;
    }
  });

  async function stillInForce(): Promise<void> {
    if ((await records.drawInForce())?.execution === plan) return;
    throw new DrawStaleError(`draw ${plan}: another draw was published meanwhile`);
  }
}
