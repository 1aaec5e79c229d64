/** Where something about a person may be kept, and how it is found and erased there. */
import type { SoughtPerson } from './sought-person.ts';

/** A copy for the family: JSON, or a file. */
export type Copy = { json: unknown } | { file: string; bytes: Uint8Array };

/** Something that is about a person, or that shows them beside others. */
export interface Found {
  /** By ids and counts, without any part of a name: it is shown, logged, and kept in results. */
  what: string;
  /** Left out where it shows others too: that the person is on it is all that the family is told. */
  copy?: () => Promise<Copy>;
  /** May be repeated. */
  erase: () => Promise<void>;
}

/** In the order in which they are erased. What leads to all others comes last. */
export const placeNames = [
  'deadLetters',
  'lookup',
  'archive',
  'jobFiles',
  'challonge',
  'drive',
  'draws',
  'records',
] as const;
export type PlaceName = (typeof placeNames)[number];

export interface Place {
  name: PlaceName;
  /** Everything there that is about the person. What another person's registration needs is not among it. */
  find(person: SoughtPerson): Promise<Found[]>;
  /** Erases what is about health, and nothing that leads anywhere: it need not wait for other places. May be repeated. */
  eraseMedical?(person: SoughtPerson): Promise<void>;
}

/** What each place is called, what is made anew without the person afterwards, and how. */
export const placesInWords: Readonly<Record<PlaceName, { title: string; again?: string }>> = {
  deadLetters: { title: 'Dead letters' },
  lookup: { title: 'Lookup table' },
  archive: { title: 'Archive of earlier tournaments' },
  jobFiles: { title: 'Lists, sheets and files of jobs', again: 'npm run admin -- lists, npm run sheets' },
  challonge: { title: 'Challonge' },
  drive: { title: 'Google Drive', again: 'npm run admin -- lists, npm run sheets' },
  draws: { title: 'Draws, and documents of brackets', again: 'npm run admin -- brackets plan' },
  records: { title: 'Entry, registration, progress, photo and badge' },
};

/** What stays, and why. It is said before anything is erased. */
export const whatStays: readonly string[] = [
  'Stripe: the payment with the name and address of who paid. The law wants it kept; what may go is redacted in the dashboard.',
  'Progress table: ids, sums and times of the payment, and the tombstone. No name.',
  'Backups: point-in-time recovery can bring the tables back as they were, for 35 days. A restore leaves out who has a tombstone.',
  'Mails: those that were sent to the family and to the organisers; and in SES, an address to which mail could not be sent.',
  'CloudTrail, where a stage records who reads data: keys, which are made of names, for 180 days. A log that can be changed proves nothing.',
  'Execution history (90 days) and logs (a month, of executions three): ids only.',
  'Old versions of files that have been made anew since: for 30 days.',
  'What people have downloaded, printed, or copied in Drive.',
];
