import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { beforeDeployment } from '../../../admin/setup/before-deployment.ts';
import { findStageFile } from '../../../admin/setup/stage-file.ts';
import { Steps } from '../../../admin/setup/step.ts';
import type { Stage } from '../../../admin/stage.ts';
import { answering, awsOf, stageAnswers } from './doubles.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-'));
  vi.stubEnv('AWS_REGION', 'us-east-1');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

const verified = { 'riverside.org': { verified: true, records: [] } };

async function run({ answers = {}, account = '111122223333', stage = undefined as Stage | undefined } = {}) {
  const [ask, steps] = [answering(answers), new Steps(() => {})];
  const whoAmI = async () => ({ account, arn: 'arn:aws:iam::1:user/jo' });
  const found = await beforeDeployment(
    'prod',
    { ask, steps },
    { folder, account: () => awsOf(verified, { whoAmI }), find: async () => stage },
  );
  return { found, asked: ask.asked, states: steps.results.map(({ name, state }) => `${name}: ${state}`) };
}

test('the first time the stage file is written; the second, nothing is asked', async () => {
  const first = await run({ answers: { ...stageAnswers, 'stageFile.write': true } });
  expect(first.states).toEqual([
    ...['AWS account: right', 'Stage file: done', 'Sender: right', 'Quotas: right', 'Stack: next'],
  ]);
  const second = await run();
  expect(second.states[1]).toBe('Stage file: right');
  expect(second.asked).toEqual([]);
});

test('credentials of another account or region than the stage’s change nothing', async () => {
  await run({ answers: { ...stageAnswers, 'stageFile.write': true } });
  await expect(run({ account: '999999999999' })).rejects.toThrow(
    'The stage belongs to account 111122223333, and these credentials are for 999999999999.',
  );
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  await expect(run()).rejects.toThrow('export AWS_REGION=us-east-1');
});

test('a stage that somebody else has deployed needs that person’s file', async () => {
  await expect(run({ stage: {} as Stage })).rejects.toThrow('Get it from whoever deployed the stage');
  expect(findStageFile('prod', folder)).toBeUndefined();
});
