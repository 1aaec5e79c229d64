import type { DrivePause } from '../clients/drive/errors.ts';
import { attentionOf, type DriveRecord } from './progress-record.ts';
import type { ProgressTable } from './progress-table.ts';

/** The item about Drive itself. */
const driveItem = 'drive_pause';

/**
 * Which file in Drive belongs to what: to an entry's badge, or to a badge sheet under an id of its own.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class DriveFiles {
  readonly #table: ProgressTable;

  constructor(table: ProgressTable) {
    this.#table = table;
  }

  /** The file that is recorded under an id; undefined when there is none. */
  async fileOf(id: string): Promise<DriveRecord | undefined> {
    return (await this.#table.read(id)).drive;
  }

  /**
   * Reserves `fileId` for a file, unless another id is reserved already, and returns the one that is. An id can be used
   * only once, so the id of a file that is gone is given up by naming it in `replaces`.
   */
  async reserveDriveFile(id: string, fileId: string, replaces?: string): Promise<DriveRecord> {
    const drive: DriveRecord = { fileId };
    const unreserved = 'attribute_not_exists(drive)';
    const condition =
      replaces === undefined
        ? { condition: unreserved }
        : { condition: `${unreserved} OR drive.fileId = :replaces`, values: { ':replaces': replaces } };
    const reserved = await this.#table.changeIf(id, condition, { set: { drive } });
    return reserved ? drive : ((await this.fileOf(id)) ?? drive);
  }

  /** The badge with this md5 (hex) is in Drive under `fileId`, or in Drive's trash: the entry's badge is done. */
  async recordDrive(entryId: string, drive: DriveRecord & { md5: string }): Promise<void> {
    await this.#table.change(entryId, { set: { drive }, remove: [attentionOf('badge')] });
  }

  /** Until when Drive must not be called: the latest time that Drive has given any caller. */
  readonly drivePause: DrivePause = {
    end: async () => (await this.#table.read(driveItem)).pause?.endsAt ?? 0,
    extend: async (endsAt) => {
      const longer = {
        condition: 'attribute_not_exists(pause) OR pause.endsAt < :endsAt',
        values: { ':endsAt': endsAt },
      };
      await this.#table.changeIf(driveItem, longer, { set: { pause: { endsAt } } });
    },
  };
}
