import { beforeEach, describe, expect, test } from 'vitest';
import type { PartRecord } from '../../../../core/bracket-targets/bracket-target.ts';
import { drawDocument } from '../../../../core/bracket-targets/paper/draw-document.ts';
import {
  type PaperFiles,
  paperComputation,
  paperTarget,
} from '../../../../core/bracket-targets/paper/paper-target.ts';
import { partsOn } from '../../../../core/bracket-targets/publication.ts';
import { contentsOf, type KnownWinners } from '../../../../core/brackets/division-results.ts';
import { drawRules } from '../../../../core/brackets/draw-rules.ts';
import type { Plan } from '../../../../core/brackets/plan.ts';
import { ServiceUnavailableError } from '../../../../core/domain/errors.ts';
import { boys, planOf } from '../../brackets/draw.ts';

const rules = drawRules.parse({ rings: 2 });
const said = [...boys([61, 62, 63]), ...boys([41, 42], { belt: 'white', school: 'Other' })];
const plan = planOf(said, { rules });
const settings = { competition: { name: 'Riverside Open', year: 2027 }, paper: 'letter' } as const;
/** Small enough to be drawn in no time. */
const part = 'matches.csv';

/** Notes what is done to files. */
class NotedFiles implements PaperFiles {
  readonly done: string[] = [];
  failing = false;

  async write(name: string, bytes: Uint8Array, contentType: string) {
    this.done.push(`write ${name} ${contentType} ${bytes.length > 0}`);
  }

  async share(name: string) {
    if (this.failing) throw new ServiceUnavailableError('Drive fails');
    this.done.push(`share ${name}`);
    return 'https://drive.example/1';
  }

  async remove(name: string) {
    this.done.push(`remove ${name}`);
  }
}

let files: NotedFiles;
let record: PartRecord | undefined;
beforeEach(() => {
  files = new NotedFiles();
  record = undefined;
});

const target = (results?: KnownWinners) =>
  paperTarget(settings, { files, draw: drawDocument, results: async () => results });
const hashesOf = (draw: Plan, of = settings) =>
  new Map(
    paperComputation(of)
      .plan(draw)
      .map((one) => [one.part, one.contentHash]),
  );
const publish = (draw: Plan | undefined, name = part) =>
  target().publish(
    {
      draw: draw ?? plan,
      part:
        draw &&
        target()
          .plan(draw)
          .find((one) => one.part === name),
      started: false,
      forced: false,
    },
    record,
    async (kept) => {
      record = kept;
    },
  );

describe('documents', () => {
  test('are one a ring, cards, blank sheets and lists, and know their divisions', () => {
    expect(
      target()
        .plan(plan)
        .map(({ part: name, divisions }) => [name, divisions.length]),
    ).toEqual([
      ['ring-1.pdf', 1],
      ['ring-2.pdf', 1],
      ['cards.pdf', 0],
      ['blank.pdf', 0],
      ['matches.csv', 0],
      ['exhibition_entries.csv', 0],
    ]);
  });

  test('are new where anything differs that they show, and only there', () => {
    const before = hashesOf(plan);
    const changed = (draw: Plan) => {
      const after = hashesOf(draw);
      return [...before].filter(([name, hash]) => after.get(name) !== hash).map(([name]) => name);
    };
    const [first, second] = plan.divisions;
    if (!first || !second) expect.fail();
    const withDivision = (changes: Partial<typeof first>): Plan => ({
      ...plan,
      divisions: [{ ...first, ...changes }, second],
    });
    const ring = `ring-${first.ring}.pdf`;
    const renumbered = first.matches.map((match) => ({ ...match, number: match.number + 1 }));
    expect(changed(withDivision({ matches: renumbered }))).toEqual([ring, 'cards.pdf', 'matches.csv']);
    const [id = ''] = first.seeds;
    const people = { ...plan.people, [id]: { name: 'New Name', school: 'New School' } };
    expect(changed({ ...plan, people })).toEqual([ring, 'cards.pdf', 'matches.csv']);
    expect(changed(withDivision({ started: true, drawnFrom: 'x' }))).toEqual([]);
    expect([...hashesOf(plan, { ...settings, paper: 'a4' as never }).values()]).not.toContain(
      before.get(ring),
    );
  });

  test('cost no calls, and are removed when a ring is no more', () => {
    const records = target()
      .plan(plan)
      .map((one) => ({ ...one }));
    const draw = {
      plan: planOf(said.slice(0, 3), { rules: drawRules.parse({ rings: 1 }) }),
      forced: [],
      started: new Set<string>(),
    };
    const states = partsOn(target(), draw, records);
    expect(states.map(({ part: name, change, calls }) => [name, change, calls])).toEqual([
      ['ring-2.pdf', 'remove', 0],
      ['ring-1.pdf', expect.stringMatching(/^(update|none)$/), 0],
      ['cards.pdf', 'update', 0],
      ['blank.pdf', 'none', 0],
      ['matches.csv', 'update', 0],
      ['exhibition_entries.csv', 'none', 0],
    ]);
  });
});

describe('publishing a document', () => {
  test('stores it and shares it, once', async () => {
    expect(await publish(plan)).toBe('created');
    expect(files.done).toEqual([`write ${part} text/csv; charset=utf-8 true`, `share ${part}`]);
    expect(record).toMatchObject({
      part,
      contentHash: hashesOf(plan).get(part),
      link: 'https://drive.example/1',
    });
    expect(await publish(plan)).toBe('unchanged');
    expect(files.done).toHaveLength(2);
    expect(await publish(planOf(said.slice(0, 3), { rules }))).toBe('updated');
  });

  test('does not draw it again when it could be stored and not shared', async () => {
    files.failing = true;
    await expect(publish(plan)).rejects.toThrow(ServiceUnavailableError);
    expect(record?.contentHash).toBeUndefined();
    files.failing = false;
    await publish(plan);
    expect(files.done).toEqual([expect.stringMatching(/^write /), `share ${part}`]);
    expect(record?.contentHash).toBe(hashesOf(plan).get(part));
  });

  test('of a ring that is no more removes it', async () => {
    record = { part: 'ring-2.pdf', divisions: [] };
    expect(await publish(undefined)).toBe('removed');
    expect(files.done).toEqual(['remove ring-2.pdf']);
  });
});

test('paper knows who has won once the organisers have typed it in, and never what has started', async () => {
  const [ring] = target().plan(plan);
  if (!ring) expect.fail();
  const [first] = plan.divisions.filter(({ key }) => ring.divisions.includes(key));
  const typed = plan.divisions.flatMap(({ key, seeds, matches }) =>
    matches.map(({ id }) => ({ division: key, match: id, winner: seeds[0] ?? '' })),
  );
  const winners = await target({ divisions: contentsOf(plan), winners: typed }).results(plan, ring);
  expect(winners.map(({ division, match }) => [division, match])).toEqual(
    first?.matches.map(({ id }) => [first.key, id]),
  );
  expect(await target().results(plan, ring)).toEqual([]);
  expect(await target().started([ring])).toEqual([]);
});
