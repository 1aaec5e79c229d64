import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderId, folderType, outcomeOf, type Started, started } from './started.ts';

let running: Started;
beforeAll(async () => {
  running = await started();
});
afterAll(() => running.sandbox.stop());

const page = async (path: string) => (await fetch(`${running.sandbox.url}${path}`)).text();
const post = (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  fetch(`${running.sandbox.url}${path}`, {
    ...{ method: 'POST', redirect: 'manual', headers },
    body: new URLSearchParams(fields),
  });
const make = async (name: string, more: object = {}) =>
  (await running.drive.upload({ name, parents: [folderId], ...more }, 'seen')).body.id as string;

test('the folder and its files are shown, with their names escaped and only images as such', async () => {
  const id = await make('<b>badge</b>.jpg', { description: 'Two <i>copies</i>' });
  const shown = await page('/');
  expect(shown).toContain('&lt;b&gt;badge&lt;/b&gt;.jpg');
  expect(shown).toContain(`src="/file/d/${id}/content?`);
  const file = await page(`/file/d/${id}/view`);
  expect(file).toContain(`/file/d/${id}/content`);
  expect(file).toContain('Two &lt;i&gt;copies&lt;/i&gt;');
  const image = await fetch(`${running.sandbox.url}/file/d/${id}/content`);
  expect([image.headers.get('content-type'), await image.text()]).toEqual(['image/jpeg', 'seen']);
  const script = await make('x.html', { mimeType: 'text/html' });
  const { headers } = await fetch(`${running.sandbox.url}/file/d/${script}/content`);
  expect(headers.get('content-type')).toBe('application/octet-stream');
  expect((await fetch(`${running.sandbox.url}/file/d/nowhere/view`)).status).toBe(404);
});

test('a person makes a file go to a folder, another name, the trash, back, and away for good', async () => {
  const body = JSON.stringify({ name: 'Lions', mimeType: folderType, parents: [folderId] });
  const folder = (await running.drive.call('POST', '/drive/v3/files', {}, { body })).body.id;
  const id = await make('moved.jpg');
  expect(await page('/')).toContain(`<a href="/folders/${folder}">Lions</a>`);
  expect(await page(`/file/d/${id}/view`)).toContain(`<option value="${folder}">Lions</option>`);
  await running.drive.byPerson('move', id, { folder });
  await running.drive.byPerson('rename', id, { name: 'renamed.jpg' });
  expect(await page(`/folders/${folder}`)).toContain('renamed.jpg');
  await running.drive.byPerson('trash', id);
  expect(await page('/trash')).toContain('renamed.jpg');
  const fields = 'trashed,trashingUser/emailAddress,lastModifyingUser/me';
  expect((await running.drive.call('GET', `/drive/v3/files/${id}`, { fields })).body).toEqual({
    trashed: true,
    trashingUser: { emailAddress: 'organiser@example.com' },
    lastModifyingUser: { me: false },
  });
  const answer = await post(`/_files/${id}/restore`, {}, { accept: 'text/html' });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `/file/d/${id}/view`]);
  await running.drive.byPerson('delete', id);
  expect(outcomeOf(await running.drive.call('GET', `/drive/v3/files/${id}`))).toBe('404 notFound');
});

test('the switches are buttons, and what is switched is shown and answered', async () => {
  expect(await page('/settings')).toContain('Content manager');
  await post('/_settings', { full: 'teamDriveFileLimitExceeded' });
  // What a form leaves out stays as it is.
  const changed = await post('/_settings', { role: 'reader', shared: 'false' });
  expect(await changed.json()).toMatchObject({
    role: 'reader',
    shared: false,
    full: 'teamDriveFileLimitExceeded',
  });
  const shown = await page('/settings');
  for (const text of ['The drive is not shared with it', 'file limit for this shared drive'])
    expect(shown).toContain(text);
  await post('/_settings', {
    role: 'fileOrganizer',
    shared: 'true',
    full: '',
    writesPerSecond: '3',
    burst: '20',
  });
  expect(await page('/settings')).toContain('More than <strong>3 a second</strong>, after 20 at once');
  const settings = await (await fetch(`${running.sandbox.url}/_settings`)).json();
  expect(settings).toMatchObject({ shared: true, full: '', writesPerSecond: 3, burst: 20 });
  for (const [name, value] of Object.entries({
    role: 'owner',
    colour: 'red',
    burst: 'many',
    writesPerSecond: '-1',
  })) {
    expect((await post('/_settings', { [name]: value })).status).toBe(400);
  }
  const writes = await (await fetch(`${running.sandbox.url}/_writes`)).json();
  expect(writes.at(-1)).toEqual({ at: expect.any(Number), operation: expect.any(String), refused: false });
});

test('switches and permissions outlive a restart', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'drive-'));
  try {
    const first = await started({ dataDir, settings: { role: 'organizer' } });
    const body = '{"type":"user","role":"reader","emailAddress":"judge@example.com"}';
    await first.drive.call('POST', `/drive/v3/files/${folderId}/permissions`, {}, { body });
    first.sandbox.change({ writesPerSecond: 3 });
    await first.sandbox.stop();
    const second = await started({ dataDir });
    const settings = await (await fetch(`${second.sandbox.url}/_settings`)).json();
    expect(settings).toMatchObject({ role: 'organizer', writesPerSecond: 3 });
    const kept = await second.drive.call('GET', `/drive/v3/files/${folderId}/permissions`);
    expect(kept.body.permissions).toHaveLength(3);
    await second.sandbox.stop();
  } finally {
    await rm(dataDir, { recursive: true });
  }
});
