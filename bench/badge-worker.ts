/** Draws badges in a separate process and prints its measurements as JSON; started by `bench/badges.ts`. */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { badgeDesign } from '../core/badges/badge-design.ts';
import type { BadgeFacts } from '../core/badges/badge-facts.ts';
import { drawBadge, type Stage } from '../core/badges/drawing/draw-badge.ts';
import { badgeIdOf } from '../core/domain/ids.ts';
import { peakMemory } from './peak-memory.ts';
import { percentile } from './percentile.ts';

export interface BadgeWorkerOutput {
  /** Medians in milliseconds. */
  whole: number;
  stages: Record<Stage, number>;
  /** Encoding as PNG, alone. */
  png: number;
  /** Extra time if the photo were embedded in the drawing. */
  embedding: number;
  peakBytes: number;
}

const [photoFile = '', count = '0'] = process.argv.slice(2);
const warmUp = 20;

/** Every badge has a different name; schools repeat. */
const names = [
  'Jordan Rivera',
  'Chloë Müller',
  'Nguyễn Thị Phượng',
  '김하늘',
  'Юрий Петров',
  'Samantha Castellanos',
];

const factsOf = (index: number): BadgeFacts => ({
  competition: { name: 'Riverside Open Taekwondo Championship', year: 2027 },
  id: badgeIdOf(String(index)),
  role: 'competitor',
  name: `${names[index % names.length]} ${String.fromCharCode(65 + (index % 26))}${index}`,
  school: `Golden Dragon TKD ${index % 40}`,
  ageGroup: { name: 'Cadet', age: 12 },
  gender: index % 2 ? 'Female' : 'Male',
  weight: `${60 + (index % 90)} lb`,
  belt: { rank: 'yellow', spoken: 'Yellow belt' },
  events: ['Sparring (grass roots)', 'Poomsae – Taegeuk 1 Jang'],
});

const median = (values: readonly number[]) => percentile(values.slice(warmUp), 0.5) ?? Number.NaN;

async function timesOf(run: (index: number) => Promise<unknown>, times: number): Promise<number[]> {
  const taken: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const started = performance.now();
    await run(index);
    taken.push(performance.now() - started);
  }
  return taken;
}

const photo = readFileSync(photoFile);
const design = badgeDesign.parse({});
const stages: Record<Stage, number[]> = { decode: [], layout: [], raster: [], encode: [], check: [] };
const onStage = (stage: Stage, ms: number) => stages[stage].push(ms);

const whole = await timesOf((index) => drawBadge(factsOf(index), photo, { design, onStage }), Number(count));
const peakBytes = peakMemory();

const pngStages: number[] = [];
const asPng = { design: { ...design, image: 'png' as const } };
const keepEncoding = (stage: Stage, ms: number) => stage === 'encode' && pngStages.push(ms);
await timesOf((index) => drawBadge(factsOf(index), 'none', { ...asPng, onStage: keepEncoding }), 2 * warmUp);

const window = { width: 300, height: 375 };
const cropped = await sharp(photo).resize(window).raw().toBuffer();
const embedding = await timesOf(async () => {
  const file = await sharp(cropped, { raw: { ...window, channels: 3 } })
    .png()
    .toBuffer();
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="375"><image width="300" height="375"
    href="data:image/png;base64,${file.toString('base64')}"/></svg>`;
  return sharp(Buffer.from(drawing)).raw().toBuffer();
}, 2 * warmUp);

const output: BadgeWorkerOutput = {
  whole: median(whole),
  stages: Object.fromEntries(
    Object.entries(stages).map(([stage, taken]) => [stage, median(taken)]),
  ) as Record<Stage, number>,
  png: median(pngStages),
  embedding: median(embedding),
  peakBytes,
};
console.log(JSON.stringify(output));
