/** Makes the pictures of the documents: `npm run docs:pictures`. Those of pages need a Chromium. */
import { pathToFileURL } from 'node:url';
import { bundledProgram } from '../lib/house/bundle.ts';

await import(pathToFileURL(bundledProgram('docs/draw-pictures.ts')).href);
await import('./photograph-pages.ts');
