import { join } from 'node:path';
import { AssetHashType } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

const projectRoot = join(import.meta.dirname, '../..');

/** What a bundle needs beyond its own code. */
export interface BundleExtras {
  /** Packages that stay outside the bundle; `complete` lays them beside it. */
  external: readonly string[];
  /** Adds to the asset's folder what the bundle needs at run time. */
  complete: (assetDir: string) => void;
}

/** The code of a Lambda: the folder's `index.ts` and all it imports, the SDK included, as one ES module. */
export function bundledCode(folder: string, extras?: BundleExtras): Code {
  const source = join(projectRoot, 'lambdas', folder);
  return Code.fromAsset(source, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Bundling happens in this process; the CDK wants an image in case that fails.
      image: Runtime.NODEJS_24_X.bundlingImage,
      local: {
        tryBundle(assetDir) {
          bundle(join(source, 'index.ts'), join(assetDir, 'index.mjs'), extras?.external ?? []);
          extras?.complete(assetDir);
          return true;
        },
      },
    },
  });
}

export function bundle(entry: string, outfile: string, external: readonly string[]): void {
  buildSync({
    entryPoints: [entry],
    outfile,
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
  });
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
