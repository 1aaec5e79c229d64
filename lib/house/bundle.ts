import { cpSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { AssetHashType } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';

const projectRoot = join(import.meta.dirname, '../..');

/** Packages that cannot be in a bundle, because they are native. */
const nativePackages = ['sharp'] as const;
const isNative = (name: string) => nativePackages.some((one) => one === name);

/** What a bundle needs beyond its own code. */
export interface BundleExtras {
  /** Packages that stay outside the bundle; `complete` lays them beside it. */
  external: readonly (typeof nativePackages)[number][];
  /** Adds to the asset's folder what the bundle needs at run time. */
  complete: (assetDir: string) => void;
}

/** The code of a Lambda: the folder's `index.ts` and all it imports, the SDK included, as one ES module. */
export function bundledCode(folder: string, extras?: BundleExtras): Code {
  return Code.fromAsset(join(projectRoot, 'lambdas', folder), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Bundling happens in this process; the CDK wants an image in case that fails.
      image: Runtime.NODEJS_24_X.bundlingImage,
      local: {
        tryBundle(assetDir) {
          bundlesBeside(assetDir).copy(folder, assetDir, extras?.external ?? []);
          extras?.complete(assetDir);
          return true;
        },
      },
    },
  });
}

export function bundle(entry: string, outfile: string, external: readonly string[]): void {
  buildSync({ ...options(external), entryPoints: [entry], outfile });
}

function options(external: readonly string[]) {
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
    absWorkingDir: projectRoot,
  } satisfies BuildOptions;
}

const allBundles = new Map<string, Bundles>();

/**
 * The bundles of every Lambda, made at once: what they have in common, above all the SDK, is read and parsed once for
 * all of them. They are as deep in the file system as the asset, because source maps have relative paths.
 */
function bundlesBeside(assetDir: string): Bundles {
  const parent = dirname(assetDir);
  const made = allBundles.get(parent) ?? new Bundles(parent);
  allBundles.set(parent, made);
  return made;
}

class Bundles {
  readonly #prefix: string;
  readonly #outputs: Metafile['outputs'];

  constructor(parent: string) {
    const unused = mkdtempSync(join(parent, 'bundles-'));
    this.#prefix = `${unused}-`;
    const entries = globSync('*/*/index.ts', { cwd: join(projectRoot, 'lambdas') });
    const folders = entries.map((entry) => dirname(entry).replaceAll(sep, '/'));
    process.once('exit', () => {
      for (const folder of [unused, ...folders.map((one) => this.#directory(one))]) {
        rmSync(folder, { recursive: true, force: true });
      }
    });
    const { metafile } = buildSync({
      ...options(nativePackages),
      entryPoints: folders.map((folder) => ({
        in: `lambdas/${folder}/index.ts`,
        out: join(this.#directory(folder), 'index'),
      })),
      outdir: parent,
      outExtension: { '.js': '.mjs' },
      metafile: true,
    });
    this.#outputs = metafile.outputs;
  }

  /** @throws Error when the bundle imports a native package that will not be beside it. */
  copy(folder: string, assetDir: string, external: readonly string[]): void {
    const outputs = Object.entries(this.#outputs);
    const [, output] =
      outputs.find(([, { entryPoint }]) => entryPoint === `lambdas/${folder}/index.ts`) ?? [];
    if (!output) throw new Error(`lambdas/${folder} has no index.ts`);
    const absent = output.imports.find(({ path }) => isNative(path) && !external.includes(path));
    if (absent) throw new Error(`lambdas/${folder} imports ${absent.path}, which its asset does not have`);
    cpSync(this.#directory(folder), assetDir, { recursive: true });
  }

  #directory(folder: string): string {
    return this.#prefix + folder.replaceAll(/\W/g, '-');
  }
}

/** Bundles a program that draws, and so cannot run as it is, into one ES module in the cache. */
export function bundledProgram(source: string): string {
  const outfile = join(projectRoot, '.cache/programs', `${source.replaceAll(/\W+/g, '-')}.mjs`);
  bundle(join(projectRoot, source), outfile, ['sharp', '@hyzyla/pdfium']);
  return outfile;
}

/** A Lambda's credentials come from its environment; the SDK imports these lazily and here never. */
const unusedCredentialProviders = ['http', 'ini', 'login', 'process', 'sso', 'web-identity'].map(
  (name) => `@aws-sdk/credential-provider-${name}`,
);
