/** A program of its own: draws a badge with the photo of the file it is given, and tells what that took. */
import { readFileSync } from 'node:fs';
import { peakMemory } from '../../../bench/peak-memory.ts';
import { drawBadge } from '../../../lambdas/shared/drawing/draw-badge.ts';
import { jordan, plainDesign } from './facts.ts';

const [, , file] = process.argv;
const { photo } = await drawBadge(jordan, file ? readFileSync(file) : 'none', { design: plainDesign });
process.stdout.write(JSON.stringify({ photo, peakMb: peakMemory() / 1e6 }));
