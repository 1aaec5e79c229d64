import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fontFiles } from '../../../core/badges/drawing/font-files.ts';
import { logoInAsset } from '../../../lambdas/runtime/settings.ts';
import { drawingBundle } from '../../../lib/house/drawing-asset.ts';
import { machineOfSharp } from './machine-of-sharp.ts';

let asset: string;

beforeEach(() => {
  asset = mkdtempSync(join(tmpdir(), 'drawing-asset-test-'));
});

afterEach(() => {
  rmSync(asset, { recursive: true, force: true });
});

describe("the extras of a Lambda's bundle that draws", () => {
  const stage = { lambdaArchitecture: 'arm64' } as const;

  test('complete the asset for the stage’s architecture: sharp, every font, and the licences', () => {
    const { external, complete } = drawingBundle(stage);
    expect(external).toEqual(['sharp']);
    complete(asset);
    expect(machineOfSharp(asset, 'linux-arm64')).toBe('arm64');
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
    const logo = join(asset, 'logo.png');
    writeFileSync(logo, 'a logo');
    drawingBundle(stage, logo).complete(asset);
    expect(readFileSync(join(asset, logoInAsset), 'utf8')).toBe('a logo');
  }, 120_000);

  test("are for this very machine's system in the embedded cloud", () => {
    drawingBundle({ lambdaArchitecture: 'host' }).complete(asset);
    const folders = readdirSync(join(asset, 'node_modules/@img'));
    expect(folders).toContain(`sharp-${process.platform}-${process.arch}`);
  }, 120_000);
});
