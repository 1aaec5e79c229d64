import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { copySharp } from '../../../lib/house/native-sharp.ts';
import { machineOfSharp } from './machine-of-sharp.ts';

let asset: string;

beforeEach(() => {
  asset = mkdtempSync(join(tmpdir(), 'native-sharp-test-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(asset, { recursive: true, force: true });
});

test.each(['x64', 'arm64'])(
  'an asset for linux-%s holds exactly the binary for it',
  (architecture) => {
    copySharp(`linux-${architecture}`, asset);
    const modules = join(asset, 'node_modules');
    expect(readdirSync(modules).sort()).toEqual(['@img', 'detect-libc', 'semver', 'sharp']);
    expect(readdirSync(join(modules, '@img')).sort()).toEqual([
      'colour',
      `sharp-libvips-linux-${architecture}`,
      `sharp-linux-${architecture}`,
    ]);
    expect(machineOfSharp(asset, `linux-${architecture}`)).toBe(architecture);
  },
  120_000,
);

test('an unreachable registry is named as the reason, and leaves nothing half fetched', () => {
  const cache = join(asset, 'cache');
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9');
  vi.stubEnv('npm_config_cache', join(asset, 'empty'));
  vi.stubEnv('npm_config_fetch_retries', '0');
  expect(() => copySharp('linux-s390x', asset, cache)).toThrow(
    /binary for linux-s390x is not installed .* Check that npm reaches its registry/,
  );
  expect(readdirSync(cache)).toEqual([]);
  expect(existsSync(join(asset, 'node_modules'))).toBe(false);
});
