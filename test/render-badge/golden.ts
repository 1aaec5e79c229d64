/**
 * Badges as they were last looked at and approved, in `test/golden/render-badge/`. After a change of the design,
 * `UPDATE_GOLDENS=1 vitest run test/render-badge` writes them anew: look at them before committing.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect } from 'vitest';

const folder = join(import.meta.dirname, '../golden/render-badge');
const differing = join(import.meta.dirname, '../../.cache/golden');

/** A channel may differ by this much, and this share of the pixels by more: encoders and processors round differently. */
const tolerance = { channel: 40, share: 0.002 };

export async function expectToMatchGolden(name: string, jpeg: Buffer): Promise<void> {
  const file = join(folder, `${name}.jpg`);
  if (process.env.UPDATE_GOLDENS) {
    writeFileSync(file, jpeg);
    return;
  }
  expect(existsSync(file), `there is no golden ${name}: run with UPDATE_GOLDENS=1`).toBe(true);
  const share = await differingShare(jpeg, readFileSync(file));
  if (share > tolerance.share) {
    mkdirSync(differing, { recursive: true });
    writeFileSync(join(differing, `${name}.jpg`), jpeg);
  }
  expect(share, `${name} differs from its golden; see .cache/golden/${name}.jpg`).toBeLessThanOrEqual(
    tolerance.share,
  );
}

async function differingShare(actual: Buffer, golden: Buffer): Promise<number> {
  const [a, b] = await Promise.all(
    [actual, golden].map((jpeg) => sharp(jpeg).raw().toBuffer({ resolveWithObject: true })),
  );
  if (!a || !b || a.info.width !== b.info.width || a.info.height !== b.info.height) return 1;
  let count = 0;
  for (let pixel = 0; pixel < a.data.length; pixel += 3) {
    for (let channel = pixel; channel < pixel + 3; channel += 1) {
      if (Math.abs((a.data[channel] ?? 0) - (b.data[channel] ?? 0)) > tolerance.channel) {
        count += 1;
        break;
      }
    }
  }
  return count / (a.data.length / 3);
}
