import { dirname, join, relative } from 'node:path';
import open from 'open';
import pLimit from 'p-limit';
import * as z from 'zod';
import { decisionsKey, drawFolder, planPageKey, weightClassesKey } from '../../core/brackets/draw-file.ts';
import { type PlannedDraw, plannedDraw } from '../../core/brackets/plan-state.ts';
import { readDecisions } from '../../core/brackets/read-decisions.ts';
import { readWeightClasses } from '../../core/brackets/weight-classes.ts';
import { adminCommand } from '../admin-command.ts';
import { CommandError } from '../command-error.ts';
import { ExecutionRun } from '../execution-run.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { fetchTo, jobFilesOf, readJsonFile, readTextFile } from '../job-files.ts';
import { openStage, type Stage } from '../stage.ts';
import { planInWords } from './plan-in-words.ts';

export const planBrackets = adminCommand(
  {
    name: 'plan',
    what: 'makes a plan of the draw, and opens it as a page',
    more: `The plan is of the registrations as they are now. Nothing is published: look at the page, decide
about people who are alone, and plan again; then publish the plan that you want.`,
    undo: `Nothing to undo: a plan that is not published has no effect. Of the files that --classes and
--decisions replace in the config bucket, earlier versions are kept for 30 days.`,
  },
  (command) =>
    command
      .option(
        '--force <division...>',
        'draw these divisions again although they have started',
        (key: string, keys: string[] = []) => [...keys, key],
      )
      .option('--decisions <file>', 'what the organisers decided about people who are alone')
      .option('--classes <file>', 'the weight classes')
      .option('--out <dir>', 'where the files go', 'brackets')
      .option('--no-open', 'do not open the page in the browser'),
  async ({ stage: name, decisions, classes, out, open: wanted, force = [], json }) => {
    const given = {
      ...(classes !== undefined && { [weightClassesKey]: readClassesFile(classes) }),
      ...(decisions !== undefined && { [decisionsKey]: readDecisionsFile(decisions) }),
    };
    const onTerminal = process.stdout.isTTY && !json && !process.env.CI;
    const show = wanted && onTerminal ? async (page: string) => void (await open(page)) : undefined;
    return planIn(await openStage(name), { given, force, out, json, show });
  },
);

interface Options {
  /** The organisers' files, by their keys in the config bucket. */
  given?: Readonly<Record<string, string>>;
  force?: readonly string[];
  out: string;
  json?: boolean;
  /** Shows the page, given its path. */
  show?: (page: string) => Promise<void>;
}

/** Puts the organisers' files where the plan is made, has it made, and fetches it. */
export async function planIn(
  stage: Stage,
  { given = {}, force = [], out, json, show }: Options,
): Promise<ExitCode> {
  const files = jobFilesOf(stage);
  for (const [key, text] of Object.entries(given))
    await files.write(key, Buffer.from(text), 'application/json');
  const run = new ExecutionRun(stage.config, {
    stage: stage.name,
    machine: 'plan-brackets',
    absent: 'is older than this command: deploy it again',
  });
  const execution = await run.start({ force });
  console.error(await run.started(execution));
  const { plan } = z.object({ plan: plannedDraw }).parse(await run.end(execution));
  const folder = join(out, execution);
  await fetchDraw(execution, plan, { files, folder });
  const page = join(folder, relative(drawFolder(execution), planPageKey(execution)));
  const { files: _, bucket: _bucket, key: _key, ...said } = plan;
  console.log(
    json
      ? JSON.stringify({ execution, ...said, folder, page }, undefined, 2)
      : [
          planInWords(plan),
          `The plan: ${page}`,
          ...(differs(plan)
            ? [`To publish it: npm run admin -- brackets publish${onStage(stage)} --plan ${execution}`]
            : []),
        ].join('\n'),
  );
  await show?.(page);
  return exitCodes.done;
}

const differs = ({ basedOn, publication }: PlannedDraw) =>
  basedOn === undefined ||
  publication.some(({ create, update, remove, start }) => create + update + remove + start > 0);

/** What commands say about the stage that is not the usual one. */
const onStage = ({ name }: Stage) => (name === 'local' ? '' : ` --stage ${name}`);

/** Fetches all files of a draw, in folders as they are in the bucket. */
async function fetchDraw(
  execution: string,
  { files: listed }: PlannedDraw,
  { files, folder }: { files: ReturnType<typeof jobFilesOf>; folder: string },
): Promise<void> {
  const few = pLimit(8);
  const fetched = listed.map(({ key }) =>
    few(() => fetchTo(files, key, { folder: join(folder, dirname(relative(drawFolder(execution), key))) })),
  );
  await Promise.all(fetched);
}

/** @throws CommandError with everything that is wrong with it. */
export function readClassesFile(path: string): string {
  const ageGroups = Object.keys(z.record(z.string(), z.unknown()).catch({}).parse(readJsonFile(path)));
  const text = readTextFile(path);
  const { problems } = readWeightClasses(text, ageGroups);
  return sound(path, text, ageGroups.length === 0 ? ['It has no weight classes.'] : problems);
}

/** @throws CommandError with everything that is wrong with it. */
export function readDecisionsFile(path: string): string {
  readJsonFile(path);
  const text = readTextFile(path);
  return sound(path, text, readDecisions(text).problems);
}

function sound(path: string, text: string, problems: readonly string[]): string {
  if (problems.length > 0) {
    const found = [`${path}:`, ...problems].join('\n  ');
    throw new CommandError(`${found}\nNothing was changed. Correct the file, and give it again.`);
  }
  return text;
}
