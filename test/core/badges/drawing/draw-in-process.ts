/** A separate program: draws badges with the photos in the given files, all at once, and prints its measurements. */
import { readFileSync } from 'node:fs';
import { peakMemory } from '../../../../bench/peak-memory.ts';
import { drawBadge } from '../../../../core/badges/drawing/draw-badge.ts';
import { jordan, plainDesign } from './facts.ts';

const [, , ...files] = process.argv;
const photos = files.length > 0 ? files.map((file) => readFileSync(file)) : ['none' as const];
const drawn = await Promise.all(photos.map((photo) => drawBadge(jordan, photo, { design: plainDesign })));
process.stdout.write(JSON.stringify({ photos: drawn.map(({ photo }) => photo), peakMb: peakMemory() / 1e6 }));
