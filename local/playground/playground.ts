/** The product's pages, with which people try it on this machine. Each folder here has the pages of one kind. */
import { servedFile } from '@tkd-registration/local-cloud/pages/look';
import type { OwnPages } from '@tkd-registration/local-cloud/pages/own-pages';
import { Hono } from 'hono';
import type { SampleProgress } from '../samples/load-sample.ts';
import type { RunningTournament } from '../tournament-cloud.ts';
import { breakPages } from './break/break-pages.ts';
import { besideOf } from './entries/beside.ts';
import { entryPages } from './entries/entry-pages.ts';
import { EntrySources } from './entries/entry-sources.ts';
import { Families } from './form/families.ts';
import { formPages } from './form/form-pages.ts';
import { homePages } from './home/home-pages.ts';
import { previewPages } from './previews/preview-pages.ts';
import { thanksPages } from './thanks/thanks-pages.ts';
import { ticksOff, type Visit } from './visit.ts';

/** @param sample how much of the sample tournament is registered; absent when there is none. */
export function playground(cloud: RunningTournament, sample?: SampleProgress): OwnPages {
  const entries = new EntrySources(cloud);
  const visit: Visit = { families: new Families(), tried: new Set() };
  const routes = new Hono().use(ticksOff(visit));
  routes.get('/_playground/playground.css', servedFile(new URL('playground.css', import.meta.url)));
  for (const pages of [
    homePages(cloud, visit, sample),
    formPages(cloud, visit),
    thanksPages(cloud, visit),
    entryPages(cloud, entries),
    breakPages(cloud, entries),
    previewPages(cloud),
  ])
    routes.route('/', pages);
  return {
    name: 'Tournament playground',
    routes,
    links: [
      { title: 'Form', href: '/form' },
      { title: 'Entries', href: '/entries' },
      { title: 'Break it', href: '/break' },
      { title: 'Previews', href: '/previews' },
    ],
    beside: (input) => besideOf(entries, input),
    about: (input) => entries.inShort(input),
  };
}
