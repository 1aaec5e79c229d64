import { Hono } from 'hono';
import { readStageConfig } from '../../../lib/stage-config.ts';
import type { SampleProgress } from '../../samples/load-sample.ts';
import type { RunningTournament } from '../../tournament-cloud.ts';
import type { Visit } from '../visit.ts';
import { homePage, type Place } from './home-page.ts';
import { TournamentReader } from './read-tournament.ts';

export function homePages(cloud: RunningTournament, { tried }: Visit, sample?: SampleProgress): Hono {
  const { competition } = readStageConfig('local');
  const reader = new TournamentReader(cloud);
  const { aws, webhook } = cloud.endpoints;
  const places: readonly Place[] = [
    ...cloud.pages.map((page) => ({ ...page, isPage: true })),
    { title: 'AWS services', url: aws, note: 'for the AWS CLI and SDKs, as AWS_ENDPOINT_URL', isPage: false },
    { title: 'Webhook', url: webhook, note: 'where Stripe reports payments', isPage: false },
  ];
  const pages = new Hono();
  pages.get('/', async (context) => {
    const [figures, happenings, anyRefused] = await Promise.all([
      reader.figures(),
      reader.happenings(),
      reader.anyRefused(),
    ]);
    const done = new Set([...tried, ...(anyRefused ? (['refused'] as const) : [])]);
    const home = { competition, figures, happenings, tried: done, sample, places, now: cloud.clock.now() };
    return context.render(homePage(home), {
      title: 'Tournament playground',
      live: true,
      styles: ['/_playground/playground.css'],
    });
  });
  return pages;
}
