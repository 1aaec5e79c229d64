/** The token endpoint and API v3: https://developers.google.com/workspace/drive/api/reference/rest/v3 */
import { randomBytes } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import { accountCalls } from './account-calls.ts';
import { bodyOfStatus, challenge } from './answers.ts';
import type { ApiContext, Bindings, Call, DriveWorld } from './call.ts';
import { fileCalls, isUpload } from './file-calls.ts';
import type { Tokens } from './tokens.ts';
import type { Writes } from './writes.ts';

export const callsOf = (drive: DriveWorld): Call[] => [...fileCalls(drive), ...accountCalls(drive)];

export function driveApi(drive: DriveWorld, tokens: Tokens, writes: Writes): Hono<Bindings> {
  const app = new Hono<Bindings>();
  const calls = callsOf(drive);
  const operationOf = operations(calls);

  app.post('/token', async (context) => {
    const { status, body } = tokens.grant(new URLSearchParams(await context.req.text()));
    return context.json(body, status);
  });
  for (const path of ['/drive/*', '/upload/*']) {
    app.use(path, (context, next) => {
      const { req } = context;
      if (isUpload(context) || req.method === 'PUT') return next();
      tokens.check(req.header('authorization'), req.method === 'GET' ? 'read' : 'write');
      const operation = operationOf(context);
      if (operation && req.method !== 'GET') writes.take(operation, drive.settings.now);
      return next();
    });
  }
  for (const { method, path, answer } of calls) app.on(method, path, answer);
  return app;
}

/** Names the call that a request makes; `files.upload` is a request to a resumable upload's session. */
export function operations(calls: readonly Call[]) {
  const patterns = calls.map(({ method, path, operation }) => ({
    method,
    operation,
    pattern: new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`),
  }));
  return (context: ApiContext): string | undefined => {
    const { method, path } = context.req;
    if (path === '/token') return 'token';
    if (isUpload(context)) return 'files.upload';
    return patterns.find((one) => one.method === method && one.pattern.test(path))?.operation;
  };
}

/**
 * Gives every answer the headers that Google gives, and a fault that only has a status the body that Google would send.
 * A fault's body of one word is the reason in it.
 */
export const likeGoogle: MiddlewareHandler<Bindings> = async (context, next) => {
  await next();
  const { status } = context.res;
  const isApi = /^\/(drive|upload)\//.test(context.req.path);
  if (!isApi) return;
  if (status >= 400 && status !== 499) {
    const body = await context.res.clone().text();
    if (/^\w*$/.test(body)) {
      const { headers } = context.res;
      headers.delete('content-length');
      context.res = undefined;
      context.res = Response.json(bodyOfStatus(status, body || undefined), { status, headers });
    }
  }
  const { headers } = context.res;
  if (status >= 400 && status !== 499) headers.set('content-type', 'application/json; charset=UTF-8');
  if (status === 401) for (const [name, value] of Object.entries(challenge)) headers.set(name, value);
  if (context.req.path.startsWith('/upload/')) {
    headers.set('x-guploader-uploadid', `AB${randomBytes(30).toString('base64url')}`);
  }
};
