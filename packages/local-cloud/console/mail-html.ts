/** A mail's HTML as a page of its own. */
import type { SentMail } from '../ses/sent-mails.ts';

export type Mode = 'light' | 'dark';

/** No scripts, whatever is in the mail; its links open elsewhere. */
export const mailPolicy = [
  'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data: https:',
].join('; ');

/** @param mode what a mail program would show it in; the reader's own when left out. */
export function mailHtml({ body, attachments }: SentMail, mode?: Mode): string {
  let text = body.html ?? '';
  for (const { contentId, contentType, content } of attachments) {
    if (contentId) text = text.replaceAll(`cid:${contentId}`, `data:${contentType};base64,${content}`);
  }
  const base = '<base target="_blank">';
  const head = /<head(\s[^>]*)?>/i;
  text = head.test(text) ? text.replace(head, `$&${base}`) : base + text;
  return mode ? inMode(text, mode) : text;
}

/** Decides the mail's own media queries, as a mail program does by its setting. */
export function inMode(text: string, mode: Mode): string {
  const decided = text.replaceAll(/\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/g, (_, asked) =>
    asked === mode ? '(min-width: 0)' : '(max-width: 0)',
  );
  return `${decided}<style>:root { color-scheme: ${mode} !important }</style>`;
}
