import { join } from 'node:path';
import { readSaved, SavedFile } from '@tkd-registration/local-cloud/saved-file';
import type * as z from 'zod';

/** Settings that can be switched while a sandbox runs; given a folder, they are kept in its `settings.json`. */
export class SavedSettings<Settings extends object> {
  readonly #schema: z.ZodType<Settings>;
  readonly #file: SavedFile;
  #current: Settings;

  constructor(schema: z.ZodType<Settings>, initial: Partial<Settings>, dataDir?: string) {
    this.#schema = schema;
    const path = dataDir && join(dataDir, 'settings.json');
    this.#current = schema.parse({ ...initial, ...(readSaved(path) as object | undefined) });
    this.#file = new SavedFile(path, () => this.#current);
  }

  get now(): Readonly<Settings> {
    return this.#current;
  }

  /** @throws ZodError for a setting that is unknown or has no such value. */
  change(changes: Partial<Settings>): void {
    this.#current = this.#schema.parse({ ...this.#current, ...changes });
    this.#file.changed();
  }

  /** Writes pending changes immediately. */
  save(): void {
    this.#file.save();
  }
}

/**
 * What the fields of a form say. Where a setting is absent, the schema alone would put its default.
 * @throws ZodError for a setting that is unknown or has no such value.
 */
export function given<Settings extends object>(
  schema: z.ZodType<Settings>,
  fields: Record<string, unknown>,
): Partial<Settings> {
  const parsed = Object.entries(schema.parse(fields));
  return Object.fromEntries(parsed.filter(([name]) => name in fields)) as Partial<Settings>;
}
