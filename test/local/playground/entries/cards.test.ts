import { html } from 'hono/html';
import { expect, test } from 'vitest';
import { badgeCard } from '../../../../local/playground/entries/cards.ts';

type Shown = Parameters<typeof badgeCard>;

const card = async (drive: object, parts: readonly string[] = []) => {
  const entry = { id: 'cs_1', record: { badge: { md5: 'abc' } } } as Shown[0];
  const dossier = {
    name: '<b>Bo</b>',
    drive: { link: 'http://drive/1', ...drive },
    attention: parts.map((part) => ({ part })),
  };
  return String(await html`${badgeCard(entry, dossier as unknown as Shown[1])}`);
};

test('the badge links to its file in Drive once that is there, and says when it could not be put there', async () => {
  const there = await card({ state: 'there' });
  expect(there).toContain('src="/entries/cs_1/badge.jpg?v=abc" alt="Badge of &lt;b&gt;Bo&lt;/b&gt;"');
  expect(there).toContain('<a href="http://drive/1">');
  const coming = await card({ state: 'being created' }, ['confirmation']);
  expect(coming).toContain('It is being put into');
  expect(coming).not.toContain('http://drive/1');
  expect(await card({ state: 'being created' }, ['badge'])).toContain('It could not be put into');
});
