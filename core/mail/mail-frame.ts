/**
 * The layout of every mail. A mail is described once, as blocks, and laid out twice, as plain text and as HTML, so that
 * both say the same. Values come from a form that anyone can fill in: in both they are kept to one line, and in HTML
 * they are escaped.
 */
import { html } from 'hono/html';
import { oneLine } from '../domain/text.ts';

export type MailBlock =
  | { kind: 'paragraph'; heading?: string; text: string }
  | { kind: 'facts'; heading: string; facts: readonly (readonly [label: string, value: string])[] }
  | { kind: 'list'; heading: string; items: readonly MailLine[] }
  /** An ordered list. */
  | { kind: 'steps'; heading: string; items: readonly MailLine[] }
  /** A button for writing a mail. */
  | { kind: 'contact'; email: string }
  /** `url` is ours, never a form's. */
  | { kind: 'link'; label: string; url: string }
  /** A text to copy. */
  | { kind: 'code'; text: string };

/** A line, with links to the pages it is about: `url` is ours, never a form's. */
export type MailLine = string | { text: string; links: readonly { label: string; url: string }[] };

export interface MailContent {
  /** The small line above the title. */
  letterhead: string;
  title: string;
  blocks: readonly MailBlock[];
  /** The last lines: a closing and the sender. */
  signature: readonly string[];
  /** Small print, such as the entry's id. */
  footnote: string;
}

export async function layOutMail(content: MailContent): Promise<{ text: string; html: string }> {
  return { text: asText(content), html: String(await asHtml(content)) };
}

function asText({ letterhead, title, blocks, signature, footnote }: MailContent): string {
  const paragraphs = [
    oneLine(letterhead),
    oneLine(title),
    ...blocks.map(blockAsText),
    signature.map(oneLine).join('\n'),
    `-- \n${oneLine(footnote)}`,
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function blockAsText(block: MailBlock): string {
  switch (block.kind) {
    case 'paragraph':
      return block.heading ? section(block.heading, [oneLine(block.text)]) : oneLine(block.text);
    case 'facts':
      return section(
        block.heading,
        block.facts.map(([label, value]) => `${label}: ${oneLine(value)}`),
      );
    case 'list':
      return section(
        block.heading,
        block.items.map((item) => lineAsText('-', item)),
      );
    case 'steps':
      return section(
        block.heading,
        block.items.map((item, index) => lineAsText(`${index + 1}.`, item)),
      );
    case 'contact':
      return `Contact: ${block.email}`;
    case 'link':
      return `${block.label}:\n${block.url}`;
    case 'code':
      return `    ${oneLine(block.text)}`;
  }
}

function lineAsText(mark: string, line: MailLine): string {
  const { text, links } = typeof line === 'string' ? { text: line, links: [] } : line;
  const indent = ' '.repeat(mark.length + 1);
  return [`${mark} ${oneLine(text)}`, ...links.map(({ label, url }) => `${indent}${label}: ${url}`)].join(
    '\n',
  );
}

function section(heading: string, lines: readonly string[]): string {
  return [heading, '-'.repeat(heading.length), ...lines].join('\n');
}

/** Styles are inline because mail programs drop others; the one style element only changes colours for dark mode. */
const sans = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const style = {
  page: `margin:0;padding:0;background:#f1f3f6;color:#1c2430;${sans};font-size:16px;line-height:1.5;-webkit-text-size-adjust:100%`,
  card: 'max-width:560px;margin:0 auto;background:#ffffff;border-radius:12px;overflow:hidden;border-top:6px solid #c8102e;overflow-wrap:anywhere',
  inside: 'padding:24px 22px 26px',
  letterhead:
    'margin:0 0 4px;font-size:13px;font-weight:600;letter-spacing:.04em;text-transform:uppercase;color:#5b6675',
  title: 'margin:0 0 18px;font-size:26px;line-height:1.2;font-weight:700',
  paragraph: 'margin:0 0 14px',
  heading: 'margin:26px 0 6px;font-size:17px;font-weight:700',
  facts: 'width:100%;border-collapse:collapse;table-layout:fixed',
  label:
    'width:34%;padding:9px 12px 9px 0;border-bottom:1px solid #e4e8ed;text-align:left;vertical-align:top;font-weight:400;font-size:14px;line-height:24px;color:#5b6675',
  value: 'padding:9px 0;border-bottom:1px solid #e4e8ed;text-align:left;vertical-align:top;font-weight:600',
  list: 'margin:0;padding:0 0 0 20px',
  item: 'margin:0 0 8px',
  link: 'color:#0b4f9e',
  button:
    'display:inline-block;margin:8px 0 14px;padding:12px 20px;border-radius:8px;background:#0b4f9e;color:#ffffff;font-weight:600;text-decoration:none',
  code: 'margin:0 0 14px;padding:12px 14px;border-radius:8px;background:#f1f3f6;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:14px;overflow-wrap:anywhere',
  signature: 'margin:26px 0 0',
  footnote:
    'max-width:560px;margin:0 auto;padding:14px 22px 0;font-size:12px;color:#5b6675;overflow-wrap:anywhere',
};

const darkColours = `
@media (prefers-color-scheme: dark) {
  .page, .code { background: #12161c !important; color: #e8ecf1 !important; }
  .card { background: #1d232c !important; }
  .quiet { color: #a3afbd !important; }
  .link { color: #9cc4ff !important; }
  .rule { border-color: #343d49 !important; }
}`;

function asHtml({ letterhead, title, blocks, signature, footnote }: MailContent) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>${oneLine(title)}</title>
<style>${darkColours}</style>
</head>
<body class="page" style="${style.page}">
<div class="page" style="padding:20px 10px 32px;background:#f1f3f6">
<div class="card" style="${style.card}"><div style="${style.inside}">
<p class="quiet" style="${style.letterhead}">${oneLine(letterhead)}</p>
<h1 style="${style.title}">${oneLine(title)}</h1>
${blocks.map(blockAsHtml)}
<p style="${style.signature}">${signature.map((line, index) => html`${index > 0 && html`<br>`}<bdi>${oneLine(line)}</bdi>`)}</p>
</div></div>
<p class="quiet" style="${style.footnote}">${oneLine(footnote)}</p>
</div>
</body>
</html>
`;
}

function blockAsHtml(block: MailBlock) {
  switch (block.kind) {
    case 'paragraph':
      return html`${
        block.heading &&
        html`<h2 style="${style.heading}">${block.heading}</h2>
`
      }<p style="${style.paragraph}">${oneLine(block.text)}</p>`;
    case 'facts':
      return html`<h2 style="${style.heading}">${block.heading}</h2>
<table style="${style.facts}">${block.facts.map(
        ([label, value]) => html`
<tr><th scope="row" class="quiet rule" style="${style.label}">${label}</th><td class="rule" style="${style.value}"><bdi>${oneLine(value)}</bdi></td></tr>`,
      )}
</table>`;
    case 'list':
      return html`<h2 style="${style.heading}">${block.heading}</h2>
<ul style="${style.list}">${block.items.map(lineAsHtml)}</ul>`;
    case 'steps':
      return html`<h2 style="${style.heading}">${block.heading}</h2>
<ol style="${style.list}">${block.items.map(lineAsHtml)}</ol>`;
    case 'contact':
      return button(`Write to ${block.email}`, `mailto:${block.email}`);
    case 'link':
      return button(block.label, block.url);
    case 'code':
      return html`<p class="code" style="${style.code}">${oneLine(block.text)}</p>`;
  }
}

function lineAsHtml(line: MailLine) {
  if (typeof line === 'string') return html`<li style="${style.item}">${oneLine(line)}</li>`;
  const { text, links } = line;
  return html`<li style="${style.item}"><bdi>${oneLine(text)}</bdi>${links.map(
    ({ label, url }) => html` <a class="link" href="${url}" style="${style.link}">${label}</a>`,
  )}</li>`;
}

function button(label: string, url: string) {
  return html`<p style="${style.paragraph}"><a href="${url}" style="${style.button}">${label}</a></p>`;
}
