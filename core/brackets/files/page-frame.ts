import { html, raw } from 'hono/html';
import { oneLine } from '../../domain/text.ts';
import { pageStyle } from './page-style.ts';
import type { Markup } from './plan-words.ts';

interface Page {
  title: string;
  /** CSS, beside that of all pages. */
  style?: string;
  /** All that is in the body. */
  body: Markup;
}

/** A whole page. It is one file that needs nothing from anywhere else: it is opened from a folder, printed and sent around. */
export async function pageFrame({ title, style = '', body }: Page): Promise<string> {
  return String(
    await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${oneLine(title)}</title>
<style>${raw(pageStyle + style)}</style>
</head>
<body>
${body}
</body>
</html>
`,
  );
}
