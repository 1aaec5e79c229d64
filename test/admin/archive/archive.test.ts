import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { archive } from '../../../admin/archive/archive.ts';
import { exitCodes } from '../../../admin/exit-codes.ts';
import { loadLookup, notLoaded } from '../../../admin/load-lookup/load-lookup.ts';

const file = join(mkdtempSync(join(tmpdir(), 'archive-')), 'full_lookup.json');

test('a file that is no archive is refused before the stage is asked', async () => {
  writeFileSync(file, '["Jo Park"]');
  await expect(loadLookup.run(...loadLookup.read([file]))).rejects.toThrow('is no archive.');
  await expect(archive.run(...archive.read(['--merge', file]))).rejects.toThrow('is no archive.');
});

test('the lookup table is not written without --yes', async () => {
  expect(await archive.run(...archive.read(['--load']))).toBe(exitCodes.yesIsMissing);
});

test('a load asks for --yes only if it would change something', () => {
  expect(notLoaded({ new: 1, same: 4 })).toBe(exitCodes.yesIsMissing);
  expect(notLoaded({ changed: 1 })).toBe(exitCodes.yesIsMissing);
  expect(notLoaded({ new: 0, changed: 0, same: 40, unreadable: 4 })).toBe(exitCodes.done);
});
