import type { JobFiles } from '../../../core/clients/job-files.ts';
import type { Registrations } from '../../../core/clients/registrations.ts';
import type { Competition } from '../../../core/domain/competition.ts';
import { attentionRows } from '../../../core/lists/attention.ts';
import { groupDocuments } from '../../../core/lists/files/group-documents.ts';
import { contentKey, type ListOrder, listKey, type MadeLists } from '../../../core/lists/files/list-state.ts';
import { tableFiles } from '../../../core/lists/files/table-files.ts';
import { makeLists } from '../../../core/lists/lists.ts';
import { listedAttributes } from '../../../core/lists/participant.ts';

export interface MakeListsDependencies {
  competition: Competition;
  /** IANA name, for the time on the group sheets. */
  timeZone: string;
  /** Epoch milliseconds. */
  now: () => number;
  registrations: Pick<Registrations, 'rows'>;
  files: Pick<JobFiles, 'bucket' | 'write' | 'writeJson'>;
}

type Row = Parameters<typeof makeLists>[0][number];

/**
 * Makes every list of the registrations as they are now, writes those for spreadsheets, and what is to be drawn. People
 * are only in the files, not in the result.
 */
export async function makeListFiles(
  { execution, order }: { execution: string; order: ListOrder },
  { competition, timeZone, now, registrations, files }: MakeListsDependencies,
): Promise<MadeLists> {
  const rows: Row[] = [];
  for await (const row of registrations.rows(listedAttributes)) rows.push(row);
  const lists = makeLists(rows, { competitionYear: competition.year });

  const written: { key: string }[] = [];
  for (const { name, contentType, content } of tableFiles(lists)) {
    const key = listKey(execution, name);
    await files.write(key, Buffer.from(content), contentType);
    written.push({ key });
  }
  const when = { dateStyle: 'long', timeStyle: 'short', timeZone } as const;
  const documents = groupDocuments(lists, {
    competition: `${competition.name} ${competition.year}`,
    madeAt: new Intl.DateTimeFormat('en-GB', when).format(new Date(now())),
  });
  for (const { name, ...content } of documents) await files.writeJson(contentKey(execution, name), content);
  return {
    bucket: files.bucket,
    files: written,
    forPeople: written.filter(({ key }) => !key.endsWith('.json')),
    documents: documents.map(({ name }) => ({ name, paper: order.paper })),
    takingPart: lists.takingPart.length,
    notTakingPart: lists.notTakingPart.length,
    withFindings: attentionRows(lists.takingPart).length,
    groups: {
      sparring: lists.sparring.length,
      breaking: lists.breaking.length,
      poomsae: lists.poomsae.grouped.length,
    },
  };
}
