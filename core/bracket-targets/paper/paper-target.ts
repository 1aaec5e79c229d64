/** Paper: a document to print for each ring, for which no server is needed. */
import { type KnownWinners, winnersIn } from '../../brackets/division-results.ts';
import type { Plan } from '../../brackets/plan.ts';
import type { BracketTarget, PartChange, PartRecord, Wanted } from '../bracket-target.ts';
import { documentsOf, type PaperSettings } from './paper-documents.ts';

/** Where a document is in the config bucket. */
export const paperKey = (part: string) => `brackets/paper/${part}`;

/** Where documents are kept. Each method may be repeated. */
export interface PaperFiles {
  /** Stores a document under its part's name, in place of an earlier one. */
  write(part: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /**
   * Puts a stored document where the organisers look for it, in place of an earlier one.
   * @returns where they can open it, if it is anywhere.
   */
  share(part: string): Promise<string | undefined>;
  /** Removes a document from both places. It is no failure if it is not there. */
  remove(part: string): Promise<void>;
}

export interface PaperDependencies {
  files: PaperFiles;
  /** Given, so that only what draws needs the fonts. */
  draw: (part: string, plan: Plan, settings: PaperSettings) => Promise<Uint8Array>;
  /** What the organisers have typed, read with the draw of that time; undefined when there is nothing. */
  results: () => Promise<KnownWinners | undefined>;
}

/** What paper can say without its files. */
export function paperComputation(settings: PaperSettings): Pick<BracketTarget, 'plan' | 'difference'> {
  return {
    plan: (draw) =>
      documentsOf(draw, settings).map(({ part, divisions, contentHash }) => ({
        part,
        divisions,
        contentHash,
      })),
    difference({ part }: Wanted, record): PartChange {
      if (!part) return { change: 'remove', calls: 0 };
      if (record?.contentHash === part.contentHash) return { change: 'none', calls: 0 };
      return { change: record?.contentHash === undefined ? 'create' : 'update', calls: 0 };
    },
  };
}

/**
 * Paper as a target. A document that would say the same is not drawn again. Paper never knows what has started.
 *
 * Every method throws what the files throw.
 */
export function paperTarget(
  settings: PaperSettings,
  { files, draw: drawn, results }: PaperDependencies,
): BracketTarget {
  const computation = paperComputation(settings);
  return {
    ...computation,

    async publish(wanted, record, keep) {
      const { change } = computation.difference(wanted, record);
      if (change === 'none') return 'unchanged';
      if (!wanted.part) {
        if (record) await files.remove(record.part);
        return 'removed';
      }
      const { part, divisions, contentHash } = wanted.part;
      if (storedIn(record) !== contentHash) {
        // First of all, so that it is known of and can be removed, whatever fails.
        const { link } = record ?? {};
        const known = { part, divisions, ...(link !== undefined && { link }) };
        await keep(known);
        const document = documentsOf(wanted.draw, settings).find((one) => one.part === part);
        if (document) await files.write(part, await drawn(part, wanted.draw, settings), document.contentType);
        await keep({ ...known, remote: { stored: contentHash } });
      }
      const link = await files.share(part);
      await keep({ part, divisions, contentHash, ...(link !== undefined && { link }) });
      return change === 'create' ? 'created' : 'updated';
    },

    started: async () => [],

    async results(draw, { divisions }) {
      const typed = await results();
      const winners = typed ? winnersIn(draw, typed) : [];
      return winners.filter(({ division }) => divisions.includes(division));
    },
  };
}

/** The hash of a document that is stored and not shared yet. */
function storedIn(record: PartRecord | undefined): unknown {
  const { remote } = record ?? {};
  return typeof remote === 'object' && remote !== null && 'stored' in remote ? remote.stored : undefined;
}
