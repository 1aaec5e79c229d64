/** Both versions at their addresses: who may call, in which form, how often, and how that is refused. */
import { randomUUID } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode, StatusCode } from 'hono/utils/http-status';
import type { CallRecord, Calls } from '../calls.ts';
import { notPlayed, Refusal } from '../refusal.ts';
import { type Ask, type Call, finder, type Version, type World } from './call.ts';
import { basicDenied, type ErrorBody, errorBody, wrongContentType } from './errors.ts';
import { callsOfV1 } from './v1.ts';
import { callsOfV21, stateAsked } from './v21.ts';
import { nested, objectOf, text } from './values.ts';

export type Bindings = { Bindings: HttpBindings; Variables: { record?: CallRecord } };
type ApiContext = Context<Bindings>;

const versions: readonly Version[] = ['v1', 'v2.1'];
const jsonApi = 'application/vnd.api+json';

interface Dependencies {
  world: World;
  apiKey: string;
  calls: Calls;
}

export const callsOf = (world: World): Record<Version, Call[]> => ({
  v1: callsOfV1(world),
  'v2.1': callsOfV21(world),
});

export function challongeApi({ world, apiKey, calls }: Dependencies): Hono<Bindings> {
  const app = new Hono<Bindings>();
  const { settings } = world;
  const all = callsOf(world);
  for (const version of versions) {
    const find = finder(all[version]);
    app.all(`/${version}/*`, async (context) => {
      const record = context.get('record');
      if (record) record.reached = true;
      let counts = false;
      try {
        const ask = await (version === 'v1' ? askOfV1(context, apiKey) : askOfV21(context, world, apiKey));
        calls.check(settings.now);
        counts = settings.now.failedCallsCount;
        const found = find(context.req.method, ask.path);
        if (!found) throw new Refusal(404, { text: 'Not Found' });
        const { status, body } = found.call.answer({ ...ask, params: found.params });
        counts = true;
        if (record) record.status = status;
        return body === undefined
          ? context.body(null, status as StatusCode)
          : context.json(body, status as ContentfulStatusCode);
      } catch (error) {
        if (!(error instanceof Refusal || error instanceof Denied)) throw error;
        if (record) record.status = error.status;
        return refusal(context, version, error, world);
      } finally {
        if (counts) calls.used += 1;
      }
    });
  }
  return app;
}

/** A refusal whose form no switch changes. */
class Denied extends Error {
  readonly status: number;
  readonly form: ErrorBody;
  readonly headers: Record<string, string>;

  constructor(status: number, form: ErrorBody, headers: Record<string, string> = {}) {
    super(form.body);
    this.status = status;
    this.form = form;
    this.headers = headers;
  }
}

function refusal(
  context: ApiContext,
  version: Version,
  error: Refusal | Denied,
  { settings }: World,
): Response {
  const { retryAfter } = settings.now;
  const form = error instanceof Denied ? error.form : errorBody(error, version, settings.now);
  const headers = {
    'content-type': form.type,
    ...(error instanceof Denied && error.headers),
    ...(error.status === 429 && retryAfter > 0 && { 'retry-after': String(retryAfter) }),
  };
  return context.body(form.body, error.status as ContentfulStatusCode, headers);
}

interface Asked extends Omit<Ask, 'params'> {
  /** Below the version, without suffix. */
  path: string;
}

/** The parts of a path: below its version, and the format that it ends in. */
function pathOf(path: string): { below: string; format: string | undefined } {
  const [, below = '', format] = /^\/v[\d.]+(\/.*?)(?:\.(json|xml))?$/.exec(path) ?? [];
  return { below, format };
}

async function askOfV1(context: ApiContext, apiKey: string): Promise<Asked> {
  const { req } = context;
  const { below, format } = pathOf(req.path);
  const query = new URL(req.url).searchParams;
  const accept = req.header('accept') ?? '';
  if (format === 'xml') throw notPlayed('XML');
  if (!format && !accept.includes('application/json')) {
    throw new Denied(406, { type: 'text/plain; charset=utf-8', body: 'json or xml only' });
  }
  const body = { ...nested(query), ...(await parametersOf(context)) };
  const key = text(body.api_key);
  if (key !== undefined) {
    if (key !== apiKey) throw new Refusal(401, { text: 'Invalid API key' });
  } else if (passwordOf(req.header('authorization')) !== apiKey) {
    throw new Denied(401, basicDenied, { 'www-authenticate': 'Basic realm="Application"' });
  }
  return { path: below, query, body };
}

/** The parameters in the body: a form's, or JSON. @throws Refusal 400 */
async function parametersOf({ req }: ApiContext): Promise<Record<string, unknown>> {
  const body = await req.text();
  if (body === '') return {};
  const isJson = req.header('content-type')?.includes('json') ?? false;
  return isJson ? objectOf(parsed(body)) : nested(new URLSearchParams(body));
}

/** The password of Basic; the user's name does not matter. */
function passwordOf(authorization = ''): string | undefined {
  const [, encoded] = /^Basic\s+(\S+)$/i.exec(authorization) ?? [];
  const decoded = encoded && Buffer.from(encoded, 'base64').toString('utf8');
  return decoded ? decoded.slice(decoded.indexOf(':') + 1) : undefined;
}

async function askOfV21({ req }: ApiContext, { settings }: World, apiKey: string): Promise<Asked> {
  const { below, format } = pathOf(req.path);
  if (settings.now.suffixNeeded && format !== 'json') throw new Refusal(404, { text: 'Not Found' });
  const [type = ''] = (req.header('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== jsonApi) throw new Denied(415, wrongContentType);
  if (!accepts(req.header('accept') ?? '*/*', settings.now.accept))
    throw new Refusal(406, { text: 'Not Acceptable' });
  const key = req.header('authorization-type') === 'v1' ? req.header('authorization') : undefined;
  if (key !== apiKey) throw new Refusal(401, { text: 'Unauthorized' });
  const body = await req.text();
  return { path: below, query: new URL(req.url).searchParams, body: body === '' ? undefined : parsed(body) };
}

function accepts(accept: string, rule: 'json' | 'vnd.api+json' | 'any'): boolean {
  if (rule === 'any') return true;
  const types = accept.split(',').map((one) => one.split(';')[0]?.trim());
  if (types.includes(jsonApi)) return true;
  return rule === 'json' && ['application/json', 'application/*', '*/*'].some((one) => types.includes(one));
}

/** @throws Refusal 400 */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, { text: 'Bad Request' });
  }
}

/**
 * Names the call that a request makes, for faults and the list of calls; undefined for what is not the API. What changes a
 * tournament's state is named as in version 1: `tournaments.start`.
 */
export function operations(all: Record<Version, Call[]>) {
  const finders = { v1: finder(all.v1), 'v2.1': finder(all['v2.1']) };
  return ({ req }: Context, body: string): string | undefined => {
    const version = versionOf(req.path);
    if (!version) return undefined;
    const operation = finders[version](req.method, pathOf(req.path).below)?.call.operation ?? 'unknown';
    if (operation !== 'tournaments.changeState') return operation;
    try {
      return `tournaments.${stateAsked(JSON.parse(body)) ?? 'changeState'}`;
    } catch {
      return operation;
    }
  };
}

const versionOf = (path: string) => versions.find((version) => path.startsWith(`/${version}/`));

/** Notes each call of the API, whatever becomes of it. */
export function noting(
  calls: Calls,
  operationOf: ReturnType<typeof operations>,
  now: () => number,
): MiddlewareHandler<Bindings> {
  return async (context, next) => {
    const { method, path } = context.req;
    const version = versionOf(path);
    if (!version) return next();
    const operation = operationOf(context, await context.req.text()) ?? 'unknown';
    const record: CallRecord = { at: now(), version, operation, method, path, reached: false };
    calls.add(record);
    context.set('record', record);
    await next();
    if (!record.reached && !context.env.outgoing.destroyed) record.status = context.res.status;
    context.header('x-request-id', randomUUID());
    context.header('cache-control', 'private, max-age=0, no-store, must-revalidate');
    return undefined;
  };
}
