import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { Families } from '../../../local/playground/form/families.ts';
import { ticksOff, type Visit } from '../../../local/playground/visit.ts';

test('what is tried is ticked off once it worked: by a page that is there, or a button that leads back to its page', async () => {
  const visit: Visit = { families: new Families(), tried: new Set() };
  const app = new Hono().use(ticksOff(visit));
  app.get('/mails/there', (context) => context.text('a mail'));
  app.post('/break/mend', (context) => context.redirect('/break', 303));

  await app.request('/mails/gone');
  await app.request('/break/mend');
  expect([...visit.tried]).toEqual([]);

  await app.request('/mails/there');
  await app.request('/break/mend', { method: 'POST' });
  expect([...visit.tried]).toEqual(['mail', 'broken']);
});

test('a picture or a mail that is shown inside another page ticks nothing off', async () => {
  const visit: Visit = { families: new Families(), tried: new Set() };
  const app = new Hono().use(ticksOff(visit)).get('*', (context) => context.text('there'));
  await app.request('/entries/cs_test_1/badge.jpg?v=1');
  await app.request('/mails/1/html');
  expect([...visit.tried]).toEqual([]);
  await app.request('/entries/cs_test_1');
  expect([...visit.tried]).toEqual(['entry']);
});
