import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Answer, askForToken, assertion, putTo } from '../../drive/client.ts';
import { folderId, outcomeOf, patch, type Started, started } from './started.ts';

let running: Started;
beforeAll(async () => {
  running = await started({ settings: { role: 'organizer' } });
});
afterEach(() => running.faults.clear());
afterAll(() => running.sandbox.stop());

const fault = (operation: string, status: number, body?: string, headers?: Record<string, string>) =>
  running.faults.add({ service: 'drive', operation, behaviour: { kind: 'answer', status, body, headers } });

test('each call can be given a fault by name', async () => {
  const { drive, sandbox } = running;
  const { id } = (await drive.upload({ name: 'x', parents: [folderId] }, 'x')).body;
  const driveId = (await drive.call('GET', `/drive/v3/files/${id}`, { fields: 'driveId' })).body.driveId;
  const path = `/drive/v3/files/${id}`;
  const permissions = `${path}/permissions`;
  const { session } = await drive.begin({ name: 'x', parents: [folderId] });
  const share = () => drive.call('POST', permissions, {}, { body: '{"type":"anyone","role":"reader"}' });
  const given = (await share()).body.id;
  const calls: Record<string, () => Promise<Answer>> = {
    token: () => askForToken(sandbox.serviceAccount.token_uri, assertion(sandbox.serviceAccount)),
    'about.get': () => drive.call('GET', '/drive/v3/about', { fields: '*' }),
    'drives.get': () => drive.call('GET', `/drive/v3/drives/${driveId}`),
    'drives.list': () => drive.call('GET', '/drive/v3/drives'),
    'files.generateIds': () => drive.call('GET', '/drive/v3/files/generateIds'),
    'files.list': () => drive.list(''),
    'files.create': () => drive.upload({ name: 'x', parents: [folderId] }, 'x'),
    'files.get': () => drive.call('GET', path),
    'files.update': () => patch(drive, id, {}),
    'files.upload': () => putTo(session, 'x'),
    'permissions.create': share,
    'permissions.get': () => drive.call('GET', `${permissions}/${given}`),
    'permissions.list': () => drive.call('GET', permissions),
    'permissions.delete': () => drive.call('DELETE', `${permissions}/${given}`),
    'files.emptyTrash': () => drive.call('DELETE', '/drive/v3/files/trash', { driveId }),
    'files.delete': () => drive.call('DELETE', path),
  };
  for (const [operation, call] of Object.entries(calls)) {
    fault(operation, 503, '{}');
    for (const [other, otherCall] of Object.entries(calls)) {
      const ends = /delete$|emptyTrash$/.test(other);
      if (other !== operation && !ends) expect((await otherCall()).status).toBe(200);
    }
    expect((await call()).status).toBe(503);
  }
  expect((await calls['files.delete']?.())?.status).toBe(204);
});

test.each([
  [403, undefined, '403 insufficientFilePermissions', 'global'],
  [403, 'userRateLimitExceeded', '403 userRateLimitExceeded', 'usageLimits'],
  [404, undefined, '404 notFound', 'global'],
  [429, undefined, '429 rateLimitExceeded', 'usageLimits'],
  [500, undefined, '500 internalError', 'global'],
  [503, undefined, '503 backendError', 'global'],
])(
  'a fault of status %s and the word %s has the JSON that Google sends',
  async (status, word, outcome, domain) => {
    fault('files.get', status, word, { 'retry-after': '3' });
    const answer = await running.drive.call('GET', `/drive/v3/files/${folderId}`);
    expect([outcomeOf(answer), answer.body.error.errors[0].domain]).toEqual([outcome, domain]);
    expect(answer.body.error.code).toBe(status);
    expect([answer.headers.get('retry-after'), answer.headers.get('content-type')]).toEqual([
      '3',
      'application/json; charset=UTF-8',
    ]);
  },
);

test('a fault with a text of its own keeps it', async () => {
  fault('files.get', 502, '<html>Bad Gateway</html>');
  const { status, body } = await running.drive.call('GET', `/drive/v3/files/${folderId}`);
  expect([status, body]).toEqual([502, '<html>Bad Gateway</html>']);
});

test('401 says how to authenticate, by a fault and without one', async () => {
  fault('files.get', 401);
  const path = `/drive/v3/files/${folderId}`;
  const faulty = await running.drive.call('GET', path);
  const missing = await fetch(`${running.sandbox.url}${path}`);
  expect([faulty.status, missing.status]).toEqual([401, 401]);
  for (const { headers } of [faulty, missing])
    expect(headers.get('www-authenticate')).toMatch(/^Bearer realm=/);
});
