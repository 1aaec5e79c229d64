import { Hono } from 'hono';
import { html } from 'hono/html';
import type { RunningTournament } from '../../tournament-cloud.ts';

export function formPages(_cloud: RunningTournament): Hono {
  const pages = new Hono();
  pages.get('/form', (context) => context.render(html`<p>The registration form.</p>`, { title: 'Register' }));
  return pages;
}
