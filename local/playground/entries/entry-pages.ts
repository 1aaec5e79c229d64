import { Hono } from 'hono';
import { html } from 'hono/html';
import type { RunningTournament } from '../../tournament-cloud.ts';

export function entryPages(_cloud: RunningTournament): Hono {
  const pages = new Hono();
  pages.get('/entries', (context) =>
    context.render(html`<p>Each entry, with all that happened to it.</p>`, { title: 'Entries' }),
  );
  return pages;
}
