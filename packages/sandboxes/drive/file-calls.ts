/** The calls about files, except their lists. */
import { fileNotFound, invalidValue } from './answers.ts';
import {
  type ApiContext,
  type Call,
  capabilities,
  type DriveWorld,
  named,
  resourceContext,
  seesSharedDrives,
} from './call.ts';
import { select } from './fields.ts';
import { fileListShapeOf, fileShapeOf } from './file-fields.ts';
import { contentAnswer, myDrive } from './files.ts';
import { listFiles } from './list.ts';
import type { Move } from './moves.ts';
import { fileResource, myDriveResource } from './resource.ts';
import { capabilitiesOf, demand, demandParent } from './roles.ts';
import { checkRoom } from './room.ts';
import type { StoredFile } from './stored-file.ts';
import { type Metadata, parseMetadata, parseUpload, type Upload } from './upload.ts';

const fileShape = fileShapeOf(capabilitiesOf('reader', { isFolder: false, isTrashed: false }));
const listShape = fileListShapeOf(fileShape);
// The fields Drive returns by default.
const fileFields = 'kind,id,name,mimeType';
const listFields = `kind,incompleteSearch,nextPageToken,files(${fileFields})`;

export function fileCalls(drive: DriveWorld): Call[] {
  const { files, sessions, settings, url } = drive;

  const shown = (file: StoredFile, fields = fileFields) =>
    select(fileResource(file, resourceContext(drive)), fields, fileShape) as object;
  const answer = (context: ApiContext, file: StoredFile) =>
    context.json(shown(file, context.req.query('fields')));

  const checkCreation = (context: ApiContext, metadata: Metadata) => {
    const [parent = myDrive] = metadata.parents ?? [];
    if (parent !== myDrive && !(seesSharedDrives(context) && settings.now.shared)) throw fileNotFound(parent);
    const folder = files.parentOfNew(metadata);
    demandParent(capabilities(folder, drive).canAddChildren);
    checkRoom(files, folder.id, settings.now);
  };
  const create = (context: ApiContext, upload: Upload) => {
    checkCreation(context, upload.metadata);
    return files.create(upload);
  };
  const checkUpdate = (context: ApiContext, metadata: Metadata, hasContent: boolean) => {
    const file = named(context, drive);
    const move = { add: idsIn(context, 'addParents'), remove: idsIn(context, 'removeParents') };
    const may = capabilities(file, drive);
    const parent = files.parentAfter(file.id, move);
    if (!file.parents.includes(parent)) {
      demand(may.canMoveItemWithinDrive);
      demandParent(capabilities(files.get(parent), drive).canAddChildren);
    }
    const { trashed, starred: _, viewedByMeTime: __, ...more } = metadata;
    if (trashed === true) demand(may.canTrash || files.isExplicitlyTrashed(file.id));
    if (trashed === false) demand(may.canUntrash || !files.isExplicitlyTrashed(file.id));
    if (hasContent || Object.keys(more).length > 0) demand(may.canEdit);
    return { id: file.id, move };
  };
  const update = (context: ApiContext, upload: Upload) => {
    const { id, move } = checkUpdate(context, upload.metadata, upload.content !== undefined);
    return files.update(id, { ...upload, move });
  };

  /** Begins a resumable upload; `store` is called with the content when it is complete. */
  const begin = (context: ApiContext, store: (content: Upload['content']) => StoredFile) => {
    const fields = context.req.query('fields');
    select({}, fields ?? fileFields, fileShape);
    const length = context.req.header('x-upload-content-length');
    const id = sessions.begin({
      mimeType: context.req.header('x-upload-content-type'),
      length: length === undefined ? undefined : Number(length),
      finish: (content) => shown(store(content), fields),
    });
    const query = new URLSearchParams({ ...context.req.query(), upload_id: id });
    return context.body(null, 200, { location: `${url}${context.req.path}?${query}` });
  };
  const isResumable = (context: ApiContext) => context.req.query('uploadType') === 'resumable';
  const upload = async (context: ApiContext) => {
    const { 'content-range': range, 'content-type': type } = context.req.header();
    const bytes = Buffer.from(await context.req.arrayBuffer());
    const progress = sessions.put(context.req.query('upload_id') ?? '', range, type, bytes);
    if (progress.done) return context.json(progress.answer as object);
    const { received } = progress;
    return context.body(null, 308, received > 0 ? { range: `bytes=0-${received - 1}` } : {});
  };
  const cancel = (context: ApiContext) => {
    sessions.cancel(context.req.query('upload_id') ?? '');
    // Google's status for an upload that its client gave up.
    return new Response(null, { status: 499 });
  };

  return [
    {
      method: 'GET',
      path: '/drive/v3/files/generateIds',
      operation: 'files.generateIds',
      answer(context) {
        const { count: text = '10', space = 'drive', type = 'files' } = context.req.query();
        const count = Number(text);
        if (!Number.isInteger(count) || count < 1 || count > 1000) throw invalidValue('count');
        if (!['drive', 'appDataFolder'].includes(space)) throw invalidValue('space');
        if (!['files', 'shortcuts'].includes(type)) throw invalidValue('type');
        return context.json({ kind: 'drive#generatedIds', space, ids: files.generateIds(count) });
      },
    },
    {
      method: 'GET',
      path: '/drive/v3/files',
      operation: 'files.list',
      answer(context) {
        const { files: found, nextPageToken } = listFiles(drive, context.req.query());
        const resources = resourceContext(drive);
        const list = {
          kind: 'drive#fileList',
          incompleteSearch: false,
          nextPageToken,
          files: found.map((file) => fileResource(file, resources)),
        };
        return context.json(select(list, context.req.query('fields') ?? listFields, listShape) as object);
      },
    },
    {
      method: 'POST',
      path: '/drive/v3/files',
      operation: 'files.create',
      answer: async (context) =>
        answer(context, create(context, { metadata: parseMetadata(await context.req.text(), 'create') })),
    },
    {
      method: 'POST',
      path: '/upload/drive/v3/files',
      operation: 'files.create',
      async answer(context) {
        if (isUpload(context)) return upload(context);
        if (!isResumable(context)) return answer(context, create(context, await uploadOf(context, 'create')));
        const metadata = parseMetadata(await context.req.text(), 'create');
        checkCreation(context, metadata);
        return begin(context, (content) => create(context, { metadata, content }));
      },
    },
    {
      method: 'DELETE',
      path: '/drive/v3/files/trash',
      operation: 'files.emptyTrash',
      answer(context) {
        const driveId = context.req.query('driveId') ?? context.req.query('teamDriveId');
        if (driveId === files.driveId) {
          demand(capabilities(files.get(driveId), drive).canDeleteChildren);
          const trashed = files.all().filter(({ id }) => files.isExplicitlyTrashed(id));
          for (const { id } of trashed) if (files.find(id)) files.delete(id);
        }
        return context.body(null, 204);
      },
    },
    {
      method: 'GET',
      path: '/drive/v3/files/:id',
      operation: 'files.get',
      answer(context) {
        if (context.req.param('id') === myDrive) {
          const fields = context.req.query('fields') ?? fileFields;
          return context.json(select(myDriveResource(resourceContext(drive)), fields, fileShape) as object);
        }
        const file = named(context, drive);
        return context.req.query('alt') === 'media'
          ? contentAnswer(files, file, file.mimeType)
          : answer(context, file);
      },
    },
    {
      method: 'PATCH',
      path: '/drive/v3/files/:id',
      operation: 'files.update',
      answer: async (context) =>
        answer(context, update(context, { metadata: parseMetadata(await context.req.text(), 'update') })),
    },
    {
      method: 'PATCH',
      path: '/upload/drive/v3/files/:id',
      operation: 'files.update',
      async answer(context) {
        if (!isResumable(context)) return answer(context, update(context, await uploadOf(context, 'update')));
        const metadata = parseMetadata(await context.req.text(), 'update');
        checkUpdate(context, metadata, true);
        return begin(context, (content) => update(context, { metadata, content }));
      },
    },
    ...['/upload/drive/v3/files', '/upload/drive/v3/files/:id'].flatMap((path): Call[] => [
      { method: 'PUT', path, operation: 'files.upload', answer: upload },
      { method: 'DELETE', path, operation: 'files.upload', answer: cancel },
    ]),
    {
      method: 'DELETE',
      path: '/drive/v3/files/:id',
      operation: 'files.delete',
      answer(context) {
        const file = named(context, drive);
        demand(capabilities(file, drive).canDelete && file.id !== files.driveId);
        files.delete(file.id);
        return context.body(null, 204);
      },
    },
  ];
}

/** Whether a request goes to an upload's session, whose address is its own authorization. */
export function isUpload({ req }: ApiContext): boolean {
  return req.path.startsWith('/upload/') && req.query('upload_id') !== undefined;
}

/** The ids of a parameter that lists them with commas. */
function idsIn(context: ApiContext, parameter: 'addParents' | 'removeParents'): Move['add'] {
  return (context.req.query(parameter) ?? '').split(',').filter((id) => id !== '');
}

async function uploadOf(context: ApiContext, call: 'create' | 'update'): Promise<Upload> {
  const body = Buffer.from(await context.req.arrayBuffer());
  const contentType = context.req.header('content-type') ?? '';
  return parseUpload({ uploadType: context.req.query('uploadType'), contentType, call }, body);
}
