import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { bundleLambda } from '../../lib/house/bundle.ts';
import { synthesise } from '../../local/synthesise.ts';
import { startTournamentCloud, type TournamentCloud } from '../../local/tournament-cloud.ts';
import { followSources } from '../../local/watch/live-code.ts';

const projectRoot = join(import.meta.dirname, '../..');
let assembly: string;
let cloud: TournamentCloud;

beforeAll(async () => {
  assembly = await synthesise('local');
  cloud = await startTournamentCloud({ assembly, concurrency: 2 });
});
afterAll(() => cloud.stop());

const directoryOf = (name: string) => cloud.functions.codeDirectory(`tkd-registration-local-${name}`) ?? '';

test.each(['confirm-payment', 'render-badge'])(
  '%s is bundled to the byte as it was synthesised',
  async (name) => {
    const folder = join(dirname(assembly), `test-${process.pid}`);
    onTestFinished(() => rmSync(folder, { recursive: true }));
    await bundleLambda(`registration/${name}`, join(folder, name), {
      external: ['sharp'],
      root: projectRoot,
    });
    for (const file of ['index.mjs', 'index.mjs.map']) {
      const [bundled, synthesised] = [join(folder, name), directoryOf(name)].map((directory) =>
        readFileSync(join(directory, file)),
      );
      expect(bundled?.equals(synthesised ?? Buffer.of()), file).toBe(true);
    }
  },
);

test('what is saved is live from the next event on, unless it does not compile', async () => {
  const root = mkdtempSync(join(tmpdir(), 'sources-'));
  const lines: string[] = [];
  for (const name of ['bin', 'core', 'lambdas', 'lib', 'tsconfig.json']) {
    cpSync(join(projectRoot, name), join(root, name), { recursive: true });
  }
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'), 'junction');
  const { functions } = cloud;
  const liveCode = followSources({ functions, assembly, root, say: (line) => lines.push(line) });
  onTestFinished(async () => {
    await liveCode.stop();
    rmSync(root, { recursive: true });
  });
  const step = 'lambdas/registration/validate-entry/validate-entry.ts';
  const original = readFileSync(join(root, step), 'utf8');
  const save = async (text: string, said: RegExp, file = step) => {
    lines.length = 0;
    writeFileSync(join(root, file), text);
    await expect.poll(() => lines.join('\n'), { timeout: 20_000 }).toMatch(said);
  };
  const saveBeginning = (code: string, said: RegExp) =>
    save(original.replace('await tombstones.check(entryId);', code), said);
  const answer = async () => {
    const outcome = await functions.invoke('tkd-registration-local-validate-entry', {
      state: { entryId: 'cs_test_live_code' },
      execution: 'any',
      stateMachine: 'any',
    });
    return outcome.ok ? 'no error' : outcome.error;
  };

  // One under way ends on the code that it began with.
  await saveBeginning(
    `await new Promise((resolve) => setTimeout(resolve, 1_500)); throw new EntryConflictError('slow');`,
    /^Live from the next event on: lambdas\/registration\/validate-entry\/validate-entry\.ts, in registration\/validate-entry \(\d+ ms\)\.$/,
  );
  const underWay = answer();
  await expect
    .poll(() => functions.invocations().map((one) => one.function), { timeout: 20_000 })
    .toContain('tkd-registration-local-validate-entry');
  await saveBeginning(`throw new EntryConflictError('quick');`, /^Live/);
  const next = await answer();
  expect(next).toMatchObject({ errorMessage: 'quick' });
  expect(await underWay).toMatchObject({ errorMessage: 'slow' });

  // Its source map leads to the sources.
  const line = original.slice(0, original.indexOf('await tombstones')).split('\n').length;
  expect(JSON.stringify(next)).toContain(`validate-entry.ts:${line}:`);

  await saveBeginning('throw new ;', /validate-entry\.ts:\d+:\d+: .*\nThe previous code stays in use\.$/);
  expect(await answer()).toMatchObject({ errorMessage: 'quick' });
  await save(
    original.replaceAll('EntryInvalidError', 'NoSuchError'),
    /validate-entry\.ts:\d+:\d+: No matching export in "core\/domain\/errors\.ts" for import "NoSuchError"/,
  );
  expect(await answer()).toMatchObject({ errorMessage: 'quick' });
  await save(original, /^Live/);
  expect(await answer()).toMatchObject({ errorType: 'EntryNotFoundError' });

  // A file of every Lambda, and of the stack; a new folder; what is of the stack alone.
  const errors = readFileSync(join(root, 'core/domain/errors.ts'), 'utf8');
  await save(
    errors.replace("'EntryNotFoundError'", "'EntryNowhereError'"),
    /in archive\/.* and \d\d more \(\d+ ms\)\.\n.* the stack takes from core\/domain\/errors\.ts.* needs a restart/,
    'core/domain/errors.ts',
  );
  expect(await answer()).toMatchObject({ errorType: 'EntryNowhereError' });
  mkdirSync(join(root, 'core/new'));
  await save(
    'export const any = 1;',
    /^Saved: core\/new\/any\.ts, which no Lambda uses\.$/,
    'core/new/any.ts',
  );
  await save('export const any = 2;', /^Saved: core\/new\/any\.ts/, 'core/new/any.ts');
  await save('export {};', /^Changed: lib\/any\.ts\. Restart npm start to see it\.$/, 'lib/any.ts');
});
