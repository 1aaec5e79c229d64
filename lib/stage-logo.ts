import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where stages' files are, and beside them their logos. */
export const stages = join(import.meta.dirname, '../stages');

/** The path of the stage's logo, where it has one. */
export function logoFileOf({ badge }: { badge: { logo?: string | undefined } }): string | undefined {
  return badge.logo && join(stages, badge.logo);
}

/** The logo is in the asset of each Lambda that draws. */
const largestLogoBytes = 1_000_000;
const logoStarts = [/^\xff\xd8\xff/, /^\x89PNG\r\n/, /^RIFF.{4}WEBP/s];

/** Why a file cannot be a logo. */
export function logoProblem(name: string): string | undefined {
  const file = join(stages, name);
  if (!existsSync(file)) return `${file} is not there`;
  const bytes = readFileSync(file);
  if (bytes.length > largestLogoBytes) return `${file} is over ${largestLogoBytes / 1_000_000} MB`;
  const start = bytes.subarray(0, 16).toString('latin1');
  return logoStarts.some((pattern) => pattern.test(start)) ? undefined : `${file} is no JPEG, PNG or WebP`;
}
