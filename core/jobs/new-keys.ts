import * as z from 'zod';
import type { JobFiles } from '../clients/job-files.ts';
import { jobFolder } from './job-state.ts';

const keysById = z.record(z.string(), z.string());

/**
 * The keys of registrations that the progress table does not know (see CurrentRegistration), by the registrations' ids. A
 * job's plan writes them for the steps that work on its items: a key is made of a name, and so in no item.
 */
export class NewKeys {
  readonly #files: Pick<JobFiles, 'readJson' | 'writeJson'>;
  readonly #job: string;
  #read?: { execution: string; keys: Promise<Record<string, string>> };

  /** @param job the machine's name after the stage. */
  constructor(files: Pick<JobFiles, 'readJson' | 'writeJson'>, job: string) {
    this.#files = files;
    this.#job = job;
  }

  /** @returns whether there are any. */
  async write(
    execution: string,
    registrations: readonly { id: string; pk?: string; newKey?: boolean }[],
  ): Promise<boolean> {
    const keys = registrations.flatMap(({ id, pk, newKey }) =>
      newKey && pk !== undefined ? [[id, pk]] : [],
    );
    if (keys.length > 0) await this.#files.writeJson(this.#keyOf(execution), Object.fromEntries(keys));
    return keys.length > 0;
  }

  /** The new key of a registration, if it has one. Read once for all items of a batch. */
  async of(id: string, execution: string): Promise<string | undefined> {
    if (this.#read?.execution !== execution) {
      this.#read = { execution, keys: this.#files.readJson(this.#keyOf(execution), keysById) };
    }
    try {
      return (await this.#read.keys)[id];
    } catch (error) {
      this.#read = undefined;
      throw error;
    }
  }

  readonly #keyOf = (execution: string) => `${jobFolder(this.#job, execution)}/new-keys.json`;
}
