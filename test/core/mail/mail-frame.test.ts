import { describe, expect, test } from 'vitest';
import type { MailBlock, MailContent } from '../../../core/mail/mail-content.ts';
import { layOutMail } from '../../../core/mail/mail-frame.ts';

/** A mail of every kind of block. */
const blocks: MailBlock[] = [
  { kind: 'paragraph', text: 'Hello <Sam> & "Co",' },
  { kind: 'paragraph', heading: 'What happened', text: 'Nothing was lost.' },
  { kind: 'facts', heading: 'Who it is', facts: [['Name', 'Jordan Rivera']] },
  { kind: 'list', heading: 'Events', items: ['Sparring', 'Poomsae'] },
  {
    kind: 'steps',
    heading: 'What to do',
    items: [{ text: 'Look.', links: [{ label: 'Open it', url: 'https://example.com/look' }] }, 'Go on.'],
  },
  { kind: 'contact', email: 'contact@example.com' },
  { kind: 'link', label: 'Run it again', url: 'https://example.com/run' },
  { kind: 'code', text: '{"entryId":"cs_1"}' },
  {
    kind: 'scan',
    heading: 'Your code',
    picture: { contentId: 'code@example.com', side: 174 },
    code: 'T1-7K3M9-QXAB2',
    text: 'Show it.',
  },
];
const content: MailContent = {
  letterhead: '2027 Open',
  title: 'Confirmed',
  preview: 'Jordan Rivera <Sparring>',
  blocks,
  signature: ['See you,', 'Open'],
  footnote: 'Reference 1',
};

const entities: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
};
/** What a reader of the HTML sees, in one line. */
const visible = (html: string) =>
  html
    .replace(/<head>[\s\S]*<\/head>|<!--[\s\S]*?-->|<div aria-hidden[\s\S]*?<\/div>|<img[^>]*>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&\w+;|&#39;/g, (entity) => entities[entity] ?? entity)
    .replace(/\s+/g, ' ');
/** The words of a text, without what only draws: list marks, lines under headings, colons after labels, addresses of links. */
const wordsOf = (text: string) =>
  text
    .replace(/^(-|\d+\.) |^-{2,} ?$|https:\S+/gm, '')
    .split(/[\s:]+/)
    .filter((word) => word !== '');

describe('a mail of all kinds of blocks', () => {
  test('says the same in its text and in its HTML, in the same order', async () => {
    const { text, html } = await layOutMail(content);
    expect(wordsOf(visible(html))).toEqual(wordsOf(text));
    for (const [url] of text.matchAll(/https:\S+/g)) expect(html).toContain(`href="${url}"`);
    expect(html).toContain('src="cid:code@example.com" width="174" height="174"');
  });

  test('looks the same where a mail program drops its style element and the styles of its body', async () => {
    const { html } = await layOutMail({ ...content, preview: undefined });
    const outside = html.replace(/<style>[\s\S]*<\/style>/, '').replace(/<body[^>]*>/, '<body>');
    const open: string[] = [];
    const voids = new Set(['img', 'br', 'meta']);
    const body = outside.slice(outside.indexOf('<body>') + 6, outside.indexOf('</body>'));
    const bare: string[] = [];
    for (const [, tag, words] of body.replace(/<!--[\s\S]*?-->/g, '').matchAll(/<([^>]+)>|([^<]+)/g)) {
      if (tag?.startsWith('/')) open.pop();
      else if (tag && !voids.has(tag.split(' ')[0] ?? '')) open.push(tag);
      // Word does not let fonts through into the cells of a table.
      const cell = open.findLastIndex((element) => /^t[dh] /.test(element));
      const styles = open.slice(Math.max(cell, 0)).join(';');
      if (words?.trim() && !['font-family:', 'font-size:', 'color:#'].every((part) => styles.includes(part)))
        bare.push(words);
    }
    expect(bare).toEqual([]);
    expect(open).toEqual([]);
  });

  test('is laid out by tables no wider than 600 px', async () => {
    const { html } = await layOutMail(content);
    expect(html).toContain('max-width:600px');
    expect(html).toContain('<!--[if mso]><table role="presentation" width="600"');
    expect(html).not.toMatch(/<div (?!aria-hidden)|position:|display:(?:flex|grid)/);
  });

  test('each colour of a text has one for dark mode', async () => {
    const { html } = await layOutMail(content);
    const colourless = [...html.matchAll(/<(\w+)([^>]*)style="[^"]*[;"]color:#(?!ffffff)/g)].filter(
      ([, , attributes]) => !/class="[^"]*(?:ink|quiet|link)/.test(attributes ?? ''),
    );
    expect(colourless.map(([tag]) => tag)).toEqual([]);
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
  });
});

test('a preview comes before everything that is shown, escaped, and is not shown itself', async () => {
  const { html } = await layOutMail(content);
  const [shown = ''] = /<body[\s\S]*?<table/.exec(html) ?? [];
  expect(shown).toContain('<div aria-hidden="true" style="display:none;');
  expect(shown).toContain('>Jordan Rivera &lt;Sparring&gt;\u034f');
  expect((await layOutMail({ ...content, preview: undefined })).html).not.toContain('aria-hidden');
});

test('a digest of four reasons and 200 registrations is not cut off by Gmail, which shows 102 KB', async () => {
  const item = {
    text: 'Jordan Rivera, Golden Dragon TKD - Owasso: Birth date; Weight',
    links: [{ label: 'Open the registration', url: `https://console.example.com/${'x'.repeat(180)}` }],
  };
  const list: MailBlock = { kind: 'list', heading: 'Who it is about', items: Array(50).fill(item) };
  const { html } = await layOutMail({ ...content, blocks: [list, list, list, list] });
  expect(Buffer.byteLength(html)).toBeLessThan(102_000);
});
