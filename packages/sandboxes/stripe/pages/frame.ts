import type { Context } from 'hono';
import { html } from 'hono/html';

export type Markup = ReturnType<typeof html>;

/** A whole page. */
export function frame(title: string, body: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          body { font: 1rem/1.5 system-ui, sans-serif; color: #1a1f36; background: #f6f8fa; margin: 0 }
          main { max-width: 44rem; margin: 2rem auto; padding: 1.5rem; background: #fff; border-radius: .5rem }
          table { width: 100%; border-collapse: collapse; margin-bottom: 1.5rem }
          caption { text-align: left; font-weight: 600; padding-bottom: .5rem }
          th, td { text-align: left; padding: .4rem .5rem; border-bottom: 1px solid #d5dbe1 }
          code, td:first-child { overflow-wrap: anywhere }
          @media (max-width: 30rem) { main { margin: 0; padding: 1rem; border-radius: 0 } th, td { padding: .4rem .25rem } td button { padding: .5rem } }
          .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
          .choices { display: flex; flex-wrap: wrap; gap: .75rem; margin: .75rem 0 }
          section p { margin: 1rem 0 .5rem }
          button { font: inherit; padding: .5rem 1rem; border: 0; border-radius: .375rem; background: #4338ca; color: #fff; cursor: pointer }
          :focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px }
          .problem { padding: .5rem 1rem; border-left: 4px solid #b91c1c; background: #fef2f2; color: #7f1d1d }
          section { border-top: 1px solid #d5dbe1; padding-top: 1rem; margin-top: 1.5rem }
          h2 { font-size: 1.125rem; margin: 0 0 .5rem }
          input, select { font: inherit; padding: .4rem .5rem; border: 1px solid #6b7280; border-radius: .375rem }
          .choices form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center }
          .plain button { background: #e0e7ff; color: #312e81 }
          .note { color: #4f566b; font-size: .875rem; overflow-wrap: anywhere }
        </style>
      </head>
      <body>
        <main><h1>${title}</h1>${body}</main>
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

/** @param amount in the currency's smallest unit. */
export function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  return format.format(amount / smallestPerUnit(currency));
}

/** How many of the currency's smallest unit make one unit: 100 cents a dollar. */
export function smallestPerUnit(currency: string): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return 10 ** maximumFractionDigits;
}

/** Whether a browser asks, not a program. */
export const wantsPage = ({ req }: Context) => req.header('accept')?.includes('text/html') ?? false;
