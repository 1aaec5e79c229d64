import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fontFiles } from '../../lambdas/render-badge/fonts.ts';
import { copySharp, renderBadgeBundle } from '../../lib/native-sharp.ts';

let asset: string;

beforeEach(() => {
  asset = mkdtempSync(join(tmpdir(), 'render-badge-asset-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(asset, { recursive: true, force: true });
});

/** The machine that the asset's sharp is for, by the two bytes in which an ELF file says so. */
function machineOf(target: string): string {
  const folder = join(asset, 'node_modules/@img', `sharp-${target}`, 'lib');
  const binary = readdirSync(folder).find((file) => file.endsWith('.node')) ?? '';
  const machine = readFileSync(join(folder, binary)).readUInt16LE(18);
  return { 62: 'x64', 183: 'arm64' }[machine] ?? `machine ${machine}`;
}

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
    expect(machineOf(`linux-${architecture}`)).toBe(architecture);
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

test("the bundle's extras complete the asset for the architecture the stage wants, fonts included", () => {
  const { external, complete } = renderBadgeBundle(Architecture.ARM_64);
  expect(external).toEqual(['sharp']);
  complete(asset);
  expect(machineOf('linux-arm64')).toBe('arm64');
  for (const file of fontFiles) expect(existsSync(join(asset, 'node_modules', file)), file).toBe(true);
}, 120_000);
