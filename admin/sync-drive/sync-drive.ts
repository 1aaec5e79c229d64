import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type * as z from 'zod';
import { orphansFile, orphansKeyOf, syncJob } from '../../core/drive/sync-order.ts';
import type { JobPlan } from '../../core/jobs/job-state.ts';
import { adminCommand, withoutYes, yesOption } from '../admin-command.ts';
import { type ClientConfig, clientConfigOf } from '../client-config.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { exitCodeOf, followJob, inJson, inWords } from '../job-run.ts';

type Orphans = z.infer<typeof orphansFile>;

/** The most files that are listed. */
const mostShown = 20;

export const syncDrive = adminCommand(
  {
    name: 'sync-drive',
    what: 'makes the folder in Drive equal to the badge bucket',
    more: `What is missing is uploaded, and what has changed is updated in place: its link stays. Files that
are not ours are left alone, and so are files that people renamed or moved out of the folder. Drive takes
three files a second: a thousand new badges take six minutes.`,
    undo: `With --prune: files that went to Drive's trash can be restored there for 30 days. Without it: nothing
was removed; an updated file has its former content among its versions (Manage versions), and one that was
uploaded goes when its registration does.`,
  },
  (command) =>
    command
      .option('--plan', 'say what there is to do, and do nothing')
      .option('--prune', "put files of ours that no badge needs into Drive's trash")
      .option(...yesOption),
  async ({ stage, plan, prune = false, yes, json }) => {
    const config = clientConfigOf(stage);
    const planOnly = Boolean(plan) || (prune && !yes);
    const end = await followJob(config, {
      stage,
      machine: syncJob,
      absent: 'has no folder in Drive (drive.folderId), or is older than this command',
      order: { prune, planOnly },
      what: 'Files',
    });
    const orphans = await orphansIn(end.plan, config);
    if (json) console.log(JSON.stringify({ ...inJson(end), planOnly, orphans }, undefined, 2));
    else {
      console.log(planOnly ? planInWords(end.plan) : inWords(end));
      if (orphans.length > 0) console.log(orphansInWords(orphans, { trashed: prune && !planOnly }));
    }
    if (prune && !yes && !plan) return unpruned(end.plan, orphans);
    return planOnly ? exitCodes.done : exitCodeOf(end);
  },
);

/** How a prune without --yes ends. */
export function unpruned({ counts }: Pick<JobPlan, 'counts'>, orphans: readonly unknown[]): ExitCode {
  if (orphans.length > 0)
    return withoutYes(`do that, and move ${inNumbers(orphans.length)} to Drive's trash`);
  return todoIn(counts).length > 0 ? withoutYes('do that') : exitCodes.done;
}

const todoIn = (counts: JobPlan['counts']) =>
  Object.entries(counts).filter(([what, count]) => what.startsWith('to') && count > 0);

/** What would be done. */
export function planInWords({ counts }: Pick<JobPlan, 'counts'>): string {
  const list = todoIn(counts).map(([what, count]) => `${count} ${words[what] ?? what}`);
  return `${list.length > 0 ? `To do: ${list.join(', ')}` : 'Nothing to do'}. ${counts.unchanged ?? 0} are as they should be.`;
}

const words: Record<string, string> = {
  toCreate: 'to upload',
  toUpdate: 'to update',
  toMove: 'to move to their folder',
  toAdopt: "of the old system's to adopt",
  toRestore: 'to take out of the trash',
  toRecord: 'to be recorded',
  toLookFor: 'to look for where people may have moved them',
};

/** Which files no badge needs, and what to do about them. */
export function orphansInWords(orphans: Orphans, { trashed }: { trashed: boolean }): string {
  const shown = orphans.slice(0, mostShown).map(({ name, fileId, of }) => {
    const why = of === 'duplicate' ? 'its badge has another file' : 'no registration needs it';
    return `  ${name} (${fileId}): ${why}`;
  });
  const more = orphans.length - shown.length;
  return [
    trashed
      ? `${inNumbers(orphans.length)} no longer needed, now in Drive's trash for 30 days:`
      : `${inNumbers(orphans.length)} of ours that no badge needs; --prune puts them into Drive's trash:`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more, with --json`] : []),
  ].join('\n');
}

const inNumbers = (files: number) => `${files} ${files === 1 ? 'file' : 'files'}`;

export async function orphansIn(
  { bucket: Bucket, key, counts }: JobPlan,
  config: ClientConfig,
): Promise<Orphans> {
  if (!counts.orphans) return [];
  const Key = orphansKeyOf(key);
  const { Body } = await new S3Client(config).send(new GetObjectCommand({ Bucket, Key }));
  return orphansFile.parse(JSON.parse((await Body?.transformToString()) ?? ''));
}
