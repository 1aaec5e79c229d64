/** The routes of the token endpoint and of the files part of API v3. */
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { fileNotFound, invalidValue } from './answers.ts';
import { type Shape, select } from './fields.ts';
import { contentAnswer, type DriveFiles, folderType, type StoredFile } from './files.ts';
import { listFiles } from './list.ts';
import type { UploadSessions } from './resumable.ts';
import type { Tokens } from './tokens.ts';
import { type Metadata, parseMetadata, parseUpload, type Upload } from './upload.ts';

type ApiContext = Context<{ Bindings: HttpBindings }>;

const fileShape = {
  kind: true,
  id: true,
  name: true,
  mimeType: true,
  parents: true,
  appProperties: true,
  md5Checksum: true,
  size: true,
  createdTime: true,
  modifiedTime: true,
  trashed: true,
  driveId: true,
  webViewLink: true,
} satisfies Shape;
const listShape = {
  kind: true,
  incompleteSearch: true,
  nextPageToken: true,
  files: fileShape,
} satisfies Shape;
// The fields Drive returns by default.
const fileFields = 'kind,id,name,mimeType';
const listFields = `kind,incompleteSearch,nextPageToken,files(${fileFields})`;

/** @param url of the sandbox, for links. */
export function driveApi(
  files: DriveFiles,
  tokens: Tokens,
  sessions: UploadSessions,
  url: string,
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.post('/token', async (context) => {
    const { status, body } = tokens.grant(new URLSearchParams(await context.req.text()));
    return context.json(body, status);
  });
  for (const path of ['/drive/*', '/upload/*']) {
    app.use(path, (context, next) => {
      // An upload session's address is its own authorization.
      if (context.req.method === 'PUT') return next();
      tokens.check(context.req.header('authorization'));
      return next();
    });
  }

  const resource = (file: StoredFile) => ({
    kind: 'drive#file',
    ...file,
    size: file.size === undefined ? undefined : String(file.size),
    driveId: files.driveId,
    webViewLink: file.mimeType === folderType ? `${url}/` : `${url}/file/d/${file.id}/view`,
  });
  const shown = (file: StoredFile, fields = fileFields) => select(resource(file), fields, fileShape);
  const answer = (context: ApiContext, file: StoredFile) =>
    context.json(shown(file, context.req.query('fields')));
  const named = (context: ApiContext) => {
    const id = context.req.param('id') ?? '';
    if (!seesSharedDrives(context)) throw fileNotFound(id);
    return files.get(id);
  };
  const checkCreation = (context: ApiContext, metadata: Metadata) => {
    const [parent] = metadata.parents ?? [];
    if (parent !== undefined && !seesSharedDrives(context)) throw fileNotFound(parent);
    files.parentOfNew(metadata);
  };
  const checkUpdate = (context: ApiContext, metadata: Metadata) => {
    const { id } = named(context);
    const move = { add: idsIn(context, 'addParents'), remove: idsIn(context, 'removeParents') };
    files.checkUpdate(id, metadata, move);
    return { id, move };
  };
  const create = (context: ApiContext, upload: Upload) => {
    checkCreation(context, upload.metadata);
    return answer(context, files.create(upload));
  };
  const update = (context: ApiContext, upload: Upload) => {
    const { id, move } = checkUpdate(context, upload.metadata);
    return answer(context, files.update(id, upload, move));
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

  app.get('/drive/v3/files/generateIds', (context) => {
    const count = Number(context.req.query('count') ?? 10);
    if (!Number.isInteger(count) || count < 1 || count > 1000) throw invalidValue('count');
    return context.json({ kind: 'drive#generatedIds', space: 'drive', ids: files.generateIds(count) });
  });
  app.get('/drive/v3/files', (context) => {
    const { files: found, nextPageToken } = listFiles(files, context.req.query());
    const list = {
      kind: 'drive#fileList',
      incompleteSearch: false,
      nextPageToken,
      files: found.map(resource),
    };
    return context.json(select(list, context.req.query('fields') ?? listFields, listShape));
  });
  app.post('/drive/v3/files', async (context) =>
    create(context, { metadata: parseMetadata(await context.req.text()) }),
  );
  app.post('/upload/drive/v3/files', async (context) => {
    if (!isResumable(context)) return create(context, await uploadOf(context));
    const metadata = parseMetadata(await context.req.text());
    checkCreation(context, metadata);
    return begin(context, (content) => files.create({ metadata, content }));
  });
  app.get('/drive/v3/files/:id', (context) => {
    const file = named(context);
    return context.req.query('alt') === 'media'
      ? contentAnswer(files, file, file.mimeType)
      : answer(context, file);
  });
  app.patch('/drive/v3/files/:id', async (context) =>
    update(context, { metadata: parseMetadata(await context.req.text()) }),
  );
  app.patch('/upload/drive/v3/files/:id', async (context) => {
    if (!isResumable(context)) return update(context, await uploadOf(context));
    const metadata = parseMetadata(await context.req.text());
    const { id, move } = checkUpdate(context, metadata);
    return begin(context, (content) => files.update(id, { metadata, content }, move));
  });
  app.on('PUT', ['/upload/drive/v3/files', '/upload/drive/v3/files/:id'], async (context) => {
    const { 'content-range': range, 'content-type': type } = context.req.header();
    const bytes = Buffer.from(await context.req.arrayBuffer());
    const progress = sessions.put(context.req.query('upload_id') ?? '', range, type, bytes);
    if (progress.done) return context.json(progress.answer as object);
    const { received } = progress;
    return context.body(null, 308, received > 0 ? { range: `bytes=0-${received - 1}` } : {});
  });
  app.delete('/drive/v3/files/:id', (context) => {
    files.delete(named(context).id);
    return context.body(null, 204);
  });

  return app;
}

/** Drive hides items of shared drives from a client that does not declare support for them. */
function seesSharedDrives(context: ApiContext): boolean {
  return context.req.query('supportsAllDrives') === 'true';
}

/** The ids of a parameter that lists them with commas. */
function idsIn(context: ApiContext, parameter: 'addParents' | 'removeParents'): string[] {
  return (context.req.query(parameter) ?? '').split(',').filter((id) => id !== '');
}

async function uploadOf(context: ApiContext): Promise<Upload> {
  const body = Buffer.from(await context.req.arrayBuffer());
  return parseUpload(context.req.query('uploadType'), context.req.header('content-type') ?? '', body);
}

/** The API's name for the call; `files.upload` is a request to a resumable upload session. */
export function operationOf({ req }: ApiContext): string | undefined {
  if (req.path === '/token') return 'token';
  const [, id] = /^(?:\/upload)?\/drive\/v3\/files(?:\/([^/]+))?$/.exec(req.path) ?? [undefined, null];
  if (id === null) return undefined;
  if (id === 'generateIds') return 'files.generateIds';
  if (req.method === 'PUT') return 'files.upload';
  const methods: Record<string, string> = id
    ? { GET: 'files.get', PATCH: 'files.update', DELETE: 'files.delete' }
    : { GET: 'files.list', POST: 'files.create' };
  return methods[req.method];
}
