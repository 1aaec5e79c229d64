import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultPort } from '../../local/tournament-cloud.ts';

test('README names the first port that npm start takes', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  expect(readme).toContain(`from ${defaultPort} on`);
});
