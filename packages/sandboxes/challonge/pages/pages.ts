/**
 * Pages for the browser: the tournaments, each with its bracket, and what can be switched. No key is needed: only this machine
 * can reach them. Who uses them acts as the organiser on Challonge's own pages.
 */
import { type Faults, fault as faultSchema } from '@tkd-registration/local-cloud/faults';
import { servedFile } from '@tkd-registration/local-cloud/pages/look';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import * as z from 'zod';
import { wantsPage } from '../../page.ts';
import type { World } from '../api/call.ts';
import type { Calls } from '../calls.ts';
import { challongeFaults, isFault } from '../faults.ts';
import { matchOf, reopenMatch, reportMatch, scoresOfCsv } from '../matches.ts';
import { stateOf, type Tournament } from '../records.ts';
import { Refusal, refused } from '../refusal.ts';
import { settingsOfForm } from '../settings.ts';
import { changeState, existing, stateChanges } from '../tournaments.ts';
import { bracketSvg } from './bracket-svg.ts';
import { settingsPage } from './settings-page.ts';
import { listPage, modulePage, tournamentPage } from './tournament-pages.ts';

interface Dependencies {
  world: World;
  calls: Calls;
  faults: Faults;
}

export function challongePages({ world, calls, faults }: Dependencies): Hono {
  const app = new Hono();
  const { store, settings } = world;
  const own = () => faults.list().filter(({ service }) => service === 'challonge');

  app.onError((error, context) => {
    if (error instanceof z.ZodError) return context.json({ error: z.prettifyError(error) }, 400);
    if (!(error instanceof Refusal)) throw error;
    const status = error.status as ContentfulStatusCode;
    const tournament = store.find(context.req.param('id') ?? '');
    if (!wantsPage(context)) return context.json({ error: error.message }, status);
    context.status(status);
    return tournament
      ? context.render(...tournamentPage(tournament, error.message))
      : context.render(html`<p>${error.message}</p>`, { title: 'Refused', width: 'narrow' });
  });

  app.get('/', (context) => context.render(...listPage(store.records.tournaments)));
  app.get('/_challonge/bracket.css', servedFile(new URL('bracket.css', import.meta.url)));
  app.get('/settings', (context) =>
    context.render(
      ...settingsPage({ settings: settings.now, used: calls.used, calls: calls.recent, faults: own() }),
    ),
  );
  app.get('/_settings', (context) => context.json(settings.now));
  app.get('/_calls', (context) => context.json(calls.recent));
  app.get('/_usage', (context) => context.json({ used: calls.used }));
  app.get('/_faults', (context) => context.json(own()));

  const switched = (context: Context, body: object) =>
    wantsPage(context) ? context.redirect('/settings', 303) : context.json(body);
  app.post('/_settings', async (context) => {
    settings.change(settingsOfForm(await context.req.parseBody()));
    return switched(context, settings.now);
  });
  app.post('/_usage', async (context) => {
    calls.used = z.coerce
      .number()
      .pipe(z.int().nonnegative())
      .parse((await context.req.parseBody()).used);
    return switched(context, { used: calls.used });
  });
  app.post('/_faults', async (context) => {
    const { fault: name = '', operation = '*', times = '1' } = await context.req.parseBody();
    if (typeof name !== 'string' || !isFault(name)) throw refused(`There is no fault ${name}`);
    const behaviour = challongeFaults[name];
    faults.add(faultSchema.parse({ service: 'challonge', operation, times: Number(times), behaviour }));
    return switched(context, own());
  });

  /** Does what a person presses, and shows the tournament. */
  const press = (path: string, change: (tournament: Tournament, fields: Record<string, string>) => void) =>
    app.post(`/_tournaments/:id/${path}`, async (context) => {
      const tournament = existing(store, context.req.param('id') ?? '');
      change(tournament, z.record(z.string(), z.string()).parse(await context.req.parseBody()));
      return wantsPage(context)
        ? context.redirect(`/${tournament.url}`, 303)
        : context.json(summary(tournament));
    });
  press('state', (tournament, { state }) => {
    const change = stateChanges.find((one) => one === state);
    if (!change) throw refused(`There is no state ${state}`);
    changeState(store, tournament, change, settings.now);
  });
  press('winner', (tournament, { win = '', scores = '' }) => {
    const [id = '', winner] = win.split(':');
    const match = matchOf(tournament, id);
    const isFirst = String(match.sides[0].participant) === winner;
    const points = scores.trim() || (isFirst ? '1-0' : '0-1');
    reportMatch(store, tournament, match, { scores: scoresOfCsv(points), winner: Number(winner) });
  });
  press('reopen', (tournament, { match = '' }) => reopenMatch(store, tournament, matchOf(tournament, match)));
  press('play', (tournament) => playToTheEnd(world, tournament));

  app.get('/:file{\\w+\\.svg}', (context) => {
    const tournament = existing(store, context.req.param('file').slice(0, -'.svg'.length));
    return context.body(String(bracketSvg(tournament)), 200, { 'content-type': 'image/svg+xml' });
  });
  app.get('/:url', (context) => context.render(...tournamentPage(existing(store, context.req.param('url')))));
  app.get('/:url/module', (context) => context.html(modulePage(existing(store, context.req.param('url')))));
  return app;
}

/** In each match that is left, the better seed wins. */
function playToTheEnd({ store }: World, tournament: Tournament): void {
  const seeds = new Map(tournament.participants.map(({ id }, index) => [id, index]));
  for (const match of tournament.matches) {
    if (stateOf(match) !== 'open') continue;
    const [first, second] = match.sides.map(({ participant }) => participant ?? 0) as [number, number];
    const isFirst = (seeds.get(first) ?? 0) < (seeds.get(second) ?? 0);
    const winner = isFirst ? first : second;
    reportMatch(store, tournament, match, { scores: [isFirst ? [1, 0] : [0, 1]], winner });
  }
}

function summary({ id, url, state, matches }: Tournament): object {
  return {
    id,
    url,
    state,
    matches: matches.map(({ id, identifier, winner }) => ({ id, identifier, winner })),
  };
}
