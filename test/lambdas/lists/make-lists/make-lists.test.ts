import { describe, expect, test } from 'vitest';
import { InputInvalidError } from '../../../../core/domain/errors.ts';
import { documentContent, madeLists, parseListOrder } from '../../../../core/lists/files/list-state.ts';
import { makeListFiles } from '../../../../lambdas/lists/make-lists/make-lists.ts';
import { competitionYear, rowOf, type Said } from '../../../core/lists/people.ts';

/** Makes the lists of these people; `written` are the files by their keys, `asked` the attributes that were read. */
async function make(...people: Said[]) {
  const written = new Map<string, { content: unknown; contentType: string }>();
  let asked: readonly string[] = [];
  const lists = await makeListFiles(
    { execution: '2027-03-01-lists', order: parseListOrder({}) },
    {
      competition: { name: 'Green Country Open', year: competitionYear },
      timeZone: 'America/Chicago',
      now: () => Date.parse('2027-03-01T12:00:00Z'),
      registrations: {
        async *rows(attributes) {
          asked = attributes;
          yield* people.map(rowOf);
        },
      },
      files: {
        bucket: 'config',
        async write(key, bytes, contentType) {
          written.set(key, { content: Buffer.from(bytes).toString(), contentType });
        },
        async writeJson(key, content) {
          written.set(key, { content, contentType: 'application/json' });
        },
      },
    },
  );
  return { lists: madeLists.shape.plan.parse(lists), written, asked };
}

test('every list is written below the execution, and named in the result', async () => {
  const { lists, written } = await make(
    { name: 'A', weight: 80, events: 'sparring,breaking,poomsae' },
    { name: 'B', payment_state: 'refunded' },
  );
  expect(lists).toMatchObject({
    bucket: 'config',
    counts: {
      ...{ takingPart: 1, notTakingPart: 1, withFindings: 0 },
      ...{ sparringGroups: 1, breakingGroups: 1, poomsaeGroups: 1 },
    },
  });
  const drawn = ['sparring_groups', 'breaking_groups', 'poomsae_groups'].map((name) => `${name}.pdf`);
  const below = (name: string) => `lists/2027-03-01-lists/${name}`;
  expect(lists.files.slice(0, 3).map(({ key }) => key)).toEqual(drawn.map(below));
  for (const { key } of lists.files.slice(3)) expect(written.has(key), key).toBe(true);
  const items = String(written.get(lists.key)?.content)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(items).toHaveLength(lists.items);
  expect(items[0]).toEqual({ id: 'sparring_groups.pdf', name: 'sparring_groups', paper: 'letter' });
  expect(items.slice(3).map(({ id }) => id)).toContain('GfG.csv');
  for (const { id, key } of items.slice(3)) expect(key).toBe(below(id));
  expect(JSON.stringify(items), 'for programs').not.toContain('.json');
  expect(written.get('lists/2027-03-01-lists/sparring_groups.csv')).toMatchObject({
    contentType: 'text/csv; charset=utf-8',
    content: expect.stringContaining('1,color_belt,male,cadet,1,A,Dojang,13,80,cadet,'),
  });
});

test('what is to be drawn is written too, with when it was made', async () => {
  const { written } = await make({ name: 'A' });
  const { content } = written.get('lists/2027-03-01-lists/content-sparring_groups.json') ?? expect.fail();
  const { content: head, groups } = documentContent.parse(content);
  expect(head).toMatchObject({
    title: 'Green Country Open 2027',
    facts: [{ label: 'Made', text: '1 March 2027 at 06:00' }],
  });
  expect(groups.map(({ rows }) => rows[0]?.[0])).toEqual(['A']);
});

test('the result has nobody in it, and no medical form is read', async () => {
  const { lists, asked } = await make({ name: 'Jordan Rivera', school: 'Owasso' });
  expect(JSON.stringify(lists)).not.toMatch(/Jordan|Owasso/);
  expect(asked).toContain('events');
  expect(asked).not.toContain('medical_form');
});

test('nobody at all has empty lists', async () => {
  const { lists } = await make();
  expect(lists).toMatchObject({
    counts: { takingPart: 0, sparringGroups: 0, breakingGroups: 0, poomsaeGroups: 0 },
  });
});

describe('an order', () => {
  test('may say nothing, or the paper', () => {
    expect(parseListOrder({})).toEqual({ paper: 'letter' });
    expect(parseListOrder({ paper: 'a4' })).toEqual({ paper: 'a4' });
  });

  test.each([
    [{ paper: 'a3' }, 'paper'],
    [{ papers: 'a4' }, 'papers'],
    ['a4', 'order'],
  ])('%j is refused by name', (order, name) => {
    expect(() => parseListOrder(order)).toThrow(InputInvalidError);
    expect(() => parseListOrder(order)).toThrow(name);
  });
});
