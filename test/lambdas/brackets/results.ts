/** A tournament that is being fought, for the tests of the steps of results: one target of two divisions, and paper. */
import type { PartRecord } from '../../../core/bracket-targets/bracket-target.ts';
import { paperTarget } from '../../../core/bracket-targets/paper/paper-target.ts';
import { contentsOf, knownWinners, type Winner } from '../../../core/brackets/division-results.ts';
import { drawKey, paperResultsKey } from '../../../core/brackets/draw-file.ts';
import type { Plan } from '../../../core/brackets/plan.ts';
import { BracketRecords } from '../../../core/progress/bracket-records.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { makeMedals } from '../../../lambdas/brackets/make-medals/make-medals.ts';
import { planResults } from '../../../lambdas/brackets/plan-results/plan-results.ts';
import { readResults } from '../../../lambdas/brackets/read-results/read-results.ts';
import { boys, divisionOf, planOf } from '../../core/brackets/draw.ts';
import { inMemoryDocuments } from '../../doubles/in-memory-documents.ts';
import { MemoryFiles } from '../../doubles/memory-files.ts';

export const [fin, middle] = ['middle_cadet_m_fin', 'middle_cadet_m_light middle'];

export async function tournament(plan: Plan = planOf(boys([50, 51, 52, 70, 71]))) {
  const { client, progress } = inMemoryDocuments();
  const brackets = new BracketRecords(new ProgressTable(client, progress, () => 0));
  const files = new MemoryFiles();
  /** What the server says, by divisions, and what it was asked. */
  const said = new Map<string, Winner[]>();
  const asked: string[] = [];
  const answer = async (_: Plan, { part }: PartRecord) => {
    asked.push(part);
    return said.get(part) ?? [];
  };
  const paper = paperTarget({ competition: { name: 'Open', year: 2027 }, paper: 'letter' }, {
    results: () => files.findJson(paperResultsKey, knownWinners),
  } as never);
  const target = (name: string, results: typeof answer) => ({
    name,
    using: async <T>(use: (target: never) => Promise<T>) => use({ results } as never),
  });
  const targets = [target('challonge', answer), target('paper', paper.results)];
  await files.writeJson(drawKey('drawn'), {
    ...{ execution: 'drawn', madeAt: '2027-03-01T00:00:00.000Z', forced: [] },
    plan,
  });
  await brackets.putInForce(
    { execution: 'drawn', publishedAt: '2027-03-01T00:00:00.000Z' },
    { ifStill: undefined, started: new Set(), unmark: [] },
  );
  const common = { brackets, files, targets, now: () => Date.UTC(2027, 2, 2) };
  return {
    ...{ plan, brackets, files, said, asked },
    fin: divisionOf(plan, fin),
    middle: divisionOf(plan, middle),
    /** Publishes a division, and starts it unless told otherwise. */
    async publish(key: string, { startedAt = '2027-03-02T08:00:00.000Z', start = true } = {}) {
      await brackets.holdingPart('challonge', key, 'execution', ({ keep }) =>
        keep({ part: key, divisions: [key], ...(start && { startedAt }) }),
      );
      if (start) await brackets.markStarted([key], 'drawn');
    },
    /** Puts in place what `brackets results --file` would make of what was typed. */
    type: (winners: readonly Winner[], draw = plan) =>
      files.writeJson(paperResultsKey, { divisions: contentsOf(draw), winners }),
    planResults: (order = {}) => planResults({ execution: 'job', order: { all: false, ...order } }, common),
    readResults: (id: string) =>
      readResults({ id, plan: 'drawn' }, { ...common, drawOf: async () => ({ plan }) }),
    makeMedals: () =>
      makeMedals(
        { plan: 'drawn' },
        { ...common, competition: { name: 'Open', year: 2027 } as never, timeZone: 'UTC' },
      ),
  };
}
