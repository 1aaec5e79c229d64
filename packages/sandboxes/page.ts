import type { Head, Html } from '@tkd-registration/local-cloud/pages/frame';
import type { Context } from 'hono';
import { html } from 'hono/html';

/** What `context.render` takes. */
export type Page = [body: Html, head: Head];

/**
 * The navigation between a sandbox's own pages.
 * @param pages path and title of each.
 * @param current where the reader is, if on one of them.
 */
export const tabs = (pages: Record<string, readonly [path: string, title: string]>, current: string): Html =>
  html`<nav class="tabs" aria-label="Within the sandbox">${Object.entries(pages).map(
    ([name, [path, title]]) =>
      html`<a href="${path}"${name === current ? html` aria-current="page"` : ''}>${title}</a>`,
  )}</nav>`;

/** Whether a browser asks, not a program. */
export const wantsPage = ({ req }: Context) => req.header('accept')?.includes('text/html') ?? false;
