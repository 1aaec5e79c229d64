import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { mailPages } from '../../console/mail-pages.ts';
import { look } from '../../pages/look.ts';
import { MailService } from '../../ses/mail-service.ts';

const hostile = '<script>alert(1)</script>"\'&';
const logo = Buffer.from('a picture').toString('base64');

async function sent(mails: object[]) {
  const service = new MailService(new Map(), () => undefined);
  const ids: string[] = [];
  for (const { subject, html, ...more } of mails as { subject: string; html?: string }[]) {
    const Attachments = [
      { FileName: 'logo.png', ContentType: 'image/png', ContentId: 'logo', RawContent: logo },
      { FileName: 'dates.ics', ContentType: 'text/calendar', RawContent: logo },
    ];
    const Body = { Text: { Data: 'As text' }, ...(html && { Html: { Data: html } }) };
    const { body } = await service.answer(
      'SendEmail',
      '/v2/email/outbound-emails',
      JSON.stringify({
        FromEmailAddress: 'from@example.com',
        Destination: { ToAddresses: ['=?UTF-8?B?6rmA?= <parent@example.com>'] },
        EmailTags: [{ Name: 'entry', Value: 'entry_1' }],
        Content: { Simple: { Subject: { Data: subject }, Body, Attachments } },
        ...more,
      }),
    );
    ids.push((body as { MessageId: string }).MessageId);
  }
  const site = () => ({ name: 'Cloud', home: 'http://localhost/', links: [] });
  const app = new Hono().use(look(site)).route('/', mailPages(service.sent, Date.now));
  return {
    ids,
    get: (path: string) => app.request(path),
    read: async (path: string) => (await app.request(path)).text(),
  };
}

test('mails are listed newest first, found by subject, address, tag or id, and paged', async () => {
  const many = Array.from({ length: 101 }, (_, n) => ({ subject: `Mail ${n}.` }));
  const { ids, read } = await sent([...many, { subject: hostile }]);
  const first = await read('/mails');
  expect(first).toContain('1 to 100 of 102');
  expect(first).not.toContain('<script>');
  expect(first).toContain(' delivered</span>');
  expect(first).not.toContain('Mail 1.');
  expect(await read('/mails?from=100')).toContain('Mail 1.');
  for (const search of ['mail 7.', String(ids[7])]) {
    const found = await read(`/mails?search=${encodeURIComponent(search)}`);
    expect(found).toContain('1 to 1 of 1');
    expect(found).toContain(`<a href="/mails/${ids[7]}">Mail 7.</a>`);
  }
  expect(await read('/mails?search=entry_1')).toContain('of 102');
  expect(first).toContain('<td>김 &lt;parent@example.com&gt;</td>');
  expect(await read('/mails?search=nobody')).toContain('No mail has this');
});

test('a mail is shown with its text, files and tags', async () => {
  const { ids, get, read } = await sent([{ subject: hostile, html: `<p>${hostile}</p>` }]);
  const page = await read(`/mails/${ids[0]}`);
  expect(page).toContain('<pre>As text</pre>');
  expect(page).toContain('<dt>Tag: entry</dt><dd>entry_1</dd>');
  expect(page).toContain(`src="/mails/${ids[0]}/html?mode=dark"`);
  expect(page).not.toContain('<script>');
  const file = await get(`/mails/${ids[0]}/files/1`);
  expect(await file.text()).toBe('a picture');
  expect(file.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''dates.ics");
  expect((await get('/mails/unknown')).status).toBe(404);
});

test("a mail's HTML runs nothing, has its pictures, and is decided for light or dark", async () => {
  const html =
    '<html><head><style>@media (prefers-color-scheme: dark) { p { color: #fff } }</style></head><img src="cid:logo"></html>';
  const { ids, get, read } = await sent([{ subject: 'Hello', html }, { subject: 'As text alone' }]);
  const alone = await get(`/mails/${ids[0]}/html`);
  const policy = alone.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain('sandbox');
  expect(policy).not.toContain('allow-scripts');
  expect(await alone.text()).toContain(`<img src="data:image/png;base64,${logo}">`);
  expect(await read(`/mails/${ids[0]}/html?mode=dark`)).toContain('@media (min-width: 0)');
  expect(await read(`/mails/${ids[0]}/html?mode=light`)).toContain('@media (max-width: 0)');
  expect((await get(`/mails/${ids[1]}/html`)).status).toBe(404);
  expect(await read(`/mails/${ids[1]}`)).not.toContain('<iframe');
});
