import { Hono } from 'hono';
import { html } from 'hono/html';
import type { RunningTournament } from '../../tournament-cloud.ts';

export function thanksPages(_cloud: RunningTournament): Hono {
  const pages = new Hono();
  pages.get('/thanks/:entryId', (context) =>
    context.render(html`<p>How far the registration is.</p>`, { title: 'Thank you' }),
  );
  return pages;
}
