/**
 * `npm run test:grants`: every grant in the policies of stage local is needed by a request that some test on an embedded
 * cloud makes, which nothing else allows; or reviewed-grants.ts says why it stays. Runs those tests first, for several
 * minutes; `.ci/run` has run them before, with `NEEDED_GRANTS_FILE` set, and they are not run again.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grantsIn } from '@tkd-registration/local-cloud/needed-grants';
import { synthesise } from '../../local/synthesise.ts';
import { judgeGrants } from './judge-grants.ts';
import { reviewedGrants } from './reviewed-grants.ts';

const given = process.env.NEEDED_GRANTS_FILE;
const folder = mkdtempSync(join(tmpdir(), 'tkd-registration-grants-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = given ?? join(folder, 'needed.txt');

if (given === undefined) {
  const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
  for (const project of ['cloud', 'jobs', 'own-cloud']) {
    const env = { ...process.env, NEEDED_GRANTS_FILE: file };
    const args = [vitest, 'run', '--project', project, '--reporter', 'dot'];
    const { status } = spawnSync(process.execPath, args, { env, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
}

if (!existsSync(file)) throw new Error(`${file} is not there: no test on an embedded cloud has run`);
const needed = new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean));
const grants = grantsIn(await synthesise('local'));
const { needless, stale } = judgeGrants(grants, needed, reviewedGrants);
for (const name of needless) console.error(`no test needs  ${name}`);
for (const { action, why } of stale) console.error(`no longer to be reviewed  ${action}: ${why}`);
if (needless.length > 0) {
  console.error(
    '\nTake them out of lib/, test what needs them, or say in test/grants/reviewed-grants.ts why they stay.',
  );
}
console.log(`${grants.length} grants, ${grants.length - needless.length} of them needed or reviewed.`);
if (needless.length + stale.length > 0) process.exitCode = 1;
