/** What organisers read, and what they do on the pages that mails link to. */
import { expect, test } from 'vitest';
import { toAttributeValues } from '../../core/domain/entry-item.ts';
import { cloud, ended, outcomes, register } from './fixtures.ts';
import { adminMails, marksOf, registrationsOf } from './inspect.ts';
import { coach } from './people.ts';

/** Sends what a button on a page of the console would. */
const press = (url: string, fields: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields) });

const linkIn = (html: string | undefined, label: string) => {
  const [, url] = new RegExp(`<a [^>]*href="([^"]+)"[^>]*>${label}</a>`).exec(html ?? '') ?? [];
  return url?.replaceAll('&amp;', '&') ?? '';
};

test('an entry that cannot be registered is corrected and run again from the mail alone', async () => {
  const body = coach({ school: { S: ' ' } });
  const { entryId } = await register(body);
  const [mail, ...more] = await adminMails(entryId);
  expect(more).toEqual([]);
  expect(mail?.subject).toContain('A registration could not be finished: a field is missing');
  expect(mail?.body.text).toContain('School: It is empty. It should be the name of a school.');

  const item = linkIn(mail?.body.html, 'Open the entry');
  expect(item).toMatch(`${cloud.endpoints.console}/tables/`);
  const page = await (await fetch(item)).text();
  expect(page).toContain('Save changes');
  expect((await press(item, { item: '{}' })).status).toBe(400);
  expect((await press(item, { item: 'no JSON' })).status).toBe(400);
  const corrected = {
    ...toAttributeValues({ ...body, entryId }),
    school: { S: 'Golden Dragon TKD - Owasso' },
  };
  expect((await press(item, { item: JSON.stringify(corrected) })).status).toBe(200);

  const execution = await (await fetch(linkIn(mail?.body.html, 'Run it again'))).text();
  const [, stateMachineArn = ''] = /name="stateMachineArn" value="([^"]+)"/.exec(execution) ?? [];
  const input = JSON.stringify({ entryId });
  const started = await press(`${cloud.endpoints.console}/executions`, { stateMachineArn, input });
  const again = new URL(started.url).pathname.split('/').at(-1) ?? '';
  expect((await ended(again)).status).toBe('SUCCEEDED');
  expect(await registrationsOf(entryId)).toHaveLength(1);
  expect(await marksOf(entryId)).toEqual([]);
  expect((await outcomes.of(entryId, again)).confirmation).toBeDefined();
});
