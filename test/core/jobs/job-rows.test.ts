import { expect, test } from 'vitest';
import * as z from 'zod';
import { readRows, rowReader, writeRows } from '../../../core/jobs/job-rows.ts';
import { MemoryFiles } from '../../doubles/memory-files.ts';

const schema = z.object({ id: z.string(), text: z.string() });
const rows = Array.from({ length: 250 }, (_, index) => ({ id: `cs_${index}`, text: `text ${index}` }));
const of = { job: 'schools', execution: 'a-job' };

test('rows are in files of a hundred, and the items say in which', async () => {
  const files = new MemoryFiles();
  const items = await writeRows(of, rows, files);
  expect(items).toHaveLength(250);
  expect([items[99], items[100], items[249]]).toEqual([
    { id: 'cs_99', part: 1 },
    { id: 'cs_100', part: 2 },
    { id: 'cs_249', part: 3 },
  ]);
  expect([...files.objects.keys()]).toEqual([1, 2, 3].map((part) => `jobs/schools/a-job/rows/${part}.json`));
  expect(await readRows(of, schema, files)).toEqual(rows);
});

test('an item’s row is read, each file once for items in a row', async () => {
  const files = new MemoryFiles();
  const items = await writeRows(of, rows, files);
  const read: string[] = [];
  const rowOf = rowReader('schools', schema, {
    readJson: (key, as) => {
      read.push(key);
      return files.readJson(key, as);
    },
  });
  for (const [index, item] of items.entries()) expect(await rowOf('a-job', item)).toEqual(rows[index]);
  expect(read).toHaveLength(3);
  await expect(rowOf('a-job', { id: 'cs_0', part: 2 })).rejects.toThrow('cs_0: not among the rows of part 2');
});
