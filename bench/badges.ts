/** Measures how fast a badge and each of its stages are drawn, the memory it takes, and how long its Lambda loads. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundledProgram } from '../lib/house/bundle.ts';
import { imageMemory } from '../lib/house/drawing-asset.ts';
import type { BadgeWorkerOutput } from './badge-worker.ts';
import { percentile } from './percentile.ts';
import { samplePhoto } from './registrations.ts';
import type { Figure } from './report.ts';

const goals = { wholeMs: 60, memoryMb: 300, coldStartMs: 800 };

const projectRoot = join(import.meta.dirname, '..');
const directory = join(projectRoot, '.cache/bench');
const limitMs = 300_000;

/**
 * Draws `count` badges in a row, in a separate process pinned to one processor where the system supports that.
 */
export function measureBadges(count: number): Figure[] {
  mkdirSync(directory, { recursive: true });
  const worker = bundledProgram('bench/badge-worker.ts');
  const photoFile = join(directory, 'photo.jpg');
  onOneProcessor([join(import.meta.dirname, 'photograph.ts'), samplePhoto, photoFile]);
  const { size: photoBytes } = statSync(photoFile);
  const drawn = JSON.parse(onOneProcessor([worker, photoFile, String(count)])) as BadgeWorkerOutput;
  const { whole, stages, png, embedding, peakBytes } = drawn;
  const ms = (name: string, value: number, below?: number): Figure => ({
    name: `badge: ${name}`,
    value,
    unit: 'ms',
    goal: below === undefined ? undefined : { below },
  });
  return [
    ms(`drawn, median (12 megapixels, ${(photoBytes / 1e6).toFixed(1)} MB)`, whole, goals.wholeMs),
    ms('of that: photo decoded, shrunk and cropped', stages.decode),
    ms('of that: texts fitted and laid out', stages.layout),
    ms('of that: drawing rasterised, photo and code composited', stages.raster),
    ms('of that: JPEG encoded', stages.encode),
    ms('of that: code read back', stages.check),
    ms('PNG encoded instead of the JPEG', png),
    ms('extra if the photo were embedded in the drawing', embedding),
    {
      name: `badge: memory, peak of ${count} in a row`,
      value: peakBytes / 1e6,
      unit: 'MB',
      goal: { below: goals.memoryMb },
    },
    ms("its Lambda's code loaded, from the start of the process", coldStart(), goals.coldStartMs),
  ];
}

export const badgeNotes = [
  'Badge: 900 x 1200 px on one processor, each with a different name, in four scripts. The old backend took 189 ms for its 250 x 400 px from such a photo.',
];

/** The median of several starts, with a disk cache as warm as Lambda's. */
function coldStart(): number {
  const handler = bundledProgram('lambdas/registration/render-badge/index.ts');
  const load = 'await import(process.argv[1]); console.log(performance.now())';
  const settings = {
    COMPETITION_NAME: 'Open',
    COMPETITION_YEAR: '2027',
    BADGE_DESIGN: '{}',
    PROGRESS_TABLE: 'progress',
    DB_TABLE: 'registrations',
    PROFILE_PIC_BUCKET: 'pictures',
    BADGE_BUCKET: 'badges',
    AWS_REGION: 'us-east-1',
  };
  const starts = Array.from({ length: 5 }, () =>
    Number(onOneProcessor(['--input-type=module', '-e', load, handler], settings)),
  );
  return percentile(starts, 0.5) ?? Number.NaN;
}

function onOneProcessor(args: readonly string[], environment: Record<string, string> = {}): string {
  const pinned = process.platform === 'linux' ? ['taskset', '-c', '0', process.execPath] : [process.execPath];
  const [command = '', ...before] = pinned;
  return execFileSync(command, [...before, ...args], {
    encoding: 'utf8',
    timeout: limitMs,
    env: { ...process.env, ...imageMemory, ...environment },
  });
}
