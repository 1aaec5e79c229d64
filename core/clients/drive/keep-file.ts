import { ServiceUnavailableError } from '../../domain/errors.ts';
import type { Content } from './api.ts';
import type { Drive, DriveFile, FileChange, Tag } from './drive.ts';

/** What is recorded about the file of a thing. */
export interface RecordedFile {
  /** The id the file has, or is about to be created with. */
  fileId: string;
  /** We put the file into Drive's trash. */
  trashed?: boolean;
}

/** Where the file of each thing is recorded. */
export interface FileRecords {
  fileOf(id: string): Promise<RecordedFile | undefined>;
  /**
   * Reserves `fileId` for a thing's file, unless another id is reserved already, and returns the one that is. `replaces`
   * gives up the id of a file that is gone.
   */
  reserveDriveFile(id: string, fileId: string, replaces?: string): Promise<RecordedFile>;
}

/** The file that a thing is to have. */
export interface WantedFile {
  /** The thing's key in the records. */
  id: string;
  /** What the thing is called in messages. */
  what: string;
  /** Where a new file is created. */
  folderId: string;
  /** Other folders in which the file may be, from which it is moved to that one. From anywhere else it is not moved. */
  otherFolders?: OtherFolders;
  /** A tag that only this thing's files have. */
  tag: Tag;
  /**
   * The name under which another system may have put the file there. One without any tag that is called so becomes the
   * thing's file, the oldest of several, and keeps its name.
   */
  adoptedName?: string;
  /** All folders have been listed, and none had a file of the thing: one that is not recorded either is not searched for. */
  knownToBeMissing?: boolean;
  name: string;
  /** Earlier names that we may have given the file, which are replaced by `name`; a name given by a person stays. */
  formerNames?: readonly string[];
  /** Hex, of the content. */
  md5: string;
  /** Called only when there is something to write. */
  content: () => Promise<Content>;
}

export interface OtherFolders {
  /** Those in which a file that is not recorded is searched. */
  searched: readonly string[];
  /** Whether a folder in which the file was found is one of them. */
  include(folderId: string): Promise<boolean>;
}

export interface KeptFile {
  outcome: 'created' | 'adopted' | 'updated' | 'moved' | 'already there';
  file: DriveFile;
}

/** A file may be deleted while it is updated (1); its id then turns out to be used up (2); a new one is created (3). */
const rounds = 3;

/**
 * Ensures that a thing has exactly one file in Drive with the right content, whatever failed before and however many
 * runs there are at once. An existing file is updated in place, so that its id and link stay. The id of a new file is
 * reserved and recorded before the file is created, so that a second attempt to create it finds that it exists. A file
 * that we put into the trash is taken out again, and a file that is not recorded is found by its tag. A file that people
 * renamed keeps its name, and one that they moved out of our folders stays where it is.
 *
 * @param recorded what is recorded about the file now.
 * @throws what Drive and the records throw.
 */
export async function keepFile(
  wanted: WantedFile,
  recorded: RecordedFile | undefined,
  { drive, records }: { drive: Omit<Drive, 'trash'>; records: FileRecords },
): Promise<KeptFile> {
  const { id, what, folderId, tag, name, md5 } = wanted;
  let current = recorded;
  for (let round = 1; round <= rounds; round += 1) {
    const present = await existing(wanted, current, drive);
    if (present) {
      const change = await changeOf(wanted, present);
      if (!change) return { outcome: 'already there', file: present };
      const changed = await drive.update({ fileId: present.id, ...change });
      if (changed) return { outcome: outcomeOf(change), file: changed };
    } else {
      const content = await wanted.content();
      const { fileId } = current ?? (await records.reserveDriveFile(id, await drive.reserveId()));
      const created = await drive.create({ id: fileId, folderId, tag, name, ...content });
      if (created?.md5 === md5) return { outcome: 'created', file: created };
      // Created before with other content: the next round updates it. Created before and gone since: an id can be used
      // only once, so the next round creates the file with another.
      if (!created) await records.reserveDriveFile(id, await drive.reserveId(), fileId);
    }
    current = await records.fileOf(id);
  }
  throw new ServiceUnavailableError(`${what}: its file in Drive changes while it is written`);
}

/** The thing's file: the one that is recorded, out of the trash if we put it there, or else one that carries its tag. */
async function existing(
  { folderId, otherFolders, tag, adoptedName, knownToBeMissing = false }: WantedFile,
  recorded: RecordedFile | undefined,
  drive: Pick<Drive, 'find' | 'get' | 'restore'>,
): Promise<DriveFile | undefined> {
  const known =
    recorded && (recorded.trashed ? await drive.restore(recorded.fileId) : await drive.get(recorded.fileId));
  if (known) return known;
  if (!recorded && knownToBeMissing) return undefined;
  const folders = [folderId, ...(otherFolders?.searched ?? []).filter((other) => other !== folderId)];
  const found = await drive.find(folders, tag, adoptedName);
  return found.find((file) => carries(file, tag)) ?? found.find((file) => Object.keys(file.tag).length === 0);
}

const carries = (file: DriveFile, tag: Tag) =>
  Object.entries(tag).every(([key, value]) => file.tag[key] === value);

/** What is to be written of a file that exists, if anything is. */
async function changeOf(
  { md5, name, formerNames = [], tag, folderId, otherFolders, content }: WantedFile,
  present: DriveFile,
): Promise<Omit<FileChange, 'fileId'> | undefined> {
  const { folderId: from } = present;
  const elsewhere = from !== undefined && from !== folderId;
  const change = {
    ...(present.md5 !== md5 && { content: await content() }),
    ...(present.md5 !== md5 && formerNames.includes(present.name) && { name }),
    ...(!carries(present, tag) && { tag }),
    ...(elsewhere && (await otherFolders?.include(from)) && { move: { from, to: folderId } }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}

function outcomeOf({ content, tag }: Omit<FileChange, 'fileId'>): KeptFile['outcome'] {
  if (tag) return 'adopted';
  return content ? 'updated' : 'moved';
}
