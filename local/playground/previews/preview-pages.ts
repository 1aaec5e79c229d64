import { Hono } from 'hono';
import { html } from 'hono/html';
import type { RunningTournament } from '../../tournament-cloud.ts';

export function previewPages(_cloud: RunningTournament): Hono {
  const pages = new Hono();
  pages.get('/previews', (context) =>
    context.render(html`<p>Badges and mails as the code draws them now.</p>`, { title: 'Previews' }),
  );
  return pages;
}
