/**
 * Run by Render badge's bundling: `node complete-render-badge-asset.ts linux-arm64 <asset's folder>` lays sharp and
 * the fonts into the asset.
 */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fontFiles } from '../lambdas/render-badge/fonts.ts';
import { copySharp } from './native-sharp.ts';

const [target, assetDir] = process.argv.slice(2);
if (!target || !assetDir)
  throw new Error('usage: complete-render-badge-asset.ts <platform-architecture> <folder>');

copySharp(target, assetDir);

/** Each font's file, and of its package what makes it one: the manifest by which paths resolve, and the licence. */
const packages = new Set(fontFiles.map((file) => file.split('/').slice(0, 2).join('/')));
for (const file of [
  ...fontFiles,
  ...[...packages].flatMap((name) => [`${name}/package.json`, `${name}/LICENSE`]),
]) {
  cpSync(fileURLToPath(import.meta.resolve(file)), join(assetDir, 'node_modules', file));
}
