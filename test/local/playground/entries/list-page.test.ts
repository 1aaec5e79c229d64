import { describe, expect, test } from 'vitest';
import { badgeIdOf } from '../../../../core/domain/ids.ts';
import { askedIn, chosen, listBody, pageSize } from '../../../../local/playground/entries/list-page.ts';
import type { ListedPerson } from '../../../../local/playground/entries/people.ts';

const person = (id: string, more: Partial<ListedPerson> = {}): ListedPerson => ({
  ...{ id, badgeId: badgeIdOf(id), name: id, school: 'Golden Dragon', type: 'competitor', email: '' },
  ...{ needsAttention: false, mailed: false, ...more },
});

const people = [
  person('paid', { payment: 'paid', mailed: true }),
  person('marked', { payment: 'paid', needsAttention: true }),
  person('new'),
  person('back', { payment: 'refunded' }),
  person('gone', { name: '', erasedAt: '2027-01-01T00:00:00Z' }),
];
const idsOf = (query: Record<string, string>) => chosen(people, askedIn(query)).found.map(({ id }) => id);

describe('the list of entries', () => {
  test.each([
    [{}, ['paid', 'marked', 'new', 'back', 'gone']],
    [{ state: 'attention' }, ['marked']],
    [{ state: 'registered' }, ['paid', 'marked']],
    [{ state: 'waiting' }, ['new']],
    [{ state: 'back' }, ['back']],
    [{ state: 'erased' }, ['gone']],
    [{ q: 'golden marked' }, ['marked']],
    [{ q: 'paid', state: 'attention' }, []],
    [{ state: '__proto__' }, ['paid', 'marked', 'new', 'back', 'gone']],
  ] as const)('asked for %j shows %j', (query, ids) => {
    expect(idsOf(query)).toEqual(ids);
  });

  test('says who comes near when nobody matches', () => {
    expect(chosen(people, askedIn({ q: 'markde' })).near.map(({ id }) => id)).toEqual(['marked']);
  });

  test('has pages, and shows the first when asked for one that does not exist', async () => {
    const many = Array.from({ length: pageSize + 1 }, (_, index) => person(`p${index}`, { payment: 'paid' }));
    const second = String(await listBody(many, askedIn({ page: '2', q: '' }), Date.now()));
    expect(second.match(/id="person-/g)).toHaveLength(1);
    expect(second).toContain('Page 2 of 2');
    expect(askedIn({ page: '-3' }).page).toBe(1);
    expect(askedIn({ page: 'x' }).page).toBe(1);
  });

  test('escapes what a family has written', async () => {
    const page = String(
      await listBody(
        [person('a', { name: '<script>alert(1)</script>' })],
        askedIn({ q: '"><b>' }),
        Date.now(),
      ),
    );
    expect(page).not.toContain('<script>');
    expect(page).not.toContain('"><b>');
  });
});
