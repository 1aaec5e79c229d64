/**
 * The seal of the badges' goldens, `test/golden/badges/seal.json`: the version of the drawing they belong to. Stored
 * badges are redrawn when the version is raised, so a drawing that changed under the same version would only reach the
 * badges drawn from then on.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const badgeGoldens = join(import.meta.dirname, '../../../golden/badges');
const sealFile = join(badgeGoldens, 'seal.json');

export interface Seal {
  layoutVersion: number;
  /** A hash of the goldens' names and content. */
  digest: string;
}

/** The names of the existing goldens. */
export const goldenNames = () =>
  readdirSync(badgeGoldens)
    .filter((name) => /\.(?:jpg|png)$/.test(name))
    .sort();

export function sealOf(layoutVersion: number): Seal {
  const hash = createHash('sha256');
  for (const name of goldenNames()) hash.update(`${name}\0`).update(readFileSync(join(badgeGoldens, name)));
  return { layoutVersion, digest: hash.digest('hex') };
}

export const readSeal = (): Seal | undefined =>
  existsSync(sealFile) ? JSON.parse(readFileSync(sealFile, 'utf8')) : undefined;

export const writeSeal = (seal: Seal) => writeFileSync(sealFile, `${JSON.stringify(seal, null, 2)}\n`);

/** The version of the last committed goldens; an uncommitted version may change freely. */
export function committedVersion(): number | undefined {
  try {
    const options = { cwd: badgeGoldens, stdio: 'pipe', encoding: 'utf8' } as const;
    return (JSON.parse(execFileSync('git', ['show', 'HEAD:./seal.json'], options)) as Seal).layoutVersion;
  } catch {
    // Without git, as in a source archive, the existing seal counts as committed.
    return hasGit() ? undefined : readSeal()?.layoutVersion;
  }
}

function hasGit(): boolean {
  try {
    execFileSync('git', ['rev-parse', 'HEAD'], { cwd: badgeGoldens, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
