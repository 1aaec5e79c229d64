/** Payload format 2.0 between API Gateway's HTTP API and Lambda, in both directions. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { accountId } from '../template/resource-kinds.ts';

export interface MatchedRoute {
  apiId: string;
  /** `$default`, or the name with which the path begins. */
  stage: string;
  /** `POST /webhooks/stripe`, `$default`. */
  routeKey: string;
  pathParameters: Record<string, string>;
}

/** Bodies of these types reach the function as text, all others (also without a type) as base64. */
const textTypes = /^(text\/.*|application\/(json|javascript|xml)|.*\+(json|xml))$/;

/** The event for a request. */
export function eventOf(
  route: MatchedRoute,
  request: IncomingMessage,
  body: Buffer,
  /** Epoch milliseconds. */
  now: number,
): APIGatewayProxyEventV2 {
  const [rawPath = '/', rawQueryString = ''] = (request.url ?? '/').split(/\?(.*)/s);
  const { cookie, ...headers } = headersOf(request);
  const query = joined([...new URLSearchParams(rawQueryString)]);
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const isBase64Encoded = body.length > 0 && !textTypes.test(type);
  const domainName = headers.host ?? '';
  const { apiId, stage, routeKey, pathParameters } = route;
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookie && { cookies: cookie.split(/; */) }),
    headers,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    requestContext: {
      accountId,
      apiId,
      domainName,
      domainPrefix: domainName.split('.')[0] ?? '',
      http: {
        method: request.method ?? '',
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage,
      time: logTime(new Date(now)),
      timeEpoch: now,
    },
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

/** Header names in lower case, with repeated headers joined by commas. */
function headersOf(request: IncomingMessage): Record<string, string> {
  const raw = request.rawHeaders;
  const pairs: [string, string][] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index]?.toLowerCase() ?? '';
    // Headers of the connection.
    if (name !== 'connection' && name !== 'transfer-encoding') pairs.push([name, raw[index + 1] ?? '']);
  }
  return joined(pairs);
}

function joined(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of pairs) values[name] = name in values ? `${values[name]},${value}` : value;
  return values;
}

/** `12/Mar/2026:19:03:58 +0000` */
function logTime(date: Date): string {
  const [, day, month, year, time] = date.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

const functionResponse = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * The HTTP response for a function's result: a result without a status code is the body of a 200.
 * @returns undefined for a result that has a status code but is not a valid response.
 */
export function responseOf(result: unknown): Response | undefined {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : JSON.stringify(result);
    return new Response(body, { status: 200, headers: { 'content-type': 'application/json' } });
  }
  const parsed = functionResponse.safeParse(result);
  if (!parsed.success) return undefined;
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const answer = new Headers({ 'content-type': 'text/plain;charset=UTF-8' });
  for (const [name, value] of Object.entries(headers ?? {})) answer.set(name, String(value));
  for (const cookie of cookies ?? []) answer.append('set-cookie', cookie);
  const bodiless = statusCode === 204 || statusCode === 304;
  const content = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  return new Response(bodiless ? null : content, { status: statusCode, headers: answer });
}
