/**
 * The seal of the badges' goldens, `test/golden/badges/seal.json`: which version of the drawing they are of. Badges
 * that are stored are drawn anew when the version is raised, so that a drawing that changed under the same version
 * would reach the badges drawn from then on, and no other.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const badgeGoldens = join(import.meta.dirname, '../../../golden/badges');
const sealFile = join(badgeGoldens, 'seal.json');

export interface Seal {
  layoutVersion: number;
  /** Of the goldens' names and content. */
  digest: string;
}

/** The names of the goldens that are there. */
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

/** The version under which goldens were committed last; a version that was not may change as often as it likes. */
export function committedVersion(): number | undefined {
  try {
    const options = { cwd: badgeGoldens, stdio: 'pipe', encoding: 'utf8' } as const;
    return (JSON.parse(execFileSync('git', ['show', 'HEAD:./seal.json'], options)) as Seal).layoutVersion;
  } catch {
    // Without git, as in an archive of the sources, what is there counts as committed.
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
