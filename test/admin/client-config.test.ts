import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { clientConfigOf, standIns } from '../../admin/client-config.ts';
import { CommandError } from '../../admin/command-error.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'client-config-'));
});
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test('a deployed stage is reached as the environment says, whether the embedded cloud runs or not', () => {
  vi.stubEnv('AWS_REGION', undefined);
  vi.stubEnv('AWS_DEFAULT_REGION', undefined);
  expect(clientConfigOf('prod')).toEqual({});
});

test("a deployed stage is looked for in the AWS CLI's region", () => {
  vi.stubEnv('AWS_REGION', undefined);
  vi.stubEnv('AWS_DEFAULT_REGION', 'eu-west-1');
  expect(clientConfigOf('prod')).toEqual({ region: 'eu-west-1' });
  vi.stubEnv('AWS_REGION', 'us-east-2');
  expect(clientConfigOf('prod')).toEqual({ region: 'us-east-2' });
});

test('only on an emulator of AWS does something stand in for Stripe', () => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('STRIPE_API_BASE', 'http://127.0.0.1:1');
  expect(standIns()).toEqual({});
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:2');
  expect(standIns()).toEqual({ stripe: 'http://127.0.0.1:1' });
  expect(clientConfigOf('prod')).toEqual({ region: 'us-east-1', forcePathStyle: true });
});

test('the local stage is the embedded cloud that npm start has written down', () => {
  const file = join(directory, 'endpoints.json');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'secret' };
  const pages = {
    console: 'http://127.0.0.1:4571',
    stripe: 'http://127.0.0.1:4568',
    challonge: 'http://127.0.0.1:4572',
    drive: 'http://127.0.0.1:4569',
  };
  const written = { aws: 'http://127.0.0.1:4566', region: 'us-east-1', credentials, ...pages, outputs: {} };
  writeFileSync(file, JSON.stringify(written));
  expect(clientConfigOf('local', file)).toEqual({
    ...{ endpoint: 'http://127.0.0.1:4566', forcePathStyle: true },
    ...{ region: 'us-east-1', credentials, console: 'http://127.0.0.1:4571' },
  });
});

test('the local stage cannot be reached if nothing was started', () => {
  const nowhere = join(directory, 'nowhere.json');
  expect(() => clientConfigOf('local', nowhere)).toThrow(CommandError);
  expect(() => clientConfigOf('local', nowhere)).toThrow('start it with npm start, or say --stage');
});
