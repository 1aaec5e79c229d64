/** The entries of the small tournament that `npm start` opens with, each with its photo. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type EntryItem, textOf } from '../../core/domain/entry-item.ts';
import { readEntryFile } from '../entry-file.ts';
import { checkoutPlaceholder } from '../front-end.ts';
import { madeUpPhoto } from './made-up-portrait.ts';
import { sampleTournament } from './sample-tournament.ts';

export interface SampleEntry {
  body: EntryItem;
  /** Where the form puts it, and what is in it; undefined for an entry without a photo. */
  photo?: { key: string; bytes(): Promise<Uint8Array> };
}

const folder = import.meta.dirname;

/** How many made-up competitors there are beside the demo's entries; a coach comes with every ten. */
const madeUpCompetitors = 14;

/** @param year of the competition. */
export function sampleEntries(year: number): SampleEntry[] {
  const { entries } = readEntryFile(join(folder, 'entries.json'));
  return [
    ...entries.map(({ body }) => ofDemo(body)),
    ...sampleTournament(madeUpCompetitors, year).map(madeUp),
  ];
}

function ofDemo(body: EntryItem): SampleEntry {
  const key = textOf(body.imgFilename);
  if (typeof key !== 'string') return { body };
  const file = join(folder, 'photos', basename(key));
  return { body, ...(existsSync(file) && { photo: { key, bytes: async () => readFileSync(file) } }) };
}

/** A made-up row as the message that it would have come from. */
function madeUp({ pk: _, entryId: __, ...row }: EntryItem): SampleEntry {
  const [name = '', school = '', belt = ''] = [row.full_name, row.school, row.beltRank].map((field) =>
    String(textOf(field) ?? ''),
  );
  if (textOf(row.reg_type) !== 'competitor') return { body: row };
  const key = `${school}_competitor_${name.replaceAll(' ', '_')}.jpg`;
  return {
    body: {
      ...row,
      parent: { S: `Parent of ${name}` },
      phone: { S: '918-555-0100' },
      imgFilename: { S: key },
      checkout: { S: checkoutPlaceholder },
    },
    photo: { key, bytes: () => madeUpPhoto(name, belt) },
  };
}
