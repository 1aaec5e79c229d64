import type { Context } from 'hono';
import { html } from 'hono/html';

export type Markup = ReturnType<typeof html>;

/** A whole page. @param width of its content: `wide` for what is shown in columns. */
export function frame(title: string, body: Markup, width: 'narrow' | 'wide' = 'narrow'): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          body { font: 1rem/1.5 system-ui, sans-serif; color: #1a1f36; background: #f6f8fa; margin: 0 }
          main { max-width: 44rem; margin: 2rem auto; padding: 1.5rem; background: #fff; border-radius: .5rem }
          main.wide { max-width: 75rem }
          table { width: 100%; border-collapse: collapse; margin-bottom: 1.5rem }
          caption { text-align: left; font-weight: 600; padding-bottom: .5rem }
          th, td { text-align: left; padding: .4rem .5rem; border-bottom: 1px solid #d5dbe1 }
          code, td:first-child { overflow-wrap: anywhere }
          @media (max-width: 30rem) { main { margin: 0; padding: 1rem; border-radius: 0 } th, td { padding: .4rem .25rem } td button { padding: .5rem } }
          .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
          .choices { display: flex; flex-wrap: wrap; align-items: end; gap: .75rem; margin: .75rem 0 }
          section p { margin: 1rem 0 .5rem }
          button { font: inherit; padding: .5rem 1rem; border: 0; border-radius: .375rem; background: #4338ca; color: #fff; cursor: pointer }
          :focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px }
          .problem { padding: .5rem 1rem; border-left: 4px solid #b91c1c; background: #fef2f2; color: #7f1d1d }
          section { border-top: 1px solid #d5dbe1; padding-top: 1rem; margin-top: 1.5rem }
          h2 { font-size: 1.125rem; margin: 0 0 .5rem }
          input, select { font: inherit; padding: .4rem .5rem; border: 1px solid #6b7280; border-radius: .375rem }
          .choices form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center }
          .plain button { background: #e0e7ff; color: #312e81 }
          .files { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 1rem; padding: 0; list-style: none }
          .files li { border: 1px solid #d5dbe1; border-radius: .375rem; padding: .75rem; overflow-wrap: anywhere }
          .files img { width: 100%; height: 9rem; object-fit: contain; background: #eef1f4 }
          figure { margin: 0 } figure img { max-width: 100% }
          nav { display: flex; flex-wrap: wrap; gap: 1rem; margin-bottom: 1rem }
          label { display: inline-flex; flex-direction: column; gap: .25rem }
          .note { color: #4f566b; font-size: .875rem; overflow-wrap: anywhere }
        </style>
      </head>
      <body>
        <main class="${width}"><h1>${title}</h1>${body}</main>
      </body>
    </html>`;
}

/** A form of one button; `fields` are sent with it. */
export function button(action: string, label: string, fields: Record<string, string> = {}): Markup {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`<form method="post" action="${action}">${hidden}<button>${label}</button></form>`;
}

/** Whether a browser asks, not a program. */
export const wantsPage = ({ req }: Context) => req.header('accept')?.includes('text/html') ?? false;
