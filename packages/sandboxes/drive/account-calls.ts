/** The calls about the account, its shared drives, and who has access to what. */
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import { driveNotFound, invalidValue, Refusal } from './answers.ts';
import { type ApiContext, type Call, capabilities, type DriveWorld, named } from './call.ts';
import { select } from './fields.ts';
import {
  aboutShape,
  driveListShapeOf,
  driveShapeOf,
  permissionListShape,
  permissionShape,
} from './file-fields.ts';
import { type Grant, newGrant, permissionResource } from './members.ts';
import { demand, driveCapabilitiesOf } from './roles.ts';
import type { StoredFile } from './stored-file.ts';

const driveShape = driveShapeOf(driveCapabilitiesOf('reader'));
const driveListShape = driveListShapeOf(driveShape);
// The fields Drive returns by default.
const driveFields = 'kind,id,name';
const permissionFields = 'kind,id,type,role';

export function accountCalls(drive: DriveWorld): Call[] {
  const { files, members, settings } = drive;

  const driveResource = (): drive_v3.Schema$Drive => ({
    kind: 'drive#drive',
    id: files.driveId,
    name: 'Tournament',
    capabilities: driveCapabilitiesOf(settings.now.role),
    colorRgb: '#0b804b',
    createdTime: files.get(files.driveId).createdTime,
    hidden: false,
    restrictions: {
      adminManagedRestrictions: false,
      copyRequiresWriterPermission: false,
      domainUsersOnly: false,
      driveMembersOnly: false,
      sharingFoldersRequiresOrganizerPermission: false,
    },
  });
  const about = (): drive_v3.Schema$About => ({
    kind: 'drive#about',
    user: members.user('account'),
    appInstalled: true,
    canCreateDrives: false,
    canCreateTeamDrives: false,
    maxUploadSize: String(5 * 2 ** 40),
    // A service account has no storage of its own.
    storageQuota: { limit: '0', usage: '0', usageInDrive: '0', usageInDriveTrash: '0' },
  });
  const grantsOf = (item: StoredFile) => {
    demand(capabilities(item, drive).canEdit);
    return members.of(files.lineOf(item.id));
  };
  const grantIn = (context: ApiContext, item: StoredFile): Grant => {
    const id = context.req.param('permissionId') ?? '';
    const found = grantsOf(item).find((one) => one.id === id);
    if (found) return found;
    throw new Refusal(404, 'notFound', `Permission not found: ${id}.`, { location: 'permissionId' });
  };
  /** Only a manager decides who is a member of the drive. */
  const demandSharing = (item: StoredFile) =>
    demand(
      item.id === files.driveId
        ? driveCapabilitiesOf(settings.now.role).canManageMembers
        : capabilities(item, drive).canShare,
    );
  const permission = (context: ApiContext, grant: Grant, itemId: string) => {
    const resource = permissionResource(grant, itemId, files.driveId);
    const fields = context.req.query('fields') ?? permissionFields;
    return context.json(select(resource, fields, permissionShape) as object);
  };
  const permissions = '/drive/v3/files/:id/permissions';

  return [
    {
      method: 'GET',
      path: '/drive/v3/about',
      operation: 'about.get',
      answer(context) {
        const fields = context.req.query('fields');
        if (fields === undefined) {
          const message = "The 'fields' parameter is required for this method.";
          throw new Refusal(400, 'required', message, { location: 'fields' });
        }
        return context.json(select(about(), fields, aboutShape) as object);
      },
    },
    {
      method: 'GET',
      path: '/drive/v3/drives',
      operation: 'drives.list',
      answer(context) {
        const { pageSize = '10', fields = `kind,nextPageToken,drives(${driveFields})` } = context.req.query();
        if (!/^[1-9]\d?$|^100$/.test(pageSize)) throw invalidValue('pageSize');
        const list = { kind: 'drive#driveList', drives: settings.now.shared ? [driveResource()] : [] };
        return context.json(select(list, fields, driveListShape) as object);
      },
    },
    {
      method: 'GET',
      path: '/drive/v3/drives/:id',
      operation: 'drives.get',
      answer(context) {
        const id = context.req.param('id') ?? '';
        if (id !== files.driveId || !settings.now.shared) throw driveNotFound(id);
        return context.json(
          select(driveResource(), context.req.query('fields') ?? driveFields, driveShape) as object,
        );
      },
    },
    {
      method: 'GET',
      path: permissions,
      operation: 'permissions.list',
      answer(context) {
        const item = named(context, drive);
        const all = grantsOf(item).map((grant) => permissionResource(grant, item.id, files.driveId));
        const fields = context.req.query('fields') ?? `kind,nextPageToken,permissions(${permissionFields})`;
        const list = { kind: 'drive#permissionList', permissions: all };
        return context.json(select(list, fields, permissionListShape) as object);
      },
    },
    {
      method: 'GET',
      path: `${permissions}/:permissionId`,
      operation: 'permissions.get',
      answer(context) {
        const item = named(context, drive);
        return permission(context, grantIn(context, item), item.id);
      },
    },
    {
      method: 'POST',
      path: permissions,
      operation: 'permissions.create',
      async answer(context) {
        const item = named(context, drive);
        demandSharing(item);
        const wanted = newGrant.safeParse(await context.req.json().catch(() => undefined)).data;
        if (!wanted || !namesGrantee(wanted)) {
          throw new Refusal(
            400,
            'badRequest',
            'The permission is incomplete, or has an unknown type or role.',
          );
        }
        return permission(context, members.add(item.id, wanted), item.id);
      },
    },
    {
      method: 'DELETE',
      path: `${permissions}/:permissionId`,
      operation: 'permissions.delete',
      answer(context) {
        const item = named(context, drive);
        demandSharing(item);
        const grant = grantIn(context, item);
        // An inherited permission is removed where it was given.
        demand(grant.itemId === item.id);
        members.remove(grant);
        return context.body(null, 204);
      },
    },
  ];
}

function namesGrantee({
  type,
  emailAddress,
  domain,
}: Pick<Grant, 'type' | 'emailAddress' | 'domain'>): boolean {
  if (type === 'anyone') return true;
  return type === 'domain' ? domain !== undefined : emailAddress !== undefined;
}
