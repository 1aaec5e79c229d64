import { Hono } from 'hono';
import { html } from 'hono/html';
import type { RunningTournament } from '../../tournament-cloud.ts';

export function breakPages(_cloud: RunningTournament): Hono {
  const pages = new Hono();
  pages.get('/break', (context) =>
    context.render(html`<p>What can go wrong, on purpose.</p>`, { title: 'Break it' }),
  );
  return pages;
}
