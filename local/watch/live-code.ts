/** Saved changes of the sources, live in a running embedded cloud. */
import { cpSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Cloud } from '@tkd-registration/local-cloud';
import { bundleLambda, readSources, type SourceUse } from '../../lib/house/bundle.ts';
import { lambdaName } from '../../lib/house/stage.ts';
import { problems } from './problems.ts';
import { watchFiles } from './watch-files.ts';

const projectRoot = join(import.meta.dirname, '../..');

/** What the Lambdas are bundled from. */
const liveFolders = ['core', 'lambdas'];
/** What runs already, in this process, or in the stack as it was synthesised. */
const startedFolders = ['bin', 'lib', 'stages', 'local', 'packages'];

export interface LiveCodeOptions {
  functions: Pick<Cloud['functions'], 'codeDirectory' | 'invocations' | 'loadCode' | 'replaceCode'>;
  /** The synthesised app, beside which new bundles are kept: so their source maps lead to the same files. */
  assembly: string;
  /** Given each line for the developer. */
  say: (line: string) => void;
  /** Where the sources are; this project by default. */
  root?: string;
}

export interface LiveCode {
  stop(): Promise<void>;
}

/**
 * Watches the sources. A Lambda of which a file was saved is bundled again before its next event; those used lately are
 * bundled at once, the others not before they are needed, because bundling all of them takes several seconds. While the
 * sources do not compile, the last code that did stays.
 */
export function followSources({ functions, assembly, say, root = projectRoot }: LiveCodeOptions): LiveCode {
  const kept = join(dirname(assembly), `live-${process.pid}`);
  /** Saved, but not in any bundle yet, because the sources did not compile. */
  const pending = new Set<string>();
  /** Folders of Lambdas whose last bundling failed. */
  const unbundled = new Set<string>();
  /** The code before the last, which events under way may still run. */
  const replaced = new Map<string, string>();
  let bundles = 0;
  let stopped = false;
  let following = Promise.resolve();
  let preparing = Promise.resolve();

  /** Bundles a Lambda. @returns the directory of its new code; undefined when that is as before, or does not compile. */
  const newCode = async (folder: string): Promise<string | undefined> => {
    const before = functions.codeDirectory(nameOf(folder));
    if (stopped || before === undefined) return undefined;
    const directory = join(kept, `${++bundles}-${basename(folder)}`);
    try {
      const beside = readdirSync(before).filter((name) => !/^index\.mjs(\.map)?$/.test(name));
      const external = beside.includes('node_modules') ? readdirSync(join(before, 'node_modules')) : [];
      await bundleLambda(folder, directory, { external, root });
      if (sameCode(before, directory)) {
        rmSync(directory, { recursive: true });
        return undefined;
      }
      for (const name of beside) layBeside(join(before, name), join(directory, name));
      const old = replaced.get(folder);
      if (old) rmSync(old, { recursive: true, force: true });
      if (dirname(before) === kept) replaced.set(folder, before);
      return directory;
    } catch (error) {
      unbundled.add(folder);
      rmSync(directory, { recursive: true, force: true });
      for (const line of problems(error)) say(line);
      return undefined;
    }
  };

  const follow = async (files: readonly string[]): Promise<void> => {
    const started = performance.now();
    const fixed = files.filter((file) => startedFolders.some((folder) => file.startsWith(`${folder}/`)));
    if (fixed.length > 0) say(`Changed: ${inShort(fixed)}. Restart npm start to see it.`);
    for (const file of files) if (!fixed.includes(file)) pending.add(file);
    if (pending.size === 0) return;
    let sources: SourceUse;
    try {
      sources = await readSources(root);
    } catch (error) {
      for (const line of problems(error)) say(line);
      return say('The previous code stays in use.');
    }
    const saved = [...pending];
    pending.clear();
    const concerned = [...sources.lambdas].flatMap(([folder, used]) =>
      unbundled.has(folder) || saved.some((file) => used.has(file)) ? [folder] : [],
    );
    unbundled.clear();
    for (const folder of concerned) functions.replaceCode(nameOf(folder), () => newCode(folder));
    const ms = Math.round(performance.now() - started);
    say(
      concerned.length > 0
        ? `Live from the next event on: ${inShort(saved)}, in ${inShort(concerned)} (${ms} ms).`
        : `Saved: ${inShort(saved)}, which no Lambda uses.`,
    );
    const ofStack = saved.filter((file) => sources.stack.has(file));
    if (ofStack.length > 0)
      say(`What the stack takes from ${inShort(ofStack)}, such as errors to retry, needs a restart.`);
    preparing = prepare(concerned.map(nameOf));
  };

  /** Bundles those that were used lately, the last one first, so that their next event does not wait for it. */
  const prepare = async (concerned: readonly string[]) => {
    const used = new Set(functions.invocations().map((invocation) => invocation.function));
    for (const name of [...used].reverse()) {
      if (!stopped && concerned.includes(name)) await functions.loadCode(name);
    }
  };

  const end = watchFiles(root, [...liveFolders, ...startedFolders], (files) => {
    following = following.then(() => follow(files));
  });
  return {
    async stop() {
      stopped = true;
      end();
      await following;
      await preparing;
      rmSync(kept, { recursive: true, force: true });
    },
  };
}

/** Puts what a bundle needs at run time beside another one: a directory, such as the packages, by a link. */
function layBeside(path: string, copy: string): void {
  // A junction needs no privilege on Windows.
  if (statSync(path).isDirectory()) symlinkSync(realpathSync(path), copy, 'junction');
  else cpSync(path, copy);
}

const nameOf = (folder: string) => lambdaName('local', folder);

const sameCode = (one: string, other: string) =>
  ['index.mjs', 'index.mjs.map'].every((name) =>
    readFileSync(join(one, name)).equals(readFileSync(join(other, name))),
  );

const inShort = (names: readonly string[]) =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
