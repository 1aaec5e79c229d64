import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEdge } from '@tkd-registration/local-cloud/edge';
import { Faults } from '@tkd-registration/local-cloud/faults';
import { type Listening, listen } from '@tkd-registration/local-cloud/listen';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runningCloud, writeEndpoints } from '../../local/endpoints-file.ts';

let directory: string;
let file: string;
let edge: Listening;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'endpoints-file-'));
  file = join(directory, 'there/endpoints.json');
  const services = new Promise<never>(() => undefined);
  edge = await startEdge({ faults: new Faults(), services });
});
afterEach(async () => {
  await edge.stop();
  rmSync(directory, { recursive: true });
});

test('a cloud is found by its file for as long as it runs', async () => {
  expect(await runningCloud(file)).toBeUndefined();
  writeEndpoints(file, { aws: edge.url });
  expect(await runningCloud(file)).toBe(edge.url);
  await edge.stop();
  expect(await runningCloud(file)).toBeUndefined();
});

test('the file of a cloud that crashed is ignored when another program has its port', async () => {
  const other = await listen(() => new Response('another program'));
  writeEndpoints(file, { aws: other.url });
  expect(await runningCloud(file)).toBeUndefined();
  await other.stop();
});

test('a file that cannot be read as endpoints is ignored', async () => {
  writeEndpoints(file, { aws: edge.url });
  for (const text of ['', '{"aws":', '[]', '{"aws":1}']) {
    writeFileSync(file, text);
    expect(await runningCloud(file)).toBeUndefined();
  }
});

test('a cloud deletes its own file, not one that another has written', () => {
  const remove = writeEndpoints(file, { aws: 'http://127.0.0.1:4566' });
  remove();
  expect(existsSync(file)).toBe(false);
  writeEndpoints(file, { aws: 'http://127.0.0.1:4580' });
  remove();
  expect(existsSync(file)).toBe(true);
});
