import { cpSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { type BuildOptions, build as buildOnce, buildSync, type Metafile, stop } from 'esbuild';

const projectRoot = join(import.meta.dirname, '../..');

/** Packages that cannot be in a bundle, because they are native. */
const nativePackages = ['sharp'] as const;
export type NativePackage = (typeof nativePackages)[number];
const isNative = (name: string) => nativePackages.some((one) => one === name);

let building = 0;
let resting: NodeJS.Timeout | undefined;

/** Builds in esbuild's own process, which ends a while after the last build: it keeps hundreds of megabytes. */
async function build(wanted: BuildOptions & { metafile: true }) {
  clearTimeout(resting);
  building += 1;
  try {
    return await buildOnce(wanted);
  } finally {
    building -= 1;
    if (building === 0) resting = setTimeout(() => void stop(), 10_000).unref();
  }
}

export function bundle(entry: string, outfile: string, external: readonly string[]): void {
  buildSync({ ...options(external), entryPoints: [entry], outfile });
}

function options(external: readonly string[], root = projectRoot) {
  return {
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    external: [...unusedCredentialProviders, ...external],
    // CommonJS packages inside an ES module still call require.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    absWorkingDir: root,
  } satisfies BuildOptions;
}

/** Bundles Lambdas, each as `index.mjs` and its source map in the directory of its folder. */
function lambdaOptions(directories: ReadonlyMap<string, string>, parent: string, root = projectRoot) {
  return {
    ...options(nativePackages, root),
    entryPoints: [...directories].map(([folder, directory]) => ({
      in: entryOf(folder),
      out: join(directory, 'index'),
    })),
    outdir: parent,
    outExtension: { '.js': '.mjs' },
    metafile: true,
  } satisfies BuildOptions;
}

const entryOf = (folder: string) => `lambdas/${folder}/index.ts`;

/** The folder of each Lambda, as `registration/confirm-payment`. */
function lambdaFolders(root = projectRoot): string[] {
  const entries = globSync('*/*/index.ts', { cwd: join(root, 'lambdas') });
  return entries.map((entry) => dirname(entry).replaceAll(sep, '/')).sort();
}

/** @throws Error when the bundle imports a native package that will not be beside it. */
function checkNative(outputs: Metafile['outputs'], folder: string, external: readonly string[]): void {
  const output = Object.values(outputs).find(({ entryPoint }) => entryPoint === entryOf(folder));
  if (!output) throw new Error(`lambdas/${folder} has no index.ts`);
  const absent = output.imports.find(({ path }) => isNative(path) && !external.includes(path));
  if (absent) throw new Error(`lambdas/${folder} imports ${absent.path}, which its asset does not have`);
}

const allBundles = new Map<string, Bundles>();

/**
 * The bundles of every Lambda, made at once: what they have in common, above all the SDK, is read and parsed once for
 * all of them. They are as deep in the file system as the asset, because source maps have relative paths.
 */
export function bundlesBeside(assetDir: string): Bundles {
  const parent = dirname(assetDir);
  const made = allBundles.get(parent) ?? new Bundles(parent);
  allBundles.set(parent, made);
  return made;
}

class Bundles {
  readonly #directories: ReadonlyMap<string, string>;
  readonly #outputs: Metafile['outputs'];

  constructor(parent: string) {
    const unused = mkdtempSync(join(parent, 'bundles-'));
    this.#directories = new Map(
      lambdaFolders().map((folder) => [folder, `${unused}-${folder.replaceAll(/\W/g, '-')}`]),
    );
    process.once('exit', () => {
      for (const folder of [unused, ...this.#directories.values()]) {
        rmSync(folder, { recursive: true, force: true });
      }
    });
    this.#outputs = buildSync(lambdaOptions(this.#directories, parent)).metafile.outputs;
  }

  /** @throws Error when the bundle imports a native package that will not be beside it. */
  copy(folder: string, assetDir: string, external: readonly string[]): void {
    checkNative(this.#outputs, folder, external);
    cpSync(this.#directories.get(folder) ?? '', assetDir, { recursive: true });
  }
}

/**
 * Bundles one Lambda as its asset is bundled, to the byte if `directory` is as deep in the file system as the asset.
 *
 * @param external the native packages that its asset has.
 * @throws BuildFailure with what does not compile; Error when a native package will not be beside it.
 */
export async function bundleLambda(
  folder: string,
  directory: string,
  { external, root }: { external: readonly string[]; root: string },
): Promise<void> {
  const { metafile } = await build({
    ...lambdaOptions(new Map([[folder, directory]]), dirname(directory), root),
    logLevel: 'silent',
  });
  checkNative(metafile.outputs, folder, external);
}

/** What each of the programs is made of: paths of source files within the project, without packages. */
export interface SourceUse {
  /** By the Lambda's folder. */
  lambdas: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of the synthesis. */
  stack: ReadonlySet<string>;
}

/**
 * Reads all sources of the Lambdas and of the synthesis, without packages, which takes a fraction of the time.
 * @throws BuildFailure with what does not compile, among it imports of what a file does not export.
 */
export async function readSources(root: string): Promise<SourceUse> {
  const app = 'bin/tkd-registration.ts';
  const folders = lambdaFolders(root);
  const { metafile } = await build({
    ...options([], root),
    stdin: {
      contents: [...folders.map(entryOf), app].map((entry) => `import './${entry}';`).join('\n'),
      resolveDir: root,
    },
    packages: 'external',
    minify: false,
    sourcemap: false,
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const used = (entry: string): ReadonlySet<string> => {
    const found = new Set([entry]);
    for (const file of found) {
      for (const { path, external } of metafile.inputs[file]?.imports ?? []) if (!external) found.add(path);
    }
    return found;
  };
  return { lambdas: new Map(folders.map((folder) => [folder, used(entryOf(folder))])), stack: used(app) };
}

/** Bundles a program that draws, and so cannot run as it is, into one ES module in the cache. */
export function bundledProgram(source: string): string {
  const outfile = programFile(source);
  bundle(join(projectRoot, source), outfile, unbundled);
  return outfile;
}

/**
 * The same without blocking this process.
 * @returns also the source files of this project that it is made of, as paths within it.
 * @throws BuildFailure with what does not compile.
 */
export async function bundleProgram(source: string): Promise<{ file: string; sources: string[] }> {
  const file = programFile(source);
  const { metafile } = await build({
    ...options(unbundled),
    entryPoints: [join(projectRoot, source)],
    outfile: file,
    metafile: true,
    logLevel: 'silent',
  });
  const sources = Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/'));
  return { file, sources };
}

const unbundled = [...nativePackages, '@hyzyla/pdfium'];

const programFile = (source: string) =>
  join(projectRoot, '.cache/programs', `${source.replaceAll(/\W+/g, '-')}.mjs`);

/** A Lambda's credentials come from its environment; the SDK imports these lazily and here never. */
const unusedCredentialProviders = ['http', 'ini', 'login', 'process', 'sso', 'web-identity'].map(
  (name) => `@aws-sdk/credential-provider-${name}`,
);
