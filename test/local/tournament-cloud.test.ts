import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultPort, portCount } from '../../local/tournament-cloud.ts';

test('README names the ports that npm start takes', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  expect(readme.replaceAll(/\s+/g, ' ')).toContain(`${defaultPort} to ${defaultPort + portCount - 1}`);
});
