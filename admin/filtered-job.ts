/** A bulk job about some of the registrations, as a command runs it. */
import { S3Client } from '@aws-sdk/client-s3';
import { JobFiles } from '../core/clients/job-files.ts';
import { type NearMisses, nearMisses, nearMissesKey } from '../core/jobs/near-misses.ts';
import type { RegistrationFilter } from '../core/jobs/registration-filter.ts';
import type { ClientConfig } from './client-config.ts';
import { CommandError } from './command-error.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { exitCodeOf, followJob, type JobCommand, type JobEnd } from './job-run.ts';
import { nobodyInWords, schoolInWords } from './near-misses-in-words.ts';

export interface FilteredJobCommand extends JobCommand {
  order: { filter: RegistrationFilter };
}

/** What became of the job. */
export interface FilteredJobEnd extends JobEnd {
  /** Of what the filter names and nobody has. */
  missed: NearMisses;
}

/**
 * Starts and follows the job.
 * @throws CommandError when the filter names a school that does not exist, with those that are called alike.
 */
export async function followFilteredJob(
  config: ClientConfig,
  command: FilteredJobCommand,
): Promise<FilteredJobEnd> {
  const end = await followJob(config, command);
  const { filter } = command.order;
  const { registrations, unknown = 0 } = end.plan.counts;
  const anyMissed = unknown > 0 || (filter.kind === 'school' && registrations === 0);
  const missed: NearMisses = anyMissed
    ? await filesOf(config, end).readJson(nearMissesKey(end.plan.key), nearMisses)
    : {};
  if (filter.kind === 'school' && missed.school) {
    throw new CommandError(schoolInWords(filter.school, missed.school));
  }
  return { ...end, missed };
}

/** The files of a job's executions. */
export const filesOf = (config: ClientConfig, { plan }: JobEnd) =>
  new JobFiles(new S3Client(config), plan.bucket);

/** Says which ids are nobody's. @returns the exit code of the whole. */
export function endOf(end: FilteredJobEnd): ExitCode {
  if (!end.missed.ids) return exitCodeOf(end);
  console.error(nobodyInWords(end.missed.ids));
  return exitCodes.needsAttention;
}
