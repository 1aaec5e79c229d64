import { Hono } from 'hono';
import { html } from 'hono/html';
import { expect, test } from 'vitest';
import { look } from '../../pages/look.ts';

const hostile = '<script>alert(1)</script>"\'&';
const site = {
  name: 'Shop',
  home: 'http://127.0.0.1:1/',
  links: [
    { title: 'Orders', href: 'http://127.0.0.1:1/orders' },
    { title: 'Bank', href: 'http://127.0.0.1:2/' },
  ],
};

function served(shown = { title: 'Orders', live: true }) {
  const app = new Hono().use(look(() => site));
  app.get('/', (context) => context.render(html``, shown));
  app.get('/orders/:id', (context) => context.render(html`<p>${context.req.param('id')}</p>`, shown));
  return (path: string, headers = {}) => app.request(`http://127.0.0.1:1${path}`, { headers });
}

test('a page has its heading, the navigation and the way to keep it up to date, and nothing inline', async () => {
  const answer = await served()('/orders/7');
  const text = await answer.text();
  expect(text).toContain('<title>Orders – Shop</title>');
  expect(text).toContain('<h1>Orders</h1>');
  expect(text).toContain('<main id="main" class="wide" data-live>');
  expect(text).toContain('<a href="/orders" aria-current="page">Orders</a>');
  expect(text).toContain('<a href="http://127.0.0.1:2/">Bank</a>');
  expect(text).toContain('<a class="home" href="/">Shop</a>');
  expect(text).not.toMatch(/<style|style="|<script>| on\w+="/);
  expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'; style-src 'self'");
  expect(await (await served()('/')).text()).toContain('<a class="home" href="/" aria-current="page">');
});

test('what a page refers to is there', async () => {
  const get = served();
  const text = await (await get('/')).text();
  const addresses = [...text.matchAll(/(?:href|src)="(\/_look\/[^"]+)"/g)].map(([, address = '']) => address);
  const script = await (await get('/_look/live.js')).text();
  addresses.push(...[...script.matchAll(/from '([^']+)'/g)].map(([, address = '']) => address));
  expect(addresses).toEqual(['/_look/style.css', '/_look/live.js', '/_look/idiomorph.js']);
  for (const address of addresses) expect((await get(address)).status, address).toBe(200);
});

test('a page that has not changed is not sent again', async () => {
  const get = served();
  const etag = (await get('/orders/7')).headers.get('etag') ?? '';
  expect((await get('/orders/7', { 'if-none-match': etag })).status).toBe(304);
  expect((await get('/orders/8', { 'if-none-match': etag })).status).toBe(200);
});

test('text is escaped in the heading and in the content', async () => {
  const get = served({ title: hostile, live: false });
  const text = await (await get(`/orders/${encodeURIComponent(hostile)}`)).text();
  expect(text).not.toContain('<script>');
  expect(text).toContain(`<p>&lt;script&gt;`);
});
