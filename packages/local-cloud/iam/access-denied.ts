/** How each service says that access is denied. */
import { inXml } from '../aws/xml-text.ts';
import type { Access, Denial } from './policy.ts';

/** In the words of AWS's messages. @param principalArn of who made the request. */
export function messageOf(principalArn: string, { action, resource }: Access, denial: Denial): string {
  const reason = denial.startsWith('explicit')
    ? `with an ${denial}`
    : `because ${denial} the ${action} action`;
  return `User: ${principalArn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
}

const json = (status: number, body: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', ...headers },
  });

const xml = (body: string) =>
  new Response(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`, {
    status: 403,
    headers: { 'content-type': 'application/xml' },
  });

const restJson = (message: string) =>
  json(403, { message }, { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' });

/** @param request which of two protocols it speaks, and whether an answer may have a body. */
export function accessDenied(
  service: string,
  message: string,
  request: { method: string; query: boolean },
): Response {
  switch (service) {
    case 's3':
      if (request.method === 'HEAD') return new Response(null, { status: 403 });
      return xml(`<Error><Code>AccessDenied</Code><Message>${inXml(message)}</Message></Error>`);
    case 'ses':
    case 'lambda':
      return restJson(message);
    case 'sqs':
      if (request.query) {
        const error = `<Type>Sender</Type><Code>AccessDenied</Code><Message>${inXml(message)}</Message>`;
        return xml(`<ErrorResponse><Error>${error}</Error></ErrorResponse>`);
      }
      return json(
        403,
        { __type: 'com.amazon.coral.service#AccessDeniedException', message },
        { 'x-amzn-query-error': 'AccessDenied;Sender' },
      );
    default:
      return json(400, {
        __type: 'com.amazon.coral.service#AccessDeniedException',
        Message: message,
        message,
      });
  }
}
