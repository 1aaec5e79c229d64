import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EntryItem } from '../../core/domain/entry-item.ts';
import { FrontEnd } from '../../local/front-end.ts';
import { waitFor } from '../../local/outcome.ts';
import { playground } from '../../local/playground/playground.ts';
import { putPhoto } from '../../local/seed.ts';
import { synthesise } from '../../local/synthesise.ts';
import { startTournamentCloud, type TournamentCloud } from '../../local/tournament-cloud.ts';
import { manualEntry } from '../cloud/people.ts';

let cloud: TournamentCloud;
let frontEnd: FrontEnd;

beforeAll(async () => {
  const assembly = await synthesise('local');
  cloud = await startTournamentCloud({
    assembly,
    retryIntervalMs: 300,
    site: (running) => playground(running),
  });
  frontEnd = new FrontEnd(cloud);
});
afterAll(() => cloud.stop());

/** Sends an entry that needs no payment, and waits until its page says something. @returns the page's address. */
async function sent(entry: EntryItem, text: string): Promise<string> {
  const { entryId } = await frontEnd.submit(entry);
  const page = `${cloud.endpoints.console}/entries/${entryId}`;
  await says(page, text);
  return page;
}

/** Waits until a page has all of these in it, and none of those. */
const says = (page: string, wanted: string, unwanted?: string) =>
  waitFor(`${page} to say ${wanted}`, async () => {
    const text = await (await fetch(page)).text();
    return text.includes(wanted) && !(unwanted && text.includes(unwanted)) ? text : undefined;
  });

/** Presses a button of a page. */
async function press(address: string, fields: Record<string, string | Blob>): Promise<void> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const response = await fetch(address, { method: 'POST', body, redirect: 'manual' });
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toContain('done=');
}

const badgeIn = (text: string) => /badge\.jpg\?v=(\w+)/.exec(text)?.[1];

test('what needs attention is corrected on the entry’s page and run again, with no trace of it left', async () => {
  const name = manualEntry();
  const page = await sent(
    { ...name, full_name: { S: ' ' }, beltRank: { S: 'camo' } },
    'id="attention-registration"',
  );
  await press(`${page}/correct`, { full_name: 'Nora Named', run: 'yes' });
  const registered = await says(page, 'Registered</span>', 'id="attention-registration"');
  expect(registered).toContain('Nora Named');

  // Of who is registered, the registration is corrected, and the badge follows.
  const unclear = await says(page, 'badge.jpg?v=');
  expect(unclear).toContain('Belt is not one that we know');
  await press(`${page}/correct`, { beltRank: 'green' });
  await waitFor('the badge to follow', async () => {
    const text = await (await fetch(page)).text();
    return badgeIn(text) !== badgeIn(unclear) && !text.includes('Belt is not one that we know')
      ? text
      : undefined;
  });
  const badge = await fetch(`${page}/badge.jpg`);
  expect(badge.headers.get('content-type')).toBe('image/jpeg');
});

test('a photo that cannot be used is replaced', async () => {
  const key = 'School_competitor_Wrong.jpg';
  await putPhoto(cloud, key, Buffer.from('no picture'));
  const entry = { ...manualEntry(), imgFilename: { S: key } };
  const page = await sent(entry, 'The photo cannot be used: not an image');
  const photo = readFileSync(
    join(
      import.meta.dirname,
      '../../local/samples/photos/River City Martial Arts_competitor_Casey_Whitfield.png',
    ),
  );
  await press(`${page}/correct`, {
    photo: new File([new Uint8Array(photo)], 'photo.png', { type: 'image/png' }),
  });
  await says(page, 'with the photo', 'The photo cannot be used');
});

test('a second entry of a person leads to the first, and can be taken off the list', async () => {
  const entry = manualEntry();
  const first = await sent(entry, 'Registered</span>');
  const second = await sent({ ...entry, phone: { S: '918-555-0100' } }, 'A person was entered twice');
  expect(await (await fetch(second)).text()).toContain(new URL(first).pathname);
  expect(await (await fetch(`${cloud.endpoints.console}/entries?state=attention`)).text()).toContain(
    new URL(second).pathname,
  );
  await press(`${second}/dismiss`, {});
  await says(second, 'Not registered</span>', 'id="attention-registration"');
});
