/** The page of one item of a table, which mails to the organisers link to. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { findItem, saveItem } from './items.ts';

export function tablePages(dynamo: DynamoDBClient): Hono {
  const app = new Hono();
  app.on(['GET', 'POST'], '/tables/:table', async (context) => {
    const { table } = context.req.param();
    const key = context.req.query('key') ?? '';
    const found = await findItem(dynamo, table, key);
    if (!found) {
      context.status(404);
      return context.render(html`<p>${table}</p>`, { title: 'No such table' });
    }
    if (context.req.method === 'GET') {
      if (!found.item) context.status(404);
      return context.render(itemBody(table, found.item), { title: key });
    }
    const text = String((await context.req.parseBody()).item);
    const problem = await saveItem(dynamo, table, key, found, text);
    const { item } = (await findItem(dynamo, table, key)) ?? found;
    if (problem) context.status(400);
    return context.render(itemBody(table, item, problem ?? 'Saved.'), { title: key });
  });

  return app;
}

const itemBody = (table: string, item: object | undefined, outcome?: string) => html`<p>${table}</p>
  ${outcome && html`<p role="status">${outcome}</p>`}
  ${
    item === undefined
      ? html`<p>There is no item with this key.</p>`
      : html`<form method="post"><textarea class="code" name="item" rows="30" aria-label="The item">${JSON.stringify(item, null, 1)}</textarea>
    <button>Save changes</button></form>`
  }`;
