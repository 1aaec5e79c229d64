import { fileName } from '../../domain/text.ts';
import { drawFolder, planPageKey } from '../draw-file.ts';
import { matchesCsv, oldMatchesCsv } from './matches-csv.ts';
import { divisionsCsv, exhibitionCsv } from './people-csv.ts';
import { planPage } from './plan-page.ts';
import type { PlanPageInput } from './plan-page-input.ts';

/** A file of a draw for people. */
export interface MadeFile {
  key: string;
  contentType: string;
  content: string;
}

/** The page of a plan, and its lists for spreadsheets. */
export async function drawFiles(input: PlanPageInput): Promise<MadeFile[]> {
  const { execution, plan } = input.draw;
  const csv = (name: string, content: string): MadeFile => ({
    key: `${drawFolder(execution)}/${name}`,
    contentType: 'text/csv; charset=utf-8',
    content,
  });
  const fought = plan.divisions.filter(({ matches }) => matches.length > 0);
  return [
    { key: planPageKey(execution), contentType: 'text/html; charset=utf-8', content: await planPage(input) },
    csv('divisions.csv', divisionsCsv(plan)),
    csv('matches.csv', matchesCsv(plan)),
    csv('exhibition_entries.csv', exhibitionCsv(plan)),
    ...fought.map((division) => csv(`csv/${fileNameOf(division.key)}.csv`, oldMatchesCsv(plan, division))),
  ];
}

/** A division's key, whose weight class has whatever name the organisers gave it. Blanks stay. */
const fileNameOf = (key: string) => key.split(' ').map(fileName).join(' ');
