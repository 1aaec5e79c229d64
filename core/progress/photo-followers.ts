import type { ProgressTable } from './progress-table.ts';

/**
 * Which entries' badges show which photo, so that whoever sees a photo arrive finds them. An item of the table for each
 * photo has the entries, and an entry's own item the photo it follows last.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class PhotoFollowers {
  readonly #table: ProgressTable;

  constructor(table: ProgressTable) {
    this.#table = table;
  }

  /**
   * Follows a photo from now on.
   * @param photoId of `photoIdOf`.
   * @returns every entry that follows it now.
   */
  async followPhoto(entryId: string, photoId: string): Promise<string[]> {
    const item = await this.#table.change(photoId, {
      add: { followers: new Set([entryId]) },
      untimed: true,
    });
    await this.#table.change(entryId, { set: { photoId } });
    return followersIn(item);
  }

  /** The entries whose badges show a photo, and those that showed it once. */
  async followersOf(photoId: string): Promise<string[]> {
    return followersIn(await this.#table.read(photoId));
  }
}

const followersIn = ({ followers = [] }: { followers?: Iterable<string> }) => [...followers];
