import { beforeEach, describe, expect, test } from 'vitest';
import {
  ChallongeBudgetError,
  DrawStaleError,
  InputInvalidError,
  RateLimitedError,
  ServiceUnavailableError,
} from '../../../../core/domain/errors.ts';
import { boys, idOf } from '../../../core/brackets/draw.ts';
import type { Said } from '../../../core/lists/people.ts';
import { MemoryTarget } from '../../../doubles/memory-target.ts';
import { PublishingStage } from '../publication.ts';

const light = 'middle_cadet_m_fin';
const middle = 'middle_cadet_m_light middle';
const heavy = 'middle_cadet_m_heavy';
const onBoard = (...parts: string[]) => parts.map((part) => `board ${part}`);

let stage: PublishingStage;
let first: string;

beforeEach(async () => {
  stage = new PublishingStage([
    ...boys([40, 41, 42]),
    ...boys([70, 71, 72]).map((one) => ({ ...one, name: `Middle ${one.name}` })),
    ...boys([110, 111]).map((one) => ({ ...one, name: `Heavy ${one.name}` })),
  ]);
  first = await stage.plan();
});

/** Corrects a weight, so that somebody moves from light to middle. */
function correctWeight() {
  const [one, ...others] = stage.people;
  stage.people = [{ ...(one as (typeof stage.people)[number]), weight: 75 }, ...others];
}

describe('publishing a draw', () => {
  test('puts it in force, and creates every part', async () => {
    const { items, counts, order } = await stage.planned({ plan: first });
    expect(items).toEqual(onBoard(light, middle, heavy));
    expect(counts).toEqual({ boardToCreate: 3, boardCalls: 3, boardCallsLeft: 100 });
    expect(order).toEqual({ plan: first });
    expect(await stage.brackets.drawInForce()).toMatchObject({ execution: first });
    expect(stage.target.made).toEqual([]);
  });

  test('once more has nothing to do, and asks the target nothing', async () => {
    await stage.run({ plan: first });
    stage.target.made.length = 0;
    const { items, counts } = await stage.planned({ plan: first });
    expect(items).toEqual([]);
    expect(counts).toMatchObject({ boardUnchanged: 3, boardCalls: 0 });
    expect(stage.target.made).toEqual([]);
  });

  test('that failed half-way does only what is missing', async () => {
    stage.target.fault = { part: middle, error: new ServiceUnavailableError('away') };
    expect(await stage.run({ plan: first })).toEqual([
      `board ${light}: created`,
      `board ${middle}: ServiceUnavailableError`,
      `board ${heavy}: created`,
    ]);
    expect(await stage.run({ plan: first })).toEqual([`board ${middle}: created`]);
  });

  test('only says what there is to do when it is asked for no more', async () => {
    stage.target.budget = 2;
    const { items, counts } = await stage.planned({ plan: first, planOnly: true });
    expect([items, counts]).toEqual([[], { boardToCreate: 3, boardCalls: 3, boardCallsLeft: 2 }]);
    expect(await stage.brackets.drawInForce()).toBeUndefined();
  });

  test('is refused before the first call when it takes more calls than are left', async () => {
    stage.target.budget = 2;
    await expect(stage.planned({ plan: first })).rejects.toThrow(
      new ChallongeBudgetError('board: this takes 3 calls, and 2 are left this month. Nothing was published'),
    );
    expect(await stage.brackets.drawInForce()).toBeUndefined();
    expect(stage.target.made).toEqual([]);
  });

  test('is done on the targets that are named, and later on the others', async () => {
    stage.targets = [stage.target, new MemoryTarget('wall')];
    expect((await stage.planned({ plan: first, to: ['wall'] })).items).toHaveLength(3);
    expect((await stage.planned({ plan: first })).items).toHaveLength(6);
    await expect(stage.planned({ plan: first, to: ['wall', 'moon'] })).rejects.toThrow(
      new InputInvalidError('to: the stage has no target moon, but board, wall'),
    );
  });

  test('needs a draw', async () => {
    await expect(stage.planned({ plan: 'nothing' })).rejects.toThrow(InputInvalidError);
  });
});

describe('a draw is stale, and nothing is done', () => {
  test('when a weight was corrected since; planned again, it costs the two divisions', async () => {
    await stage.run({ plan: first });
    const second = await stage.plan();
    correctWeight();
    await expect(stage.planned({ plan: second })).rejects.toThrow(DrawStaleError);
    expect(stage.stale(second)).toMatchObject({
      anotherInForce: false,
      changed: [light, middle],
      moved: [{ id: idOf(stage.people[0] as never), name: 'Boy 0', from: light, to: middle }],
    });
    expect(await stage.brackets.drawInForce()).toMatchObject({ execution: first });

    const third = await stage.plan();
    const { counts } = await stage.planned({ plan: third, planOnly: true });
    expect(counts).toMatchObject({ boardToUpdate: 2, boardCalls: 3 });
    stage.target.made.length = 0;
    expect(await stage.run({ plan: third })).toEqual([`board ${light}: updated`, `board ${middle}: updated`]);
    expect(stage.target.made).toEqual(['look at 2', `update ${light}`, `update ${middle}`]);
  });

  test('when only match numbers or rings are others: they are on paper', async () => {
    stage.rules = { ...stage.rules, rings: 1 };
    await expect(stage.planned({ plan: first })).rejects.toThrow(DrawStaleError);
    expect(stage.stale(first)).toMatchObject({
      changed: [],
      moved: [],
      renumbered: expect.arrayContaining([]),
    });
    expect(await stage.brackets.drawInForce()).toBeUndefined();
  });

  test('when another one has been published since', async () => {
    const second = await stage.plan();
    await stage.run({ plan: first });
    await expect(stage.planned({ plan: second })).rejects.toThrow(DrawStaleError);
    expect(stage.stale(second)).toMatchObject({ anotherInForce: true, inForce: first });
  });

  test('when a division that it changes was started at the target, which is known from then on', async () => {
    await stage.run({ plan: first });
    correctWeight();
    const second = await stage.plan();
    stage.target.shown.set(light, { contentHash: '', started: true });
    await expect(stage.planned({ plan: second })).rejects.toThrow(DrawStaleError);
    expect(stage.stale(second)).toMatchObject({ startedThere: [light] });
    expect(await stage.brackets.started()).toEqual(new Set([light]));
    const third = await stage.plan();
    // Whoever has started to fight stays there.
    expect((await stage.planned({ plan: third })).items).toEqual(onBoard(light));
  });

  test('when the target takes no calls for now: at once, and not after hours of waiting', async () => {
    await stage.run({ plan: first });
    correctWeight();
    const second = await stage.plan();
    stage.target.started = async () => {
      throw new RateLimitedError('board: 429');
    };
    await expect(stage.planned({ plan: second })).rejects.toThrow(ChallongeBudgetError);
    expect(await stage.brackets.drawInForce()).toMatchObject({ execution: first });
  });

  test('when two are published at the same moment: one of them', async () => {
    const second = await stage.plan();
    const both = await Promise.allSettled([first, second].map((plan) => stage.planned({ plan })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('when a division was started while it was compared', async () => {
    await stage.run({ plan: first });
    correctWeight();
    const second = await stage.plan();
    const read = stage.readInput;
    const slow = Object.assign(stage, {
      readInput: async (force: readonly string[]) => {
        const input = await read(force);
        await stage.brackets.markStarted([heavy], first);
        return input;
      },
    });
    await expect(slow.planned({ plan: second })).rejects.toThrow(DrawStaleError);
    expect(stage.stale(second)).toMatchObject({ anotherInForce: false, startedThere: [heavy] });
  });
});

describe('starting divisions', () => {
  beforeEach(async () => {
    await stage.run({ plan: first });
    stage.target.made.length = 0;
  });

  test('marks them, and brings the target in line; once more there is nothing to do', async () => {
    const start = { start: { divisions: [light, heavy] } };
    expect((await stage.planned({ ...start, planOnly: true })).counts).toMatchObject({ toStart: 2 });
    expect(await stage.brackets.started()).toEqual(new Set());
    expect(await stage.run(start)).toEqual([`board ${light}: started`, `board ${heavy}: started`]);
    expect(stage.target.made).toEqual([`start ${light}`, `start ${heavy}`]);
    expect(await stage.brackets.started()).toEqual(new Set([light, heavy]));
    expect(await stage.run(start)).toEqual([]);
  });

  test('by ring, or all at once', async () => {
    const ofRing = await Promise.all(
      [1, 2, 3, 4].map(async (ring) =>
        stage.planned({ start: { ring }, planOnly: true }).catch(() => undefined),
      ),
    );
    const started = ofRing.map((plan) => plan?.counts.toStart ?? 0);
    expect(started.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(await stage.run({ start: { all: true } })).toHaveLength(3);
    await expect(stage.planned({ start: { ring: 9 } })).rejects.toThrow('start: ring 9 has no divisions');
  });

  test('publishes first what is not up to date', async () => {
    stage.documents.items.delete(
      [...stage.documents.items.keys()].find((id) => stage.documents.items.get(id)?.part !== undefined) ?? '',
    );
    const outcomes = await stage.run({ start: { all: true } });
    expect(outcomes.filter((one) => one.endsWith('created'))).toHaveLength(1);
    expect([...stage.target.shown.values()].every(({ started }) => started)).toBe(true);
  });

  test('of which one is unknown starts none, and says which may be meant', async () => {
    const asked = { start: { divisions: [light, 'middle_cadet_m_heavi'] } };
    await expect(stage.planned(asked)).rejects.toThrow(
      `start: no division is called middle_cadet_m_heavi (did you mean ${heavy}`,
    );
    expect(await stage.brackets.started()).toEqual(new Set());
  });

  test('needs a draw that is published', async () => {
    await expect(new PublishingStage([]).planned({ start: { all: true } })).rejects.toThrow(
      InputInvalidError,
    );
  });

  test('keeps them as they are, until one is forced by name: then it counts as not started again', async () => {
    await stage.run({ start: { divisions: [light] } });
    correctWeight();
    expect(await stage.run({ plan: await stage.plan() })).toEqual([]);
    stage.target.made.length = 0;
    const forced = await stage.plan([light]);
    expect(await stage.run({ plan: forced })).toEqual([
      `board ${light}: updated`,
      `board ${middle}: updated`,
    ]);
    expect(await stage.brackets.started()).toEqual(new Set());
    await stage.run({ start: { divisions: [light] } });
    // What its registrations say now is of no matter any more, though this draw once forced it.
    const [moved, one, ...others] = stage.people as [Said, Said, ...Said[]];
    stage.people = [moved, { ...one, weight: 76 }, ...others];
    expect(await stage.run({ plan: forced })).toEqual([]);
    expect(await stage.brackets.started()).toEqual(new Set([light]));
  });
});
