import { nameOf } from '@tkd-registration/local-cloud/needed-grants';
import { expect, test } from 'vitest';
import { judgeGrants } from './judge-grants.ts';

const grant = (action: string) => ({ policy: 'StoreEntry', action, resource: '*', covers: () => true });
const [put, scan, trace] = [
  grant('dynamodb:PutItem'),
  grant('dynamodb:Scan'),
  grant('xray:PutTraceSegments'),
];
const tracing = { action: /^xray:/, why: 'The embedded cloud traces nothing.' };

test('a grant that nothing needs is needless, unless it was reviewed', () => {
  const verdict = judgeGrants([put, scan, trace], new Set([nameOf(put)]), [tracing]);
  expect(verdict).toEqual({ needless: ['StoreEntry: dynamodb:Scan on *'], stale: [] });
});

test('a review is stale when no grant fits it, and not when a test needs what it is about', () => {
  const gone = { policy: /^Gone/, action: /^dynamodb:Scan$/, why: 'It was there once.' };
  const needed = new Set([put, scan, trace].map(nameOf));
  expect(judgeGrants([put, scan, trace], needed, [tracing])).toEqual({ needless: [], stale: [] });
  expect(judgeGrants([scan], needed, [gone]).stale).toEqual([gone]);
});
