/** All tournaments of the one account, in memory and, given a folder, in its `challonge.json`. */
import { join } from 'node:path';
import { readSaved, SavedFile } from '@tkd-registration/local-cloud/saved-file';
import type { Tournament } from './records.ts';

interface Records {
  tournaments: Tournament[];
  /** The id that was given last, of each kind. */
  last: { tournament: number; participant: number; match: number };
  /** How many calls have counted, by month (`2026-11`). */
  used: Record<string, number>;
}

const nothing = (): Records => ({
  tournaments: [],
  last: { tournament: 17_000_000, participant: 290_000_000, match: 450_000_000 },
  used: {},
});

export class Store extends SavedFile {
  readonly records: Records;
  /** Epoch milliseconds. */
  readonly now: () => number;

  constructor(now: () => number, dataDir?: string) {
    const path = dataDir && join(dataDir, 'challonge.json');
    super(path, () => this.records);
    this.now = now;
    this.records = { ...nothing(), ...(readSaved(path) as Partial<Records> | undefined) };
  }

  /** The present time as it is stored. */
  get time(): string {
    return new Date(this.now()).toISOString();
  }

  newId(kind: keyof Records['last']): number {
    this.records.last[kind] += 1;
    return this.records.last[kind];
  }

  /** @param idOrUrl an id goes before a url of the same digits. */
  find(idOrUrl: string): Tournament | undefined {
    const { tournaments } = this.records;
    return tournaments.find(({ id }) => String(id) === idOrUrl) ?? this.findUrl(idOrUrl);
  }

  /** Case makes no difference. */
  findUrl(url: string): Tournament | undefined {
    return this.records.tournaments.find((one) => one.url.toLowerCase() === url.toLowerCase());
  }
}
