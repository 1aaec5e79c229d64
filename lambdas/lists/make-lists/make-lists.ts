import { basename } from 'node:path';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import type { Registrations } from '../../../core/clients/registrations.ts';
import type { Competition } from '../../../core/domain/competition.ts';
import { writePlan } from '../../../core/jobs/write-plan.ts';
import { attentionRows } from '../../../core/lists/attention.ts';
import { groupDocuments } from '../../../core/lists/files/group-documents.ts';
import {
  contentKey,
  type ListItem,
  type ListOrder,
  listKey,
  type MadeLists,
  type PlannedDocument,
} from '../../../core/lists/files/list-state.ts';
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
 * are only in the files, not in the result. Programs read the JSON; it is not for the folder in Drive.
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
  const drawn: PlannedDocument[] = documents.map(({ name }) => ({
    id: `${name}.pdf`,
    name,
    paper: order.paper,
  }));
  const forPeople = written.filter(({ key }) => !key.endsWith('.json'));
  const items: ListItem[] = [...drawn, ...forPeople.map(({ key }) => ({ id: basename(key), key }))];
  return {
    ...(await writePlan(listKey(execution, 'plan.jsonl'), items, files)),
    order,
    files: [...drawn.map(({ id }) => ({ key: listKey(execution, id) })), ...written],
    counts: {
      takingPart: lists.takingPart.length,
      notTakingPart: lists.notTakingPart.length,
      withFindings: attentionRows(lists.takingPart).length,
      sparringGroups: lists.sparring.length,
      breakingGroups: lists.breaking.length,
      poomsaeGroups: lists.poomsae.grouped.length,
    },
  };
}
