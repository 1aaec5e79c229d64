import type { JobFiles } from '../../../core/clients/job-files.ts';
import { drawGroupSheets } from '../../../core/lists/files/group-sheets.tsx';
import {
  contentKey,
  documentContent,
  listKey,
  type PlannedDocument,
} from '../../../core/lists/files/list-state.ts';
import { uprightSize } from '../../../core/sheets/sheet-layout.ts';

export interface DrawGroupSheetsDependencies {
  /** Epoch milliseconds. */
  now: () => number;
  files: Pick<JobFiles, 'readJson' | 'write'>;
}

/** Draws one document of group sheets, and returns the PDF's key. */
export async function drawDocument(
  { execution, name, paper }: Omit<PlannedDocument, 'id'> & { execution: string },
  { now, files }: DrawGroupSheetsDependencies,
): Promise<{ key: string }> {
  const document = await files.readJson(contentKey(execution, name), documentContent);
  const { eyebrow, title } = document.content;
  const about = {
    title: `${eyebrow.charAt(0)}${eyebrow.slice(1).toLowerCase()}, ${title}`,
    createdAt: new Date(now()),
  };
  const key = listKey(execution, `${name}.pdf`);
  await files.write(key, await drawGroupSheets(document, uprightSize(paper), about), 'application/pdf');
  return { key };
}
