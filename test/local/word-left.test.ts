import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEdge } from '@tkd-registration/local-cloud/edge';
import { Faults } from '@tkd-registration/local-cloud/faults';
import { type Listening, listen } from '@tkd-registration/local-cloud/listen';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { leaveWord, runningBy } from '../../local/word-left.ts';

let directory: string;
let file: string;
let edge: Listening;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'word-left-'));
  file = join(directory, 'there/endpoints.json');
  const services = new Promise<never>(() => undefined);
  edge = await startEdge({ faults: new Faults(), services });
});
afterEach(async () => {
  await edge.stop();
  rmSync(directory, { recursive: true });
});

test('a cloud is found by the word it left, for as long as it runs', async () => {
  expect(await runningBy(file)).toBeUndefined();
  leaveWord(file, { aws: edge.url });
  expect(await runningBy(file)).toBe(edge.url);
  await edge.stop();
  expect(await runningBy(file)).toBeUndefined();
});

test('the word of a cloud that crashed is not believed when something else has its port', async () => {
  const other = await listen(() => new Response('another program'));
  leaveWord(file, { aws: other.url });
  expect(await runningBy(file)).toBeUndefined();
  await other.stop();
});

test('what is no word is none', async () => {
  leaveWord(file, { aws: edge.url });
  for (const text of ['', '{"aws":', '[]', '{"aws":1}']) {
    writeFileSync(file, text);
    expect(await runningBy(file)).toBeUndefined();
  }
});

test('word is taken back, but not that of another', () => {
  const takeBack = leaveWord(file, { aws: 'http://127.0.0.1:4566' });
  takeBack();
  expect(existsSync(file)).toBe(false);
  leaveWord(file, { aws: 'http://127.0.0.1:4580' });
  takeBack();
  expect(existsSync(file)).toBe(true);
});
