/** The stack's HTTP APIs (API Gateway v2), each on its own port. */
import type { IncomingMessage } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import * as z from 'zod';
import { type Clock, systemClock } from '../clock.ts';
import type { Outcome } from '../functions/function-instance.ts';
import { type Listening, listen } from '../listen.ts';
import type { Template } from '../template/template.ts';
import { eventOf, type MatchedRoute, responseOf } from './http-api-event.ts';

type Invoke = (functionName: string, event: unknown) => Promise<Outcome>;

export interface Route {
  /** `POST /webhooks/stripe`, `ANY /{proxy+}`, `$default`. */
  routeKey: string;
  functionName: string;
  timeoutMs: number;
}

export interface HttpApi {
  id: string;
  stage: string;
  routes: Route[];
}

const apiReference = z.object({ ApiId: z.string() });
const routeProperties = apiReference.extend({ RouteKey: z.string(), Target: z.string() });
const integrationProperties = apiReference.extend({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z.coerce.number().default(30_000),
});
const stageProperties = apiReference.extend({ StageName: z.string() });

/** The ids of the stack's HTTP APIs. */
const httpApiIds = (template: Template): string[] =>
  template.resourcesOf('AWS::ApiGatewayV2::Api').map(({ logicalId }) => logicalId);

/**
 * The stack's HTTP APIs with their routes.
 * @throws Error for an integration that is not a Lambda function with payload format 2.0.
 */
export function httpApisOf(template: Template): HttpApi[] {
  const integrations = new Map(
    template
      .resourcesOf('AWS::ApiGatewayV2::Integration')
      .map(({ logicalId, properties }) => [logicalId, integrationProperties.parse(properties)]),
  );
  const stages = template
    .resourcesOf('AWS::ApiGatewayV2::Stage')
    .map(({ properties }) => stageProperties.parse(properties));
  const routes = template
    .resourcesOf('AWS::ApiGatewayV2::Route')
    .map(({ properties }) => routeProperties.parse(properties));
  return httpApiIds(template).map((id) => ({
    id,
    stage: stages.find(({ ApiId }) => ApiId === id)?.StageName ?? '$default',
    routes: routes
      .filter(({ ApiId }) => ApiId === id)
      .map(({ RouteKey, Target }) => {
        const integration = integrations.get(Target.replace(/^integrations\//, ''));
        if (!integration) throw new Error(`route ${RouteKey}: there is no integration ${Target}`);
        return {
          routeKey: RouteKey,
          functionName: functionOf(integration.IntegrationUri),
          timeoutMs: Math.min(integration.TimeoutInMillis, 30_000),
        };
      }),
  }));
}

/**
 * Starts the stack's HTTP APIs, the first on `port`. The template's routes can only be resolved once their addresses are
 * known, so requests wait until `serve` is called.
 * @throws Error `port N is taken: …`.
 */
export async function startHttpApis(options: {
  template: Template;
  invoke: Invoke;
  port?: number;
  clock?: Clock;
}) {
  const { template, invoke, port, clock } = options;
  const served = Promise.withResolvers<HttpApi[]>();
  const urls = new Map<string, string>();
  const starting = httpApiIds(template).map(async (id, index) => {
    const api = served.promise.then((apis) => apis[index] as HttpApi);
    const listening = await startHttpApi({ api, invoke, clock, port: index === 0 ? port : 0 });
    urls.set(id, listening.url);
    return listening;
  });
  const started = await Promise.allSettled(starting);
  const listening = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const stop = async () => {
    await Promise.all(listening.map((one) => one.stop()));
  };
  const failed = started.find((one) => one.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  let apis: HttpApi[] = [];
  return {
    /** An API's URL, without its stage. */
    endpointOf: (id: string) => urls.get(id) ?? '',
    serve() {
      apis = httpApisOf(template);
      served.resolve(apis);
    },
    /** The URL of a route without variables, such as `POST /orders`; undefined when no API has it. */
    urlOf(routeKey: string): string | undefined {
      const api = apis.find(({ routes }) => routes.some((route) => route.routeKey === routeKey));
      return api && `${urls.get(api.id)}${stagePath(api)}${routeKey.split(' ')[1]}`;
    },
    stop,
  };
}

const stagePath = ({ stage }: HttpApi) => (stage === '$default' ? '' : `/${stage}`);

/** An integration refers to its function by ARN, or by the path in Lambda's API that invokes it. */
const functionOf = (uri: string) => /functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1] ?? uri;

const largestBody = 10 * 1024 * 1024;

const message = (status: number, text: string) => Response.json({ message: text }, { status });

/**
 * Serves one HTTP API. Requests that arrive before `api` settles wait for it.
 * @throws Error `port N is taken: …`.
 */
export async function startHttpApi(options: {
  api: Promise<HttpApi>;
  invoke: Invoke;
  port?: number;
  clock?: Clock;
}): Promise<Listening> {
  const { clock = systemClock } = options;
  return await listen(async (_request, { incoming }: HttpBindings) => {
    const api = await options.api;
    const body = await readBody(incoming);
    if (!body) return message(413, 'Request Entity Too Large');
    const found = match(api, incoming);
    if (!found) return message(404, 'Not Found');
    const { route, matched } = found;
    const outcome = await withLimit(
      options.invoke(route.functionName, eventOf(matched, incoming, body, clock.now())),
      route,
    );
    if (!outcome || (!outcome.ok && outcome.throttled)) return message(503, 'Service Unavailable');
    const response = outcome.ok ? responseOf(outcome.value) : undefined;
    return response ?? message(500, 'Internal Server Error');
  }, options.port);
}

/** Undefined when the body exceeds API Gateway's limit. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
  }
  return size <= largestBody ? Buffer.concat(chunks) : undefined;
}

async function withLimit(outcome: Promise<Outcome>, { timeoutMs }: Route): Promise<Outcome | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([outcome, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** The most specific route: without variables before with variables, `ANY` after the method, `$default` last. */
function match(api: HttpApi, request: IncomingMessage): { route: Route; matched: MatchedRoute } | undefined {
  const [path = '/'] = (request.url ?? '/').split('?');
  const prefix = stagePath(api);
  if (prefix && path !== prefix && !path.startsWith(`${prefix}/`)) return undefined;
  const asked = path.slice(prefix.length) || '/';
  const candidates = api.routes.flatMap((route) => {
    const pathParameters = parametersOf(route.routeKey, request.method ?? '', asked);
    return pathParameters ? [{ route, pathParameters }] : [];
  });
  const [best] = candidates.sort((a, b) => generality(a.route) - generality(b.route));
  if (!best) return undefined;
  const { route, pathParameters } = best;
  return {
    route,
    matched: { apiId: api.id, stage: api.stage, routeKey: route.routeKey, pathParameters },
  };
}

function generality({ routeKey }: Route): number {
  if (routeKey === '$default') return 100;
  const greedy = routeKey.includes('+}') ? 50 : 0;
  return greedy + routeKey.split('{').length * 2 + (routeKey.startsWith('ANY ') ? 1 : 0);
}

/** The values of the route's path variables; undefined when the request does not match the route. */
function parametersOf(routeKey: string, method: string, path: string): Record<string, string> | undefined {
  if (routeKey === '$default') return {};
  const [wantedMethod, wantedPath = '/'] = routeKey.split(' ');
  if (wantedMethod !== 'ANY' && wantedMethod !== method) return undefined;
  const wanted = wantedPath.split('/');
  const given = path.split('/');
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const [, name, greedy] = /^\{([^+}]+)(\+?)\}$/.exec(segment) ?? [];
    const value = greedy ? given.slice(index).join('/') : given[index];
    if (value === undefined || (name && value === '')) return undefined;
    if (!name && value !== segment) return undefined;
    if (name) parameters[name] = decodeURIComponent(value);
    if (greedy) return parameters;
  }
  return wanted.length === given.length ? parameters : undefined;
}
