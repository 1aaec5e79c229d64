/** Whatever is cut off, and whatever changes: what is there in the end, and what it costs. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../../core/brackets/plan.ts';
import { schoolCodes } from '../../../../core/brackets/school-codes.ts';
import { ChallongePacedError, ServiceUnavailableError } from '../../../../core/domain/errors.ts';
import {
  type Cut,
  type HeldTournament,
  MemoryChallonge,
  unanswered,
} from '../../../doubles/memory-challonge.ts';
import { drawOf, idsFrom, type Marks, Publisher, type SaidDivision } from './published.ts';

/** One division after the other as it is in a draw, and what is marked. */
interface Version {
  draw: Plan;
  marks: Marks;
}

const formats = ['round robin', 'single elimination'] as const;
const keys = ['low_cadet_m_fin', 'low_cadet_m_light middle', 'low_cadet_m_light-middle'];
const some = fc.shuffledSubarray(idsFrom(1, 8), { minLength: 0 });
const division: fc.Arbitrary<SaidDivision | undefined> = fc.oneof(
  some.map((seeds) => (seeds.length === 0 ? undefined : { seeds })),
  fc
    .record({ seeds: some, format: fc.constantFrom(...formats) })
    .map(({ seeds, format }) => (seeds.length > 1 ? { seeds, format } : undefined)),
  fc.integer({ min: 19, max: 43 }).map((count) => ({ seeds: idsFrom(1, count) })),
);
const names = fc.dictionary(
  fc.constantFrom(...idsFrom(1, 8)),
  fc.constantFrom('Ana Ek', 'Añá Ek', 'ana Ek', 'Bo Ek', 'Cy Ek'),
);
const version: fc.Arbitrary<Version> = fc
  .record({
    divisions: fc.tuple(division, division, division),
    names,
    started: fc.subarray(keys),
    forced: fc.subarray(keys),
  })
  .map(({ divisions, names: called, ...marks }) => {
    const said = keys.flatMap((key, index) => {
      const one = divisions[index];
      return one ? [[key, one] as const] : [];
    });
    return { draw: drawOf(Object.fromEntries(said), called), marks };
  });

/** All that has started and is not forced stays as it is in the version before, as in every draw. */
function frozen(versions: readonly Version[]): Version[] {
  const all: Version[] = [];
  for (const { draw, marks } of versions) {
    const before = all.at(-1);
    const running = (before?.marks.started ?? []).filter((key) => !marks.forced?.includes(key));
    const kept = before?.draw.divisions.filter(({ key }) => running.includes(key)) ?? [];
    const others = draw.divisions.filter(({ key }) => !running.includes(key));
    const divisions = [...kept, ...others];
    const ids = new Set(divisions.flatMap(({ seeds }) => seeds));
    const fighting = kept.flatMap(({ seeds }) => seeds).map((id) => [id, before?.draw.people[id]]);
    const there = Object.entries({ ...draw.people, ...Object.fromEntries(fighting) } as Plan['people']);
    const people = Object.fromEntries(there.filter(([id]) => ids.has(id)));
    const schools = schoolCodes(
      Object.values(people).map(({ school }) => school),
      before?.draw.schools,
    );
    const started = [
      ...running,
      ...(marks.started ?? []).filter((key) => !marks.forced?.includes(key)),
    ].filter((key) => divisions.some((one) => one.key === key));
    all.push({
      draw: { ...draw, divisions, people, schools },
      marks: { started: [...new Set(started)], forced: marks.forced ?? [] },
    });
  }
  return all;
}

const history = fc.array(version, { minLength: 1, maxLength: 4 }).map(frozen);

describe('what a change costs', () => {
  test('is what was said before, whatever changes', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (versions) => {
        const publisher = new Publisher();
        for (const { draw, marks } of versions) {
          const { calls, changes } = publisher.difference(draw, marks);
          const words = await publisher.publish(draw, marks);
          expect(publisher.callsMade()).toHaveLength(calls);
          for (const [part, word] of Object.entries(words)) {
            const said = {
              none: 'unchanged',
              create: 'created',
              update: 'updated',
              start: 'started',
              remove: 'removed',
            };
            expect(word).toBe(said[changes[part] ?? 'none']);
          }
          expect(publisher.difference(draw, { ...marks }).calls).toBe(0);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('is the same in sum when calls have to wait for their turn', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.infiniteStream(fc.boolean()), async (versions, waits) => {
        const challonge = new MemoryChallonge();
        let called = 0;
        const publisher = new Publisher(
          challonge,
          waiting(challonge, () => waits.next().value === true),
        );
        for (const { draw, marks } of versions) {
          const { calls } = publisher.difference(draw, marks);
          for (const [part, wanted] of publisher.wanted(draw, marks)) {
            await again(() => publisher.bringInLine(part, wanted));
          }
          called += calls;
        }
        expect(publisher.callsMade()).toHaveLength(called);
      }),
      { numRuns: 12 },
    );
  });
});

describe('a publication that is cut off at any call, and repeated', () => {
  const errors = [
    unanswered(),
    new ServiceUnavailableError('500'),
    new ChallongePacedError('', { notBefore: 0 }),
  ];

  test('ends as one that is not, and has nothing twice, though another draw comes before it is repeated', async () => {
    const cut = fc
      .record({
        call: fc.integer({ min: 1, max: 12 }),
        done: fc.boolean(),
        error: fc.constantFrom(...errors),
      })
      // Only a change whose answer is lost may have been made.
      .map((one) => (one.done ? { ...one, error: unanswered() } : one));
    const bulk = fc.constantFrom('atomic' as const, 'half' as const);
    await fc.assert(
      fc.asyncProperty(
        ...[history, fc.array(cut, { maxLength: 3 }), bulk, fc.array(fc.boolean())],
        async (versions, cuts, how, abandoned) => {
          const undisturbed = new Publisher();
          const publisher = new Publisher();
          publisher.challonge.bulk = how;
          let forced: string[] = [];
          for (const [index, { draw, marks }] of versions.entries()) {
            await undisturbed.publish(draw, marks);
            // What was to be forced still is.
            forced = [...forced, ...(marks.forced ?? [])].filter((key) => !marks.started?.includes(key));
            const version = { draw, marks: { ...marks, forced } };
            const isLast = index === versions.length - 1;
            await publishedDespite(cuts, publisher, version, abandoned[index] && !isLast ? 1 : 50);
            if (abandoned[index] && !isLast) continue;
            forced = [];
            expect(publisher.challonge.visible).toEqual(undisturbed.challonge.visible);
            expect(inLine(publisher)).toEqual(inLine(undisturbed));
          }
        },
      ),
      { numRuns: 80 },
    );
  });

  test('ends so at every single call of a life from the first draw to the removal', async () => {
    const versions = frozen([
      { draw: drawOf({ [keys[0] ?? '']: { seeds: idsFrom(1, 25) } }), marks: {} },
      { draw: drawOf({ [keys[0] ?? '']: { seeds: idsFrom(3, 25) } }, { 3: 'Ana Ek' }), marks: {} },
      {
        draw: drawOf({ [keys[0] ?? '']: { seeds: idsFrom(3, 25) } }, { 3: 'Bo Ek' }),
        marks: { started: keys },
      },
      {
        draw: drawOf({ [keys[0] ?? '']: { seeds: idsFrom(1, 4), format: 'round robin' } }),
        marks: { forced: keys },
      },
      { draw: drawOf({}), marks: {} },
    ]);
    for (const [index, last] of versions.entries()) {
      const undisturbed = new Publisher();
      for (const { draw, marks } of versions.slice(0, index + 1)) {
        undisturbed.callsMade();
        await undisturbed.publish(draw, marks);
      }
      const calls = undisturbed.callsMade();
      expect(calls.length).toBeGreaterThan(1);
      for (const call of calls.keys()) {
        for (const [how, done] of [
          ['atomic', false],
          ['atomic', true],
          ['half', true],
        ] as const) {
          const publisher = new Publisher();
          publisher.challonge.bulk = how;
          for (const { draw, marks } of versions.slice(0, index)) await publisher.publish(draw, marks);
          await publishedDespite([{ call: call + 1, done, error: unanswered() }], publisher, last);
          expect(publisher.challonge.visible).toEqual(undisturbed.challonge.visible);
          expect(inLine(publisher)).toEqual(inLine(undisturbed));
        }
      }
    }
  });

  test('ends so when its record could not be kept, at any time', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 0, max: 12 }), async (versions, at) => {
        const undisturbed = new Publisher();
        const publisher = new Publisher();
        for (const { draw, marks } of versions) {
          await undisturbed.publish(draw, marks);
          let left = at;
          for (const [part, wanted] of publisher.wanted(draw, marks)) {
            await publisher.target
              .publish(wanted, publisher.records.get(part), async (record) => {
                left -= 1;
                if (left === 0) throw new Error('the table is not there');
                publisher.records.set(part, record);
              })
              .catch(() => undefined);
            await publisher.bringInLine(part, wanted);
          }
          expect(publisher.challonge.visible).toEqual(undisturbed.challonge.visible);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('a division that people have changed on Challonge', () => {
  const changes: Record<string, (held: HeldTournament) => void> = {
    'another order': ({ participants }) => participants.reverse(),
    'somebody more': ({ participants }) => participants.push({ id: '1', name: 'By hand', seed: 0, misc: '' }),
    'somebody fewer': ({ participants }) => participants.pop(),
    nobody: (held) => Object.assign(held, { participants: [] }),
    'another name': ({ participants: [first] }) => first && Object.assign(first, { name: 'By hand' }),
    'exchanged names': ({ participants: [first, second] }) => {
      if (first && second) [first.name, second.name] = [second.name, first.name];
    },
    'another type': (held) => Object.assign(held, { type: 'swiss' }),
    'another title': (held) => Object.assign(held, { name: `${held.name}!` }),
  };

  test('is as it should be once it changes here', async () => {
    const said = fc.array(fc.constantFrom(...Object.keys(changes)), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(version, version, said, fc.boolean(), async (first, second, byHand, deleted) => {
        const [publisher, fresh] = [new Publisher(), new Publisher()];
        await publisher.publish(first.draw);
        for (const held of publisher.challonge.tournaments) {
          for (const name of byHand) changes[name]?.(held);
          for (const [index, one] of held.participants.entries()) one.seed = index + 1;
        }
        if (deleted) publisher.challonge.tournaments.pop();
        const same = publisher.difference(second.draw).changes;
        await publisher.publish(second.draw);
        await fresh.publish(second.draw);
        for (const [part, change] of Object.entries(same)) {
          if (change !== 'update' && change !== 'create') continue;
          expect(publisher.challonge.visibleAt(part)).toEqual(fresh.challonge.visibleAt(part));
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Cuts the calls of one publication, counted from its first, and repeats it until it is done. */
async function publishedDespite(
  cuts: readonly Cut[],
  publisher: Publisher,
  { draw, marks }: Version,
  attempts = 50,
): Promise<void> {
  publisher.callsMade();
  const left = [...cuts];
  for (const [part, wanted] of publisher.wanted(draw, marks)) {
    const done = again(() => {
      const [cut] = left;
      publisher.challonge.cut = cut;
      if (cut && cut.call <= publisher.challonge.calls.length) left.shift();
      return publisher.bringInLine(part, wanted);
    }, attempts);
    await done.catch((error: unknown) => {
      if (attempts > 1) throw error;
    });
  }
  publisher.challonge.cut = undefined;
}

async function again(work: () => Promise<unknown>, attempts = 50): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}

/** Some calls have to wait: they are not made. */
function waiting(challonge: MemoryChallonge, waits: () => boolean): MemoryChallonge {
  return new Proxy(challonge, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        if (waits()) throw new ChallongePacedError('wait', { notBefore: 0 });
        return Reflect.apply(method, target, args);
      };
    },
  });
}

/** What is remembered, without what differs by when it was made. */
const inLine = ({ records }: Publisher) =>
  [...records]
    .map(([part, { contentHash, startedAt }]) => ({ part, contentHash, startedAt }))
    .sort((a, b) => (a.part < b.part ? -1 : 1));
