import { expect, test } from 'vitest';
import { groupDocuments } from '../../../../core/lists/files/group-documents.ts';
import { makeLists } from '../../../../core/lists/lists.ts';
import { drawDocument } from '../../../../lambdas/lists/draw-group-sheets/draw-group-sheets.ts';
import { competitionYear, rowOf } from '../../../core/lists/people.ts';
import { withPdf } from '../../../core/sheets/rasterise.ts';

test('a document is drawn from what is kept of it, and written beside the lists', async () => {
  const lists = makeLists([rowOf({ name: 'Jordan Rivera' })], { competitionYear });
  const [document] = groupDocuments(lists, { competition: 'Green Country Open 2027', madeAt: 'today' });
  const written = new Map<string, Uint8Array>();
  const drawn = await drawDocument(
    { execution: '2027-03-01-lists', name: 'sparring_groups', paper: 'a4' },
    {
      now: () => 0,
      files: {
        async readJson(key, schema) {
          expect(key).toBe('lists/2027-03-01-lists/content-sparring_groups.json');
          return schema.parse(JSON.parse(JSON.stringify(document)));
        },
        async write(key, bytes, contentType) {
          expect(contentType).toBe('application/pdf');
          written.set(key, bytes);
        },
      },
    },
  );
  expect(drawn).toEqual({ key: 'lists/2027-03-01-lists/sparring_groups.pdf' });
  await withPdf(written.get(drawn.key) ?? expect.fail('nothing written'), async ({ textOf, sizeOf }) => {
    expect(textOf(1)).toContain('Jordan');
    expect(Math.round(sizeOf(1).width)).toBe(595);
  });
});
