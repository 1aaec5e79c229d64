import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fontFiles } from '../../core/badges/drawing/font-files.ts';
import { logoInAsset } from '../../lambdas/runtime/settings.ts';
import type { BundleExtras } from './lambda-code.ts';
import { architectureOf, nodeOptions } from './lambda-function.ts';
import { copySharp } from './native-sharp.ts';
import type { Stage } from './stage.ts';

const projectRoot = join(import.meta.dirname, '../..');

/**
 * Variables of the process in which images are drawn. Glibc's allocator spreads them over an arena a thread and gives
 * little of them back (https://sharp.pixelplumbing.com/install/#linux-memory-allocator), and V8 lets the space for
 * what is new, such as the text of a drawing, grow with every badge. Without these, 500 badges in a row take half as
 * much memory again.
 */
export const imageMemory = {
  MALLOC_ARENA_MAX: '2',
  NODE_OPTIONS: `${nodeOptions} --max-semi-space-size=16`,
};

/**
 * What the asset of a Lambda that draws badges holds beside its bundle: sharp, since it is a native library, the
 * fonts, in the asset's own node_modules, and the stage's logo.
 *
 * @param logoFile the logo's path, where the stage has one.
 */
export function drawingBundle(stage: Pick<Stage, 'lambdaArchitecture'>, logoFile?: string): BundleExtras {
  // Lambda's Linux, or this machine's system in the embedded cloud.
  const platform = stage.lambdaArchitecture === 'host' ? process.platform : 'linux';
  const target = `${platform}-${architectureOf(stage).name === 'arm64' ? 'arm64' : 'x64'}`;
  return {
    external: ['sharp'],
    complete(assetDir) {
      copySharp(target, assetDir);
      copyFonts(assetDir);
      if (logoFile) cpSync(logoFile, join(assetDir, logoInAsset));
    },
  };
}

/** Copies each font's file, and of its package what makes it one: the manifest by which paths resolve, and the licence. */
function copyFonts(assetDir: string): void {
  const files = fontFiles();
  const packages = new Set(files.map((file) => file.split('/').slice(0, 2).join('/')));
  const manifests = [...packages].flatMap((name) => [`${name}/package.json`, `${name}/LICENSE`]);
  for (const file of [...files, ...manifests]) {
    cpSync(join(projectRoot, 'node_modules', file), join(assetDir, 'node_modules', file));
  }
}
