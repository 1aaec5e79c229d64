import { join } from 'node:path';
import { AssetHashType } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { bundlesBeside, type NativePackage } from './bundle.ts';

const projectRoot = join(import.meta.dirname, '../..');

/** What a bundle needs beyond its own code. */
export interface BundleExtras {
  /** Packages that stay outside the bundle; `complete` lays them beside it. */
  external: readonly NativePackage[];
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
