import { Hono } from 'hono';
import { html } from 'hono/html';
import type { RunningTournament } from '../../tournament-cloud.ts';

export function homePages(_cloud: RunningTournament): Hono {
  const pages = new Hono();
  pages.get('/', (context) =>
    context.render(html`<p>What runs, what happened last, what to try next.</p>`, { title: 'Home' }),
  );
  return pages;
}
