import { type PaperFiles, paperKey } from '../../core/bracket-targets/paper/paper-target.ts';
import type { Drive } from '../../core/clients/drive/drive.ts';
import { keepFile } from '../../core/clients/drive/keep-file.ts';
import type { JobFiles } from '../../core/clients/job-files.ts';
import { paperIdOf } from '../../core/domain/ids.ts';
import type { DriveFiles } from '../../core/progress/drive-files.ts';

/** The organisers' folder, where a stage has one. */
export interface PaperDrive {
  folderId: string;
  /** Runs `use` with a connection. */
  using: <T>(use: (drive: Drive) => Promise<T>) => Promise<T>;
  records: Pick<DriveFiles, 'fileOf' | 'reserveDriveFile' | 'recordDrive'>;
}

/**
 * Documents in the config bucket, and from there in the organisers' folder: one file each, whose id and link stay when it is
 * replaced.
 *
 * Every method throws what the bucket, and those that share or remove what Drive throws.
 */
export function paperFiles(
  bucket: Pick<JobFiles, 'bucket' | 'read' | 'write' | 'delete'>,
  drive?: PaperDrive,
): PaperFiles {
  return {
    write: (part, bytes, contentType) => bucket.write(paperKey(part), bytes, contentType),
    share: async (part) => drive && share(part, bucket, drive),
    async remove(part) {
      if (drive) await withdraw(paperIdOf(bucket.bucket, part), drive);
      await bucket.delete(paperKey(part));
    },
  };
}

async function share(
  part: string,
  bucket: Pick<JobFiles, 'bucket' | 'read'>,
  { folderId, using, records }: PaperDrive,
): Promise<string> {
  const id = paperIdOf(bucket.bucket, part);
  const { md5, ...content } = await bucket.read(paperKey(part));
  const wanted = {
    id,
    what: id,
    folderId,
    tag: { paper: id },
    name: part,
    md5,
    content: async () => content,
  };
  const recorded = await records.fileOf(id);
  const { file } = await using((drive) => keepFile(wanted, recorded, { drive, records }));
  if (recorded?.trashed) await records.recordDrive(id, { fileId: file.id, md5 });
  return `https://drive.google.com/file/d/${file.id}/view`;
}

/** Puts a document's file into the trash: the one that is recorded, and whatever carries the same tag. */
async function withdraw(id: string, { folderId, using, records }: PaperDrive): Promise<void> {
  const recorded = await records.fileOf(id);
  await using(async (drive) => {
    const found = await drive.find([folderId], { paper: id });
    const known = recorded && (await drive.get(recorded.fileId));
    const own = [...(known ? [known] : []), ...found];
    for (const fileId of new Set(own.map((file) => file.id))) await drive.trash(fileId);
    const [file] = own;
    if (file) await records.recordDrive(id, { fileId: file.id, md5: file.md5, trashed: true });
  });
}
