import * as z from 'zod';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import type { Registrations } from '../../../core/clients/registrations.ts';
import type { Schools } from '../../../core/clients/schools.ts';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import { readRows, writeRows } from '../../../core/jobs/job-rows.ts';
import {
  type Counts,
  type JobPlan,
  jobFolder,
  planKey,
  resultFile,
  resultKeyOf,
} from '../../../core/jobs/job-state.ts';
import { readResults } from '../../../core/jobs/read-results.ts';
import { writePlan } from '../../../core/jobs/write-plan.ts';
import { approvedNames, proposalCsv, proposeSchoolNames } from '../../../core/schools/proposal.ts';
import {
  plannedAttributes,
  type Renaming,
  registeredTwice,
  renaming,
  renamingsOf,
  undoingOf,
} from '../../../core/schools/renamings.ts';
import {
  canonicalNames,
  problemsIn,
  type SchoolNames,
  schoolNames,
  schoolNamesKey,
  withApproved,
  withoutApproved,
} from '../../../core/schools/school-names.ts';
import type { SchoolOrder } from '../../../core/schools/school-state.ts';

const job = 'schools';

export interface PlanSchoolsDependencies {
  registrations: Pick<Registrations, 'rows'>;
  schools: Pick<Schools, 'names'>;
  files: Pick<JobFiles, 'bucket' | 'findJson' | 'readJson' | 'write' | 'writeJson'>;
}

type Row = Parameters<typeof renamingsOf>[0][number];

/**
 * Proposes which spellings are of one school; or plans to rename those that a person has approved, which are known from
 * then on; or plans to take back what an execution renamed. All names are in the bucket, none in the plan.
 *
 * @throws InputInvalidError for an order, a list or an execution that is not what it should be.
 */
export async function planSchools(
  { execution, order }: { execution: string; order: SchoolOrder },
  { registrations, schools, files }: PlanSchoolsDependencies,
): Promise<JobPlan> {
  const folder = jobFolder(job, execution);
  const rows: Row[] = [];
  for await (const row of registrations.rows(plannedAttributes)) rows.push(row);
  if ('approved' in order) return apply(order.approved, order.planOnly);
  if ('undo' in order) return undo(order.undo, order.planOnly);

  const names = rows.flatMap(({ school }) => school?.S ?? []);
  const made = proposeSchoolNames(names, { listed: (await schools.names()) ?? [], known: await known() });
  // With line breaks: a person edits it.
  const proposal = Buffer.from(JSON.stringify(made, undefined, 2));
  await files.write(`${folder}/proposal.json`, proposal, 'application/json');
  await files.write(`${folder}/proposal.csv`, Buffer.from(proposalCsv(made)), 'text/csv');
  const spellings = made.clusters.reduce((sum, cluster) => sum + cluster.spellings.length, 0);
  return planOf([], {
    registrations: rows.length,
    proposedNames: made.clusters.length,
    proposedSpellings: spellings,
  });

  async function apply(key: string, planOnly: boolean): Promise<JobPlan> {
    const approved = approvedNames(await read(key, z.unknown()));
    if (!approved) throw new InputInvalidError('approved: neither a proposal nor a list of names');
    if (problemsIn(approved).length > 0) throw new InputInvalidError('approved: the list contradicts itself');
    const renamings = renamingsOf(rows, canonicalNames(approved));
    const twice = registeredTwice(rows, renamings);
    const counts = { registrations: rows.length, toRename: renamings.length, registeredTwice: twice.length };
    await files.writeJson(`${folder}/registered-twice.json`, twice);
    if (planOnly) return planOf([], counts);
    await files.writeJson(`${folder}/approved.json`, approved);
    await files.writeJson(schoolNamesKey, withApproved(await known(), approved));
    return planOf(renamings, counts);
  }

  async function undo(undone: string, planOnly: boolean): Promise<JobPlan> {
    const of = { job, execution: undone };
    const approved = await files.findJson(`${jobFolder(job, undone)}/approved.json`, schoolNames);
    const result = await files.findJson(resultKeyOf(planKey(job, undone)), resultFile);
    if (!approved || !result?.manifest) {
      throw new InputInvalidError(
        'undo: no execution of this name has renamed schools, or its files are gone',
      );
    }
    const outcomes = await readResults(result.manifest, files);
    const renamed = new Set(
      outcomes.flatMap((one) => ('outcome' in one && one.outcome === 'renamed' ? [one.id] : [])),
    );
    const renamings = undoingOf(rows, await readRows(of, renaming, files), renamed);
    const counts = { toRename: renamings.length, changedSince: renamed.size - renamings.length };
    if (planOnly) return planOf([], counts);
    await files.writeJson(schoolNamesKey, withoutApproved(await known(), approved));
    return planOf(renamings, counts);
  }

  async function known(): Promise<SchoolNames> {
    return (await read(schoolNamesKey, schoolNames.optional())) ?? {};
  }

  /** @throws InputInvalidError when a person has written something else there. */
  async function read<T>(key: string, schema: z.ZodType<T>): Promise<T | undefined> {
    try {
      return await files.findJson(key, schema);
    } catch (cause) {
      if (!(cause instanceof SyntaxError) && !(cause instanceof z.ZodError)) throw cause;
      throw new InputInvalidError(`${key === schoolNamesKey ? key : 'approved'}: not the list it should be`, {
        cause,
      });
    }
  }

  async function planOf(renamings: readonly Renaming[], counts: Counts): Promise<JobPlan> {
    const items = await writeRows({ job, execution }, renamings, files);
    return { ...(await writePlan(planKey(job, execution), items, files)), counts, order };
  }
}
