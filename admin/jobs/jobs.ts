import { distance } from 'fastest-levenshtein';
import { adminCommand } from '../admin-command.ts';
import { CommandError } from '../command-error.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { machineNames } from '../machines.ts';
import { openStage, type Stage } from '../stage.ts';
import { jobInWords, jobsInWords } from './jobs-in-words.ts';
import { type Job, type JobPlace, lastJobs, readJob, readJobInDetail } from './read-jobs.ts';

/** How far back an execution is looked for by its name. */
const mostSearched = 1_000;

/** The most names that are suggested. */
const mostNear = 5;

export const jobs = adminCommand(
  {
    name: 'jobs',
    what: 'lists the last runs of bulk jobs, or shows one with what failed in it',
    more: `Of one that is shown, it ends with 2 if it failed or some of its items did. To do what is missing, start the
job again.`,
    undo: `Nothing to undo: it only reads. A job that still runs is stopped on its page (Stop execution); started
again, it goes on from there.`,
  },
  (command) =>
    command
      .argument('[job or run]', `${machineNames.jobs.join(', ')}, or the name of a run`)
      .option('--last <n>', 'how many to list', howMany, 10),
  async ({ stage: name, json, last }, wanted) => {
    const stage = await openStage(name);
    const job = machineNames.jobs.find((one) => one === wanted);
    if (wanted !== undefined && job === undefined) return showOne(stage, wanted, json);
    const found: Job[] = [];
    for (const place of await lastJobs(stage, last, job)) found.push(await readJob(stage, place));
    console.log(json ? JSON.stringify({ jobs: found }, undefined, 2) : jobsInWords(found, Date.now()));
    return exitCodes.done;
  },
);

async function showOne(stage: Stage, wanted: string, json: boolean | undefined): Promise<ExitCode> {
  const job = await readJobInDetail(stage, placeOf(wanted, await lastJobs(stage, mostSearched)));
  console.log(json ? JSON.stringify(job, undefined, 2) : jobInWords(job, Date.now()));
  return job.status === 'failed' || job.status === 'some failed' ? exitCodes.needsAttention : exitCodes.done;
}

/**
 * The run that a name means; a part of the name is enough if no other run has it.
 * @throws CommandError with the names that are near.
 */
export function placeOf(wanted: string, places: readonly JobPlace[]): JobPlace {
  const nameOf = ({ execution: { name = '' } }: JobPlace) => name;
  const exact = places.filter((place) => nameOf(place) === wanted);
  const fitting = exact.length > 0 ? exact : places.filter((place) => nameOf(place).includes(wanted));
  const [one, ...others] = fitting;
  if (one && others.length === 0) return one;
  if (one) {
    const lines = fitting.slice(0, mostNear).map((place) => `  ${nameOf(place)}  ${place.machine.name}`);
    throw new CommandError([`“${wanted}” fits ${fitting.length} runs:`, ...lines].join('\n'));
  }
  const near = [...machineNames.jobs, ...places.map(nameOf)]
    .map((name) => ({ name, far: distance(wanted, name) }))
    .filter(({ far }) => far <= wanted.length / 3)
    .sort((a, b) => a.far - b.far)
    .slice(0, mostNear);
  const lines = near.map(({ name }) => `  ${name}`);
  const problem = `No job and no run is called “${wanted}”`;
  throw new CommandError(
    lines.length > 0
      ? [`${problem}; did you mean:`, ...lines].join('\n')
      : `${problem}; without it, jobs lists the last runs.`,
  );
}

/** Reads `--last`. */
export function howMany(said: string): number {
  if (!/^[1-9]\d{0,2}$/.test(said))
    throw new CommandError(`--last: say a number from 1 to 999, not “${said}”.`);
  return Number(said);
}
