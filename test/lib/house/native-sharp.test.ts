import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { fontFiles } from '../../../core/badges/drawing/fonts.ts';
import { copySharp, drawingBundle, logoInAsset } from '../../../lib/house/native-sharp.ts';
import { readStageConfig } from '../../../lib/stage-config.ts';

const stagesDirectory = join(import.meta.dirname, '../../../stages');

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

describe("the extras of a Lambda's bundle that draws", () => {
  const config = readStageConfig('dev');

  test('complete the asset for the architecture the stage wants: sharp, every font, and the licences', () => {
    const { external, complete } = drawingBundle(config);
    expect(external).toEqual(['sharp']);
    complete(asset);
    expect(machineOf('linux-arm64')).toBe('arm64');
    const fonts = fontFiles();
    expect(fonts.length).toBeGreaterThan(10);
    for (const file of fonts) {
      expect(existsSync(join(asset, 'node_modules', file)), file).toBe(true);
      const licence = join(asset, 'node_modules', file.split('/').slice(0, 2).join('/'), 'LICENSE');
      expect(existsSync(licence), licence).toBe(true);
    }
    expect(existsSync(join(asset, logoInAsset))).toBe(false);
  }, 120_000);

  test("hold the stage's logo where there is one", () => {
    const logo = join(stagesDirectory, 'native-sharp-test.png');
    writeFileSync(logo, 'a logo');
    onTestFinished(() => rmSync(logo));
    const badge = { ...config.badge, logo: 'native-sharp-test.png' };
    drawingBundle({ ...config, badge }).complete(asset);
    expect(readFileSync(join(asset, logoInAsset), 'utf8')).toBe('a logo');
  }, 120_000);

  test("are for this very machine's system in the embedded cloud", () => {
    drawingBundle({ ...config, lambdaArchitecture: 'host' }).complete(asset);
    const folders = readdirSync(join(asset, 'node_modules/@img'));
    expect(folders).toContain(`sharp-${process.platform}-${process.arch}`);
  }, 120_000);
});
