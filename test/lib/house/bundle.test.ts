import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bundle } from '../../../lib/house/bundle.ts';

test("an error's class has its name in a bundle too: Lambda's log calls errors by it", async () => {
  const directory = mkdtempSync(join(tmpdir(), 'bundle-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const outfile = join(directory, 'errors.mjs');
  bundle(join(import.meta.dirname, '../../../core/domain/errors.ts'), outfile, []);
  const { InputInvalidError } = await import(outfile);
  expect(new InputInvalidError('').constructor.name).toBe('InputInvalidError');
});
