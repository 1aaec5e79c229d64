/** Every mail that was sent, as its reader sees it: in light and in dark, as text, with what became of it. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { addressParser } from 'postal-mime';
import { moment, pill, scrolling, type Tone } from '../pages/elements.ts';
import type { Html } from '../pages/frame.ts';
import { servedFile } from '../pages/look.ts';
import type { EventKind } from '../ses/configuration-sets.ts';
import { type MailFile, mailboxOf, type SentMail, type SentMails } from '../ses/sent-mails.ts';
import { type Mode, mailHtml, mailPolicy } from './mail-html.ts';

const perPage = 100;

/** @param now epoch milliseconds. */
export function mailPages(mails: SentMails, now: () => number): Hono {
  const pages = new Hono();
  pages.get('/_console/mails.css', servedFile(new URL('mails.css', import.meta.url)));
  pages.get('/_console/mails.js', servedFile(new URL('mails.js', import.meta.url)));

  pages.get('/mails', (context) => {
    const search = (context.req.query('search') ?? '').trim();
    const from = Math.max(0, Number.parseInt(context.req.query('from') ?? '0', 10) || 0);
    const found = mails.all().filter((mail) => searched(mail).includes(search.toLowerCase()));
    return context.render(list(found, { search, from, now: now() }), { title: 'Mails', live: true });
  });
  pages.get('/mails/:id', (context) => {
    const mail = mails.find(context.req.param('id'));
    if (!mail) return context.notFound();
    return context.render(mailBody(mail), {
      title: mail.subject,
      styles: ['/_console/mails.css'],
      scripts: ['/_console/mails.js'],
    });
  });
  pages.get('/mails/:id/html', (context) => {
    const mail = mails.find(context.req.param('id'));
    if (mail?.body.html === undefined) return context.notFound();
    const mode = context.req.query('mode');
    context.header('content-security-policy', mailPolicy);
    return context.html(mailHtml(mail, mode === 'light' || mode === 'dark' ? mode : undefined));
  });
  pages.get('/mails/:id/files/:place', (context) => {
    const file = mails.find(context.req.param('id'))?.attachments[Number(context.req.param('place'))];
    if (!file) return context.notFound();
    return context.body(Buffer.from(file.content, 'base64'), 200, {
      'content-type': file.contentType,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.filename)}`,
    });
  });
  return pages;
}

/** Mailboxes as mail programs show them: `Nora Novak <nora@example.com>`, whatever they are encoded as. */
const readable = (mailboxes: readonly string[]): string =>
  mailboxes
    .flatMap((mailbox) => addressParser(mailbox, { flatten: true }))
    .map(mailboxOf)
    .join(', ');

const searched = ({ subject, destination, tags, messageId }: SentMail) =>
  [subject, messageId, ...Object.values(destination).map(readable), ...Object.values(tags)]
    .join('\n')
    .toLowerCase();

function list(
  found: readonly SentMail[],
  { search, from, now }: { search: string; from: number; now: number },
): Html {
  const address = (start: number) => `/mails?${new URLSearchParams({ search, from: String(start) })}`;
  const shown = found.slice(from, from + perPage);
  return html`<form class="choices" method="get" role="search">
    <label>Search <input type="search" name="search" value="${search}" placeholder="subject, address, id"></label>
    <button class="plain">Search</button>
  </form>
  ${
    shown.length === 0
      ? html`<p class="empty">${search ? 'No mail has this in its subject, addresses, tags or id.' : 'No mail has been sent yet. None ever leaves this machine.'}</p>`
      : scrolling(
          'Mails',
          html`<table class="stacking">
        <thead><tr><th scope="col">Sent</th><th scope="col">To</th><th scope="col">Subject</th><th scope="col">What became of it</th></tr></thead>
        <tbody>${shown.map((mail) => row(mail, now))}</tbody>
      </table>`,
        )
  }
  <nav class="choices" aria-label="Pages of the list">
    ${from > 0 ? html`<a href="${address(Math.max(0, from - perPage))}">Newer</a>` : ''}
    ${found.length > from + perPage ? html`<a href="${address(from + perPage)}">Older</a>` : ''}
    ${found.length > 0 ? html`<span class="note">${from + 1} to ${from + shown.length} of ${found.length}, newest first</span>` : ''}
  </nav>`;
}

const row = (mail: SentMail, now: number): Html => html`<tr id="${mail.messageId}">
  <td>${moment(mail.at * 1000, now)}</td>
  <td>${readable(mail.destination.to)}</td>
  <td><a href="/mails/${mail.messageId}">${mail.subject || '(no subject)'}</a></td>
  <td>${fateOf(mail)}</td>
</tr>`;

const tones: Partial<Record<EventKind, [Tone, string]>> = {
  delivery: ['good', 'delivered'],
  bounce: ['bad', 'bounced'],
  complaint: ['bad', 'reported as spam'],
};

function fateOf({ fate }: SentMail): Html {
  const kinds = [...new Set(fate.map(({ kind }) => kind))];
  return html`${kinds.map((kind) => pill(...(tones[kind] ?? (['quiet', kind] as const))))}`;
}

function mailBody(mail: SentMail): Html {
  const { body, destination, attachments, headers, tags } = mail;
  const facts: [string, string][] = [
    ['From', readable([mail.from])],
    ['Answers go to', readable(mail.replyTo)],
    ['To', readable(destination.to)],
    ['Copy', readable(destination.cc)],
    ['Blind copy', readable(destination.bcc)],
    ...headers.map(({ name, value }): [string, string] => [name, value]),
    ...Object.entries(tags).map(([name, value]): [string, string] => [`Tag: ${name}`, value]),
    ['Message id', mail.messageId],
  ];
  return html`<dl class="facts">
    <dt>Sent</dt><dd>${moment(mail.at * 1000)} ${fateOf(mail)}</dd>
    ${facts.filter(([, value]) => value).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}
  </dl>
  ${attachments.length > 0 ? html`<h2>Attachments</h2><ul>${attachments.map((file, place) => fileLine(mail, file, place))}</ul>` : ''}
  ${body.html === undefined ? '' : html`<div class="modes">${(['light', 'dark'] as const).map((mode) => modeFrame(mail, mode))}</div>`}
  ${body.text === undefined ? '' : html`<h2>As text</h2><pre>${body.text}</pre>`}`;
}

const modeFrame = ({ messageId }: SentMail, mode: Mode): Html => html`<figure>
  <figcaption>In ${mode} mode. <a href="/mails/${messageId}/html?mode=${mode}">Alone</a></figcaption>
  <iframe src="/mails/${messageId}/html?mode=${mode}" title="The mail in ${mode} mode" sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"></iframe>
</figure>`;

const fileLine = (
  { messageId }: SentMail,
  { filename, contentType, size, contentId }: MailFile,
  place: number,
): Html =>
  html`<li><a href="/mails/${messageId}/files/${place}">${filename || 'without a name'}</a>
    <span class="note">${contentType}, ${(size / 1024).toFixed(1)} KiB${contentId ? ', shown in the mail' : ''}</span></li>`;
