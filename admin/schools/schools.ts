import { join } from 'node:path';
import * as z from 'zod';
import { counted } from '../../core/domain/spoken-numbers.ts';
import { jobFolder } from '../../core/jobs/job-state.ts';
import { approvedNames, type Proposal, proposal } from '../../core/schools/proposal.ts';
import { problemsIn, type SchoolNames } from '../../core/schools/school-names.ts';
import { approvedLists } from '../../core/schools/school-state.ts';
import { adminCommand, withoutYes, yesOption } from '../admin-command.ts';
import { CommandError } from '../command-error.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { fetchTo, jobFilesOf, readJsonFile, upload } from '../job-files.ts';
import { exitCodeOf, followJob, inJson, inWords } from '../job-run.ts';
import { openStage, type Stage } from '../stage.ts';
import { columns } from '../text-layout.ts';

interface Options {
  json?: boolean;
  yes?: boolean;
}

export const schools = adminCommand(
  {
    name: 'schools',
    what: 'proposes which spellings are of one school, and renames what you approve',
    more: `Without an option nothing is changed: it fetches a proposal, in which you set approve to true
where two names are one school's. --apply takes that file, or a list like school-names.json, and gives each
registration with such a spelling the canonical name. Badges follow.`,
    undo: `--undo EXECUTION --yes gives back the names of before, wherever they are still as the execution
left them. It works for 30 days.`,
  },
  (command) =>
    command
      .option('--apply <file>', 'rename what this file approves')
      .option('--undo <execution>', 'take back what an execution has renamed')
      .option('--out <dir>', 'where a proposal goes', 'schools')
      .option(...yesOption),
  async ({ stage: name, apply, undo, out, ...options }) => {
    if (apply !== undefined && undo !== undefined) throw new CommandError('Say --apply or --undo, not both.');
    const approved = apply === undefined ? undefined : readApproved(apply);
    const stage = await openStage(name);
    if (approved) return applyTo(stage, approved, options);
    return undo === undefined ? propose(stage, out, options) : rename(stage, { undo }, options);
  },
);

/** What a file approves. @throws CommandError when that is nothing, or contradicts itself. */
export function readApproved(file: string): SchoolNames {
  const approved = approvedNames(readJsonFile(file));
  if (!approved) throw new CommandError(`${file} is neither a proposal nor a list like school-names.json.`);
  if (Object.values(approved).flat().length === 0) {
    throw new CommandError(`${file} approves nothing: set approve to true where two names are one school's.`);
  }
  const problems = problemsIn(approved);
  if (problems.length > 0) throw new CommandError([`${file}:`, ...problems].join('\n  '));
  return approved;
}

const job = { machine: 'schools', what: 'Registrations' };

/** Makes a proposal, and fetches it. */
export async function propose(stage: Stage, out: string, { json }: Options): Promise<ExitCode> {
  const { execution } = await followJob(stage.config, { ...job, stage: stage.name, order: {} });
  const files = jobFilesOf(stage);
  const keys = ['json', 'csv'].map((ending) => `${jobFolder('schools', execution)}/proposal.${ending}`);
  const paths: string[] = [];
  for (const key of keys) paths.push(await fetchTo(files, key, { folder: join(out, execution) }));
  const made = await files.readJson(keys[0] ?? '', proposal);
  console.log(
    json
      ? JSON.stringify({ execution, ...made, files: paths }, undefined, 2)
      : [proposalInWords(made), ...paths].join('\n'),
  );
  return exitCodes.done;
}

/** Each name with the spellings that may be of it. */
export function proposalInWords({ clusters }: Proposal): string {
  if (clusters.length === 0) return 'No two names look like one school’s.';
  const blocks = clusters.map(({ canonical, listed, registrations, spellings }) =>
    [
      `${canonical} (${counted(registrations, 'registration')}${listed ? '' : ', not offered by the form'})`,
      ...columns(
        spellings.map((one) => [
          one.spelling,
          counted(one.registrations, 'registration'),
          one.score.toFixed(2),
          one.known ? 'approved before' : '',
        ]),
      ),
    ].join('\n'),
  );
  return `${blocks.join('\n')}\n\nWhere two names are one school’s, set approve to true, and say --apply with the file:`;
}

export async function applyTo(stage: Stage, approved: SchoolNames, options: Options): Promise<ExitCode> {
  return rename(stage, { approved: await upload(jobFilesOf(stage), approvedLists, approved) }, options);
}

/** Renames what was approved, or takes it back; only says what that would be, without `yes`. */
export async function rename(
  stage: Stage,
  order: { approved: string } | { undo: string },
  { json, yes }: Options,
): Promise<ExitCode> {
  const planOnly = yes === undefined;
  const end = await followJob(stage.config, { ...job, stage: stage.name, order: { ...order, planOnly } });
  const { toRename = 0, registeredTwice = 0 } = end.plan.counts;
  const key = `${jobFolder('schools', end.execution)}/registered-twice.json`;
  const twice =
    registeredTwice === 0 ? [] : await jobFilesOf(stage).readJson(key, z.array(z.array(z.string())));
  if (json) console.log(JSON.stringify({ ...inJson(end), registeredTwice: twice }, undefined, 2));
  else console.log([...(planOnly ? [] : [inWords(end)]), ...twiceInWords(twice)].join('\n'));
  return planOnly ? withoutYes(`rename the school of ${counted(toRename, 'registration')}`) : exitCodeOf(end);
}

/** One person's registrations, which were of two schools as long as these had two names. */
export function twiceInWords(twice: readonly (readonly string[])[]): string[] {
  if (twice.length === 0) return [];
  return [
    `${counted(twice.length, 'person is', 'people are')} registered twice, under two spellings of one school:`,
    ...twice.map((ids) => `  ${ids.join('  ')}`),
  ];
}
