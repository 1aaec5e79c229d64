/** Modules of fauxqs that it does not export: the exported start function listens on every network interface. */
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { buildApp } from 'fauxqs';

export type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;

const root = dirname(findPackageJSON('fauxqs', import.meta.url) ?? '');

/** A module of fauxqs by its file, such as `s3/s3Store.js`. */
export const fauxqsModule = (file: string) => import(pathToFileURL(join(root, 'dist', file)).href);
