import { describe, expect, test } from 'vitest';
import { groupDocuments } from '../../../../core/lists/files/group-documents.ts';
import { drawGroupSheets } from '../../../../core/lists/files/group-sheets.tsx';
import { makeLists } from '../../../../core/lists/lists.ts';
import { uprightSize } from '../../../../core/sheets/sheet-layout.ts';
import { expectToMatchGolden } from '../../badges/drawing/golden.ts';
import { pageAsPng, withPdf } from '../../sheets/rasterise.ts';
import { competitionYear, rowOf, type Said } from '../people.ts';

const names = ['Jordan Rivera', '홍길동', 'Nguyễn Văn Đức', 'محمد علي', 'Ελένη Παπαδοπούλου', 'Alex Moreno'];
const people: Said[] = [
  ...names.map((name, index) => ({
    name,
    school: index % 2 === 0 ? 'Golden Dragon TKD - Owasso' : '서울 태권도 아카데미',
    weight: 80 + index * 3,
    events: 'sparring,breaking,poomsae,pair poomsae',
    belt: index < 3 ? 'yellow' : 'Master',
  })),
  {
    name: 'Anna Guadalupe Alejandra Hernandez de la Cruz Villanueva',
    school: 'Universidad Autónoma de Nuevo León Taekwondo Club Representativo de Monterrey',
    age: 15,
    gender: 'F',
    events: 'sparring-wc,world-class poomsae',
  },
  { name: 'Casey Whitfield', age: 13, gender: 'F', weight: 101, events: 'sparring-wc' },
];
const facts = { competition: 'Riverside Open 2027', madeAt: '3 October 2027 at 16:12' };
const documentsOf = (said: readonly Said[]) =>
  groupDocuments(makeLists(said.map(rowOf), { competitionYear }), facts);
const draw = (document: ReturnType<typeof documentsOf>[number], paper: 'letter' | 'a4' = 'letter') =>
  drawGroupSheets(document, uprightSize(paper), { title: 'Groups', createdAt: new Date(0) });

describe('group sheets look as approved', () => {
  test.each(documentsOf(people).map((document) => [document.name, document] as const))(
    '%s',
    async (name, document) => {
      await expectToMatchGolden(name, await pageAsPng(await draw(document), 1), 'lists');
    },
  );
});

describe('group sheets', () => {
  test('have every name as words that can be found, and room for each person’s results', async () => {
    const [sparring] = documentsOf(people);
    const { content, groups } = sparring ?? expect.fail('no document');
    await withPdf(await draw({ name: 'sparring_groups', content, groups }), async ({ textOf }) => {
      const words = textOf(1).replace(/\s+/g, ' ');
      for (const name of names) for (const word of name.split(' ')) expect(words).toContain(word);
      expect(words).toContain('Bout 1');
    });
  });

  test('do not split a group across two pages', async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      name: `Person${index}x`,
      school: `School ${index}`,
      weight: 60 + index * 0.1,
    }));
    const [document] = documentsOf(many);
    const { groups } = document ?? expect.fail('no document');
    await withPdf(await draw(document ?? expect.fail()), async ({ pages, textOf }) => {
      expect(pages).toBeGreaterThan(1);
      const texts = Array.from({ length: pages }, (_, page) => textOf(page + 1));
      for (const { rows } of groups) {
        const on = rows.map(([name = '']) => texts.findIndex((text) => text.includes(name)));
        expect(new Set(on).size).toBe(1);
      }
    });
  });

  test('of nobody say so', async () => {
    const [document] = documentsOf([]);
    await withPdf(await draw(document ?? expect.fail(), 'a4'), async ({ pages, textOf, sizeOf }) => {
      expect(pages).toBe(1);
      expect(textOf(1)).toContain('Nobody has entered');
      expect(Math.round(sizeOf(1).width)).toBe(595);
    });
  });

  test('say what a printed list must not hide: who is alone, who moved, whose weight is not known', () => {
    const [sparring] = documentsOf([
      ...people,
      { name: 'Alone', age: 50, gender: 'F', weight: 'heavy', events: 'sparring' },
    ]);
    const { groups = [] } = sparring ?? {};
    expect(groups.flatMap(({ warnings }) => warnings)).toContain(
      'Needs manual merge (single competitor group)',
    );
    const cells = groups.flatMap(({ rows }) => rows.flat());
    expect(cells).toContain('13 (cadet)');
    expect(cells).toContain('?');
    expect(cells).toContain('heavy');
  });
});
