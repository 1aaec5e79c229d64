import type { ProgressTable } from './progress-table.ts';

/**
 * Which badges show which photo, so that they can be found when the photo arrives. Each photo has an item in the table
 * with the entries that follow it, and each entry's own item has the photo that it follows now.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class PhotoFollowers {
  readonly #table: ProgressTable;

  constructor(table: ProgressTable) {
    this.#table = table;
  }

  /**
   * Makes an entry follow a photo.
   * @param photoId made by `photoIdOf`.
   * @returns every entry that follows the photo, including this one.
   */
  async followPhoto(entryId: string, photoId: string): Promise<string[]> {
    const item = await this.#table.change(photoId, {
      add: { followers: new Set([entryId]) },
      untimed: true,
    });
    await this.#table.change(entryId, { set: { photoId } });
    return followersIn(item);
  }

  /** The entries whose badges show a photo or once showed it. */
  async followersOf(photoId: string): Promise<string[]> {
    return followersIn(await this.#table.read(photoId));
  }
}

const followersIn = ({ followers = [] }: { followers?: Iterable<string> }) => [...followers];
