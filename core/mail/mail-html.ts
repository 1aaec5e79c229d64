/**
 * A mail's HTML. Mail programs drop what they like: Gmail drops the style element where the mailbox is not its own,
 * others the styles of the body, and Word, which draws for Outlook, knows neither max-width nor the padding of a link.
 * So the layout is made of tables, and each element has its whole style inline, font and colour included. The one style
 * element only adds colours for dark mode.
 */
import { html, raw } from 'hono/html';
import { oneLine } from '../domain/text.ts';
import type { MailBlock, MailContent, MailLine } from './mail-content.ts';

const font = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const colour = { page: '#f1f3f6', card: '#ffffff', ink: '#1c2430', quiet: '#566171', action: '#0b4f9e' };
const text = `${font};font-size:16px;line-height:1.5;color:${colour.ink}`;
/** The older property too: without either, a long word makes the mail wider than a phone. */
const wrap = 'word-break:break-word;overflow-wrap:anywhere';

const style = {
  body: `margin:0;padding:0;background-color:${colour.page};-webkit-text-size-adjust:100%`,
  page: `width:100%;background-color:${colour.page}`,
  around: 'padding:20px 10px 32px',
  /** Not shown anywhere in the mail itself, whatever of this a mail program keeps. */
  preview:
    'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;mso-hide:all',
  card: `width:100%;max-width:600px;table-layout:fixed;background-color:${colour.card};border-radius:12px;border-top:6px solid #c8102e`,
  inside: `padding:24px 22px 26px;${wrap};${text}`,
  letterhead: `margin:0 0 4px;${font};font-size:13px;line-height:1.5;font-weight:600;letter-spacing:.04em;text-transform:uppercase;color:${colour.quiet}`,
  title: `margin:0 0 18px;${font};font-size:26px;line-height:1.2;font-weight:700;color:${colour.ink}`,
  paragraph: `margin:0 0 14px;${text}`,
  heading: `margin:26px 0 6px;${font};font-size:17px;line-height:1.4;font-weight:700;color:${colour.ink}`,
  facts: 'width:100%;border-collapse:collapse;table-layout:fixed',
  label: `width:34%;padding:9px 12px 9px 0;border-bottom:1px solid #e4e8ed;text-align:left;vertical-align:top;${font};font-weight:400;font-size:14px;line-height:24px;color:${colour.quiet}`,
  value: `padding:9px 0;border-bottom:1px solid #e4e8ed;text-align:left;vertical-align:top;${text};font-weight:600;${wrap}`,
  list: `margin:0;padding:0 0 0 20px;${text}`,
  /** Font and colour are the list's: a digest has hundreds of these, and Gmail cuts a mail off at 102 KB. */
  item: 'margin:0 0 8px',
  link: `color:${colour.action};text-decoration:underline`,
  buttonBox: 'margin:18px 0 14px',
  buttonCell: `padding:12px 20px;border-radius:8px;background-color:${colour.action};${font};font-size:16px;line-height:1.5`,
  button: `${font};font-size:16px;font-weight:600;color:#ffffff;text-decoration:none`,
  code: `margin:0 0 14px;padding:12px 14px;border-radius:8px;background-color:${colour.page};font-family:ui-monospace,Menlo,Consolas,monospace;font-size:14px;line-height:1.5;color:${colour.ink};${wrap}`,
  /** White stays white where a mail program inverts colours, so that the code can be scanned from a dark page. */
  picture: 'display:block;border:1px solid #e4e8ed;background-color:#ffffff;border-radius:8px',
  pictureBox: 'margin:6px 0 8px',
  scanned: `margin:0 0 6px;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:18px;line-height:1.4;font-weight:700;letter-spacing:.04em;color:${colour.ink}`,
  signature: `margin:26px 0 0;${text}`,
  footnote: `padding:14px 22px 0;${font};font-size:12px;line-height:1.5;color:${colour.quiet};${wrap}`,
};

/** The second form of each is for Outlook's apps and page, which mark what they have inverted. */
const darkColours = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page, .code { background-color: #12161c !important; }
  .card { background-color: #1d232c !important; }
  .ink { color: #e8ecf1 !important; }
  .quiet { color: #a3afbd !important; }
  .link { color: #9cc4ff !important; }
  .rule { border-color: #343d49 !important; }
}
[data-ogsc] .ink { color: #e8ecf1 !important; }
[data-ogsc] .quiet { color: #a3afbd !important; }
[data-ogsc] .link { color: #9cc4ff !important; }`;

/** Blanks that fill the rest of a preview, so that the mail's beginning does not come after it. */
const blanks = '\u034f\u2007'.repeat(100);

const table = 'role="presentation" cellpadding="0" cellspacing="0" border="0"';

/** The HTML of a mail; its values are escaped. */
export async function asHtml(content: MailContent): Promise<string> {
  const { letterhead, title, preview, blocks, signature, footnote } = content;
  return String(
    await html`<!doctype html>
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
<body class="page" style="${style.body}">
${
  preview &&
  html`<div aria-hidden="true" style="${style.preview}">${oneLine(preview)}${blanks}</div>
`
}<table ${raw(table)} class="page" width="100%" bgcolor="${colour.page}" style="${style.page}"><tr><td align="center" style="${style.around}">
<!--[if mso]><table role="presentation" width="600" align="center"><tr><td><![endif]-->
<table ${raw(table)} class="card" width="100%" bgcolor="${colour.card}" style="${style.card}"><tr><td class="ink" align="left" style="${style.inside}">
<p class="quiet" style="${style.letterhead}">${oneLine(letterhead)}</p>
<h1 class="ink" style="${style.title}">${oneLine(title)}</h1>
${blocks.map(blockAsHtml)}
<p class="ink" style="${style.signature}">${signature.map((line, index) => html`${index > 0 && html`<br>`}<bdi>${oneLine(line)}</bdi>`)}</p>
</td></tr></table>
<table ${raw(table)} width="100%" style="max-width:600px"><tr><td class="quiet" align="left" style="${style.footnote}">${oneLine(footnote)}</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body>
</html>
`,
  );
}

function blockAsHtml(block: MailBlock) {
  switch (block.kind) {
    case 'paragraph':
      return html`${block.heading && heading(block.heading)}<p class="ink" style="${style.paragraph}">${oneLine(block.text)}</p>`;
    case 'facts':
      return html`${heading(block.heading)}<table cellpadding="0" cellspacing="0" border="0" width="100%" style="${style.facts}">${block.facts.map(
        ([label, value]) => html`
<tr><th scope="row" class="quiet rule" width="34%" style="${style.label}">${oneLine(label)}</th><td class="ink rule" style="${style.value}"><bdi>${oneLine(value)}</bdi></td></tr>`,
      )}
</table>`;
    case 'list':
      return html`${heading(block.heading)}<ul class="ink" style="${style.list}">${block.items.map(lineAsHtml)}</ul>`;
    case 'steps':
      return html`${heading(block.heading)}<ol class="ink" style="${style.list}">${block.items.map(lineAsHtml)}</ol>`;
    case 'contact':
      return html`<p class="ink" style="${style.paragraph};margin-top:18px">Contact: ${link(block.email, `mailto:${block.email}`)}</p>`;
    case 'link':
      return html`<table ${raw(table)} style="${style.buttonBox}"><tr><td bgcolor="${colour.action}" style="${style.buttonCell}"><a href="${block.url}" style="${style.button}">${block.label}</a></td></tr></table>`;
    case 'code':
      return html`<p class="code ink" style="${style.code}">${oneLine(block.text)}</p>`;
    case 'scan': {
      const { contentId, side } = block.picture;
      return html`${heading(block.heading)}<p style="${style.pictureBox}"><img src="cid:${contentId}" width="${side}" height="${side}" alt="QR code" style="${style.picture}"></p>
<p class="ink" style="${style.scanned}">${block.code}</p>
<p class="ink" style="${style.paragraph}">${oneLine(block.text)}</p>`;
    }
  }
}

function heading(text: string) {
  return html`<h2 class="ink" style="${style.heading}">${text}</h2>
`;
}

function lineAsHtml(line: MailLine) {
  if (typeof line === 'string') return html`<li style="${style.item}">${oneLine(line)}</li>`;
  return html`<li style="${style.item}"><bdi>${oneLine(line.text)}</bdi>${line.links.map(
    ({ label, url }) => html` ${link(label, url)}`,
  )}</li>`;
}

function link(label: string, url: string) {
  return html`<a class="link" href="${url}" style="${style.link}">${label}</a>`;
}
