import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import {
  doneInWords,
  staleInWords,
  targetsIn,
  todoInWords,
} from '../../../admin/brackets/publication-in-words.ts';
import { pathFor } from '../../../admin/brackets/publication-run.ts';
import { publishBrackets } from '../../../admin/brackets/publish.ts';
import { startBrackets, startOrderOf } from '../../../admin/brackets/start.ts';
import type { ResultFile } from '../../../core/jobs/job-state.ts';

describe('the command line', () => {
  test('takes targets as a list, and refuses what is none', () => {
    expect(publishBrackets.read(['--to', 'Challonge, paper'])[0].to).toEqual(['challonge', 'paper']);
    expect(() => publishBrackets.read(['--to', 'challonge,'])).toThrow('--to: say names like');
  });

  test.each([
    [
      ['low_cadet_m_fin', 'low_cadet_m_light middle'],
      { divisions: ['low_cadet_m_fin', 'low_cadet_m_light middle'] },
    ],
    [['--ring', '2'], { ring: 2 }],
    [['--all'], { all: true }],
  ])('says which divisions start: %j', (line, order) => {
    const [{ ring, all }, divisions] = startBrackets.read(line);
    expect(startOrderOf(divisions, { ring, all })).toEqual(order);
  });

  test.each([[[]], [['a', '--all']], [['--ring', '2', '--all']]])('says so in one way: not %j', (line) => {
    const [{ ring, all }, divisions] = startBrackets.read(line);
    expect(() => startOrderOf(divisions, { ring, all })).toThrow('Say which divisions');
  });

  test('takes only numbers as rings', () => {
    expect(() => startBrackets.read(['--ring', 'two'])).toThrow('--ring: say a number');
  });
});

test('a list of matches into which results are typed is not replaced by the next one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paper-'));
  const list = join(folder, 'matches.csv');
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  expect(pathFor('matches.csv', folder)).toBe(list);
  writeFileSync(list, 'Match,Winner,Score\n101,,\n');
  expect(pathFor('matches.csv', folder)).toBe(list);
  writeFileSync(list, 'Match,Winner,Score\n101,chung,\n');
  expect(pathFor('matches.csv', folder)).toBe(join(folder, 'new-matches.csv'));
  expect(pathFor('ring-1.pdf', folder)).toBe(join(folder, 'ring-1.pdf'));
  expect(error).toHaveBeenCalledOnce();
  error.mockRestore();
});

describe('in words', () => {
  const counts = { paperToCreate: 7, challongeToUpdate: 2, challongeUnchanged: 82 };

  test('what there is to do is a line for each target, with what it costs', () => {
    const costing = { ...counts, challongeCalls: 10, challongeCallsLeft: 1469 };
    expect(targetsIn({ ...costing, toStart: 2 })).toEqual(['paper', 'challonge']);
    expect(todoInWords(costing)).toEqual([
      'Paper: 7 to create.',
      'Challonge: 2 to change, 82 as they should be; 10 calls, of 1,469 that are left this month.',
    ]);
    expect(todoInWords({ paperUnchanged: 7, toStart: 1 })).toEqual([
      '1 division to start.',
      'Paper: 7 as they should be.',
    ]);
    expect(todoInWords({})).toEqual(['Nothing is to be published.']);
  });

  test('what was done', () => {
    const result = { outcomes: { created: 7, updated: 2 } } as unknown as ResultFile;
    expect(doneInWords({ plan: { counts }, result })).toBe('Done: 7 created, 2 updated.');
    expect(doneInWords({ plan: { counts: { toStart: 2 } } })).toBe(
      '2 divisions have started. Everything is published as it should be.',
    );
    expect(doneInWords({ plan: { counts: {} } })).toBe(
      'Nothing to do. Everything is published as it should be.',
    );
  });

  const nothing = { startedThere: [], added: [], removed: [], changed: [], renumbered: [], moved: [] };

  test('why a plan is stale: who moved, and what to do', () => {
    const moved = {
      id: 'a',
      name: 'Ana Bell',
      from: 'x_fin',
      to: 'x_fly',
      reason: 'Weight was 52 lb, and is 61 lb',
    };
    const stale = { ...nothing, anotherInForce: false, changed: ['x_fin', 'x_fly'], moved: [moved] };
    expect(staleInWords('plan-1', stale).split('\n')).toEqual([
      'Plan plan-1 is stale, and nothing was published.',
      '  Ana Bell  x_fin -> x_fly  Weight was 52 lb, and is 61 lb',
      'Changed: x_fin, x_fly',
      'Plan again, look at the plan, and publish that.',
    ]);
  });

  test('why a plan is stale: another one was published, a division has started, too many to list', () => {
    const people = Array.from({ length: 23 }, (_, index) => ({
      id: `${index}`,
      name: `N${index}`,
      to: 'x',
      reason: 'r',
    }));
    const stale = {
      ...nothing,
      anotherInForce: true,
      inForce: 'plan-2',
      startedThere: ['x_fin'],
      moved: people,
    };
    const lines = staleInWords('plan-1', stale).split('\n');
    expect(lines).toContain('Another plan has been published since: plan-2.');
    expect(lines).toContain('Started meanwhile: x_fin');
    expect(lines).toContain('  and 3 more');
  });
});
