/** Challonge as a target: each division of two people or more is a tournament there. */
import type { Plan } from '../../brackets/plan.ts';
import type { Challonge } from '../../clients/challonge/challonge.ts';
import { InputInvalidError } from '../../domain/errors.ts';
import type { BracketTarget, PartChange, PartRecord, Wanted } from '../bracket-target.ts';
import { type ChallongeSettings, type Content, contentOf } from './content.ts';
import { callsFor, Publication } from './publication.ts';
import { keptIn } from './remote.ts';
import { type Aim, hasStarted } from './steps.ts';
import { winnersIn } from './winners.ts';

export interface ChallongeDependencies {
  challonge: Challonge;
  now?: () => number;
}

/** What can be said without calling Challonge. */
export function challongeComputation(
  settings: ChallongeSettings,
): Pick<BracketTarget, 'plan' | 'difference'> {
  return {
    plan: (draw) =>
      draw.divisions
        .filter(({ seeds }) => seeds.length > 1)
        .map((division) => ({
          part: division.key,
          divisions: [division.key],
          contentHash: contentOf(draw, division, settings).hash,
        })),

    difference: (wanted, record) => differenceTo(aimOf(wanted, settings), record),
  };
}

/**
 * Publishing a new division takes two calls of Challonge, and one more for each further 20 people; starting it takes one, and
 * one that has not changed none.
 *
 * `publish` throws BracketStartedError, having changed nothing, when a division that would have to change has been started on
 * Challonge and is not forced.
 */
export function challongeTarget(
  settings: ChallongeSettings,
  { challonge, now = Date.now }: ChallongeDependencies,
): BracketTarget {
  return {
    ...challongeComputation(settings),

    async publish(wanted, record, keep) {
      const aim = aimOf(wanted, settings);
      const part = wanted.part ?? record;
      // It is to be removed, and was never there.
      if (!part) return 'unchanged';
      return new Publication(part, aim, record, { challonge, keep, now }).run();
    },

    async started(records) {
      const open = records.filter(({ startedAt, remote }) => startedAt === undefined && remote !== undefined);
      // One list in place of a look at each: a change of many divisions would cost a call for every one.
      const listed = open.length > 0 ? await challonge.list() : [];
      const begun = listed.filter(({ state }) => hasStarted(state));
      const places = new Set(begun.flatMap(({ id, url }) => [id, url]));
      const hasBegun = (record: PartRecord) => {
        const { url, known } = keptIn(record);
        return record.startedAt !== undefined || places.has(known?.id ?? url ?? '');
      };
      return records.filter(hasBegun).flatMap(({ divisions }) => divisions);
    },

    async results(draw, record) {
      const division = draw.divisions.find(({ key }) => key === record.part);
      const { url, known } = keptIn(record);
      const id = known?.id ?? url;
      const bracket = division && id !== undefined ? await challonge.find(id) : undefined;
      return bracket && division ? winnersIn(bracket, division, draw.stage) : [];
    },
  };
}

function aimOf({ draw, part, started, forced }: Wanted, settings: ChallongeSettings): Aim {
  return { content: part && contentIn(draw, part.part, settings), started, forced };
}

function contentIn(draw: Plan, key: string, settings: ChallongeSettings): Content {
  const division = draw.divisions.find((one) => one.key === key);
  if (!division) throw new InputInvalidError(`${key} is no division of the draw`);
  return contentOf(draw, division, settings);
}

function differenceTo(aim: Aim, record: PartRecord | undefined): PartChange {
  const { calls, first } = callsFor(aim, record);
  if (first === undefined) return { change: 'none', calls };
  if (!aim.content) return { change: 'remove', calls };
  if (first === 'create') return { change: 'create', calls };
  return { change: first === 'start' ? 'start' : 'update', calls };
}
