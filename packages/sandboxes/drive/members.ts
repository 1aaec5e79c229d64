/** Who has access to the drive or to one of its items, as the API's permissions. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readSaved, SavedFile } from '@tkd-registration/local-cloud/saved-file';
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import * as z from 'zod';
import { Refusal } from './answers.ts';
import { type Role, roles } from './roles.ts';
import type { SwitchedSettings } from './settings.ts';
import type { Actor } from './stored-file.ts';

/** Access to one item, and with a folder to all in it. */
const grant = z.object({
  itemId: z.string(),
  id: z.string(),
  type: z.enum(['user', 'group', 'domain', 'anyone']),
  role: z.enum(roles),
  emailAddress: z.string().optional(),
  domain: z.string().optional(),
});
export type Grant = z.infer<typeof grant>;

/** What a client asks for. */
export const newGrant = z.object({
  type: grant.shape.type,
  role: grant.shape.role,
  emailAddress: z.string().optional(),
  domain: z.string().optional(),
});

export const organiser = { emailAddress: 'organiser@example.com', displayName: 'An organiser' };

export class Members {
  readonly #account: string;
  readonly #driveId: string;
  readonly #settings: SwitchedSettings;
  readonly #file: SavedFile;
  #grants: Grant[];

  constructor(account: string, driveId: string, settings: SwitchedSettings, dataDir?: string) {
    const path = dataDir && join(dataDir, 'permissions.json');
    this.#account = account;
    this.#driveId = driveId;
    this.#settings = settings;
    this.#grants = z.array(grant).parse(readSaved(path) ?? []);
    this.#file = new SavedFile(path, () => this.#grants);
  }

  /** The service account, or the person that the pages act for. */
  user(who: Actor): drive_v3.Schema$User {
    const { emailAddress, displayName } =
      who === 'person' ? organiser : { emailAddress: this.#account, displayName: this.#account };
    const permissionId = permissionIdOf(emailAddress);
    return { kind: 'drive#user', displayName, emailAddress, me: who === 'account', permissionId };
  }

  /** Of an item: its own permissions, those of the folders above it, and the drive's. @param itemIds from the item up. */
  of(itemIds: readonly string[]): Grant[] {
    return [...itemIds, this.#driveId].flatMap((itemId) =>
      itemId === this.#driveId ? this.#ofDrive() : this.#grants.filter((one) => one.itemId === itemId),
    );
  }

  #ofDrive(): Grant[] {
    const { role, shared } = this.#settings.now;
    const member = (emailAddress: string, itsRole: Role): Grant => ({
      itemId: this.#driveId,
      id: permissionIdOf(emailAddress),
      type: 'user',
      role: itsRole,
      emailAddress,
    });
    const added = this.#grants.filter(({ itemId }) => itemId === this.#driveId);
    return [
      member(organiser.emailAddress, 'organizer'),
      ...(shared ? [member(this.#account, role)] : []),
      ...added,
    ];
  }

  /** Gives access; who has it already gets the new role. */
  add(itemId: string, wanted: z.infer<typeof newGrant>): Grant {
    const id = permissionIdOf(wanted.emailAddress ?? wanted.domain ?? wanted.type);
    const added = { ...wanted, itemId, id };
    this.#grants = [...this.#without(itemId, id), added];
    this.#file.changed();
    return added;
  }

  /** @throws Refusal 403 for an inherited permission, and for the drive's last manager. */
  remove({ itemId, id }: Grant): void {
    if (id === permissionIdOf(organiser.emailAddress)) {
      throw new Refusal(403, 'cannotRemoveLastOrganizer', 'A shared drive needs a manager.');
    }
    if (itemId === this.#driveId && id === permissionIdOf(this.#account)) {
      this.#settings.change({ shared: false });
    }
    this.#grants = this.#without(itemId, id);
    this.#file.changed();
  }

  #without(itemId: string, id: string): Grant[] {
    return this.#grants.filter((one) => one.itemId !== itemId || one.id !== id);
  }

  /** Writes pending changes immediately. */
  save(): void {
    this.#file.save();
  }
}

/** @param itemId whose permissions are asked for. */
export function permissionResource(one: Grant, itemId: string, driveId: string): drive_v3.Schema$Permission {
  const inherited = one.itemId !== itemId;
  const type = one.itemId === driveId ? 'member' : 'file';
  const details = { role: one.role, inherited, ...(inherited && { inheritedFrom: one.itemId }) };
  return {
    kind: 'drive#permission',
    id: one.id,
    type: one.type,
    emailAddress: one.emailAddress,
    domain: one.domain,
    displayName:
      one.emailAddress === organiser.emailAddress ? organiser.displayName : (one.emailAddress ?? one.domain),
    role: one.role,
    deleted: one.type === 'user' || one.type === 'group' ? false : undefined,
    pendingOwner: one.type === 'user' ? false : undefined,
    allowFileDiscovery: one.type === 'domain' || one.type === 'anyone' ? false : undefined,
    permissionDetails: [{ permissionType: type, ...details }],
    teamDrivePermissionDetails: [{ teamDrivePermissionType: type, ...details }],
  };
}

/** The same for one account in all permissions. */
function permissionIdOf(grantee: string): string {
  if (grantee === 'anyone') return 'anyoneWithLink';
  const digest = createHash('sha256').update(grantee.toLowerCase()).digest();
  return String(digest.readBigUInt64BE()).padStart(20, '0');
}
