import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const projectRoot = join(import.meta.dirname, '../..');

/**
 * Copies sharp, all it depends on and its binary for `target` into `assetDir`/node_modules, whatever machine this is:
 * from the project's node_modules when that binary is installed there, otherwise from what npm fetches once.
 *
 * @param target platform and architecture, such as `linux-arm64`; on Linux the binary is for glibc, as Lambda's is.
 * @throws Error when the binary must be fetched and npm cannot.
 */
export function copySharp(target: string, assetDir: string, cacheDir = join(projectRoot, '.cache')): void {
  const lock = readLock();
  const packages = closureOfSharp(lock, (optional) => optional.endsWith(`-${target}`));
  const installed = packages.every((path) => existsSync(join(projectRoot, path)));
  const source = installed ? projectRoot : fetchSharp(lock, target, cacheDir);
  for (const path of packages) cpSync(join(source, path), join(assetDir, path), { recursive: true });
}

interface LockedPackage {
  version: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** package-lock.json's packages by their folder, such as `node_modules/sharp`. */
type Lock = Record<string, LockedPackage>;

function readLock(): Lock {
  return JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')).packages;
}

/** The folders of sharp, its dependencies and those optional ones that are wanted. */
function closureOfSharp(lock: Lock, wanted: (optionalName: string) => boolean): string[] {
  const found = new Set(['node_modules/sharp']);
  for (const path of found) {
    const { dependencies = {}, optionalDependencies = {} } = lockedAt(lock, path);
    for (const name of [...Object.keys(dependencies), ...Object.keys(optionalDependencies).filter(wanted)]) {
      found.add(folderOf(lock, name, path));
    }
  }
  return [...found];
}

/** Where the package at `path` finds `name`: in its own node_modules or in those above. */
function folderOf(lock: Lock, name: string, path: string): string {
  const nested = `${path}/node_modules/${name}`;
  if (nested in lock) return nested;
  const above = path.lastIndexOf('/node_modules/');
  return above === -1 ? `node_modules/${name}` : folderOf(lock, name, path.slice(0, above));
}

function lockedAt(lock: Lock, path: string): LockedPackage {
  const locked = lock[path];
  if (!locked) throw new Error(`package-lock.json has no ${path}: run npm install`);
  return locked;
}

/**
 * Installs sharp for another machine into the cache, by the versions and checksums of this project's package-lock.json.
 * @returns the folder that holds its node_modules.
 */
function fetchSharp(lock: Lock, target: string, cacheDir: string): string {
  const { version } = lockedAt(lock, 'node_modules/sharp');
  const folder = join(cacheDir, `sharp-${target}-${version}`);
  if (existsSync(folder)) return folder;

  // Installed beside it and then renamed, so that what is in the cache is always complete.
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    const manifest = { name: 'sharp-for-lambda', version, dependencies: { sharp: version } };
    const packages = Object.fromEntries(
      closureOfSharp(lock, () => true).map((path) => [path, lockedAt(lock, path)]),
    );
    const lockFile = { ...manifest, lockfileVersion: 3, packages: { '': manifest, ...packages } };
    writeFileSync(join(unfinished, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(unfinished, 'package-lock.json'), JSON.stringify(lockFile));
    installLocked(unfinished, target);
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

function installLocked(folder: string, target: string): void {
  const [platform, architecture] = target.split('-');
  const machine = [`--os=${platform}`, `--cpu=${architecture}`, '--libc=glibc'];
  const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    execFileSync('npm', ['ci', `--prefix=${folder}`, ...machine, ...quietly], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim() || (cause as Error).message;
    throw new Error(
      `sharp's binary for ${target} is not installed on this machine, and npm could not fetch it. ` +
        `Check that npm reaches its registry, or synthesise on a machine of that kind. npm said:\n${said}`,
      { cause },
    );
  }
}
