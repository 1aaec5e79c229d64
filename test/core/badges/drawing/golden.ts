/**
 * Pictures as last approved by a person, in the folders of `test/golden/`. After a change of the design,
 * `npm run goldens` rewrites them: look at them before committing. Those that depend on a version have a seal: see
 * `seal.ts`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect } from 'vitest';

const goldens = join(import.meta.dirname, '../../../golden');
const differing = join(import.meta.dirname, '../../../../.cache/golden');

/**
 * How much a channel may differ, and the share of pixels that may differ by more: encoders and processors round
 * differently.
 */
const tolerance = { channel: 24, share: 0.001 };

/** Whether goldens are written instead of compared. */
export const updating = Boolean(process.env.UPDATE_GOLDENS);

/**
 * Compares a picture, a JPEG or PNG, with its golden; a golden that still looks the same is never rewritten.
 *
 * @param kept the reason why an existing golden must not be overwritten, if there is one.
 */
export async function expectToMatchGolden(
  name: string,
  image: Buffer,
  folder = 'badges',
  kept?: string,
): Promise<void> {
  const { format } = await sharp(image).metadata();
  const fileName = `${name}.${format === 'png' ? 'png' : 'jpg'}`;
  const file = join(goldens, folder, fileName);
  const share = existsSync(file) ? await differingShare(image, readFileSync(file)) : undefined;
  if (share !== undefined && share <= tolerance.share) return;
  if (updating && (share === undefined || !kept)) {
    writeFileSync(file, image);
    return;
  }
  mkdirSync(join(differing, folder), { recursive: true });
  writeFileSync(join(differing, folder, fileName), image);
  expect.fail(
    share === undefined
      ? `there is no golden ${fileName}: run npm run goldens, and look at what it draws`
      : `${(100 * share).toFixed(1)} % of ${fileName} differs from its golden: see .cache/golden/${folder}. ${
          updating ? kept : 'If that is intended, run npm run goldens.'
        }`,
  );
}

async function differingShare(actual: Buffer, golden: Buffer): Promise<number> {
  const [a, b] = await Promise.all(
    [actual, golden].map((file) => sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true })),
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
