/** What can go wrong at Challonge, by name, as behaviours for `Faults`. */
import type { Fault } from '@tkd-registration/local-cloud/faults';
import { htmlPage } from './api/errors.ts';

const html = { 'content-type': 'text/html; charset=UTF-8', server: 'cloudflare' };
const json = { 'content-type': 'application/json; charset=utf-8' };

const answer = (status: number, body = '', headers: Record<string, string> = {}) =>
  ({ kind: 'answer', status, body, headers }) as const;

export const challongeFaults = {
  'answer lost after the write': { kind: 'lose-answer' },
  'slow answer after the write': { kind: 'slow-answer', ms: 30_000 },
  'connection cut before the write': { kind: 'reset' },
  'no answer': { kind: 'hang' },
  'server error': answer(500, htmlPage("We're sorry, but something went wrong (500)"), html),
  'unknown error of Cloudflare': answer(
    520,
    htmlPage('challonge.com | 520: Web server is returning an unknown error'),
    html,
  ),
  'challenge of Cloudflare': answer(403, htmlPage('Just a moment...'), {
    ...html,
    'cf-mitigated': 'challenge',
  }),
  'too many requests, empty': answer(429),
  'too many requests, JSON': answer(429, '{"errors":[{"status":429,"detail":"Too Many Requests"}]}', json),
  'too many requests, HTML': answer(
    429,
    htmlPage('Access denied | challonge.com used Cloudflare to restrict access'),
    html,
  ),
  'key refused, JSON': answer(401, '{"errors":["Invalid API key"]}', json),
  'key refused, text': answer(401, 'HTTP Basic: Access denied.\n', {
    'content-type': 'text/html; charset=utf-8',
    'www-authenticate': 'Basic realm="Application"',
  }),
  'not the owner, v1': answer(401, '{"errors":["You only have read access to this tournament"]}', json),
  'no access, JSON': answer(403, '{"errors":[{"status":403,"detail":"Forbidden"}]}', json),
} as const satisfies Record<string, Fault['behaviour']>;
export type ChallongeFault = keyof typeof challongeFaults;

export const isFault = (name: string): name is ChallongeFault => Object.hasOwn(challongeFaults, name);
