import { type Dirent, type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** An editor saves in several steps, and a branch is changed in many: what comes within this time is one change. */
const settleMs = 60;
const isSource = /^[^.].*\.(tsx?|json|css|js)$/;

/**
 * Calls `onChange` with the files that were saved, added or removed in these folders of `root`, as paths within it.
 * Directories are watched, not files: many editors save by replacing the file with another.
 *
 * @returns what ends it.
 */
export function watchFiles(
  root: string,
  folders: readonly string[],
  onChange: (files: string[]) => void,
): () => void {
  const watchers = new Map<string, FSWatcher>();
  let known = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;

  const look = (): string[] => {
    const found = new Map<string, string>();
    const directories = new Set<string>();
    for (const folder of folders) read(join(root, folder), found, directories);
    for (const directory of directories) {
      if (watchers.has(directory)) continue;
      const watcher = watching(directory, () => {
        clearTimeout(timer);
        timer = setTimeout(report, settleMs);
      });
      if (watcher) watchers.set(directory, watcher);
    }
    for (const [directory, watcher] of watchers) {
      if (directories.has(directory)) continue;
      watcher.close();
      watchers.delete(directory);
    }
    const files = [...new Set([...known.keys(), ...found.keys()])].filter(
      (file) => known.get(file) !== found.get(file),
    );
    known = found;
    return files.map((file) => relative(root, file).replaceAll(sep, '/'));
  };
  const report = () => {
    const files = look();
    if (files.length > 0) onChange(files);
  };

  look();
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
}

/** Undefined where the directory is gone: what takes its place is noticed in the one above. */
function watching(directory: string, onEvent: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(directory, { persistent: false }, onEvent);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** What is in a directory; undefined where it is gone, maybe only since it was listed in the one above. */
function entriesOf(directory: string): Dirent[] | undefined {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Reads what is in a directory, each file with what differs once it was saved. */
function read(directory: string, files: Map<string, string>, directories: Set<string>): void {
  const entries = entriesOf(directory);
  if (!entries) return;
  directories.add(directory);
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && !entry.name.startsWith('.')) read(path, files, directories);
    } else if (isSource.test(entry.name)) {
      const saved = statSync(path, { throwIfNoEntry: false });
      if (saved) files.set(path, `${saved.mtimeMs} ${saved.size}`);
    }
  }
}
