/** A table's item, to be looked at and changed, like the item page of DynamoDB's console. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Html } from '../pages/frame.ts';
import { findItem, saveItem } from './items.ts';

export function tablePages(dynamo: DynamoDBClient): Hono {
  const pages = new Hono();
  pages.on(['GET', 'POST'], '/tables/:table', async (context) => {
    const { table } = context.req.param();
    const key = context.req.query('key') ?? '';
    const found = await findItem(dynamo, table, key);
    if (!found) {
      context.status(404);
      return context.render(html`<p>${table}</p>`, { title: 'No such table', width: 'narrow' });
    }
    if (context.req.method === 'GET') {
      if (!found.item) context.status(404);
      return context.render(itemBody(table, found.item), { title: key, width: 'narrow' });
    }
    const text = String((await context.req.parseBody()).item);
    const problem = await saveItem(dynamo, table, key, found, text);
    if (problem) context.status(400);
    const outcome = problem
      ? html`<p role="alert" class="problem">Not saved: ${problem}</p>`
      : html`<p role="status" class="done">Saved.</p>`;
    // What was typed stays, so that it can be put right.
    const shown = problem ? text : (await findItem(dynamo, table, key))?.item;
    return context.render(itemBody(table, shown, outcome), { title: key, width: 'narrow' });
  });
  return pages;
}

/** @param item as stored, or as typed. */
const itemBody = (table: string, item: object | string | undefined, outcome?: Html): Html => html`
  <p>An item of table <code>${table}</code>, in DynamoDB's JSON.</p>
  ${outcome ?? ''}
  ${
    item === undefined
      ? html`<p class="empty">There is no item with this key.</p>`
      : html`<form method="post">
    <textarea class="code" name="item" rows="30" spellcheck="false" aria-label="The item">${typeof item === 'string' ? item : JSON.stringify(item, null, 1)}</textarea>
    <p><button>Save changes</button></p>
  </form>`
  }`;
