/** Draws the pictures of docs/badges.md: `npm run docs:pictures`. */
import { pathToFileURL } from 'node:url';
import { bundledProgram } from '../lib/house/bundle.ts';

await import(pathToFileURL(bundledProgram('docs/draw-pictures.ts')).href);
