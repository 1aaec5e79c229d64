/** The product's pages, with which people try it on this machine. Each folder here has the pages of one kind. */
import type { OwnPages } from '@tkd-registration/local-cloud/pages/own-pages';
import { Hono } from 'hono';
import type { RunningTournament } from '../tournament-cloud.ts';
import { breakPages } from './break/break-pages.ts';
import { besideOf } from './entries/beside.ts';
import { entryPages } from './entries/entry-pages.ts';
import { EntrySources } from './entries/entry-sources.ts';
import { formPages } from './form/form-pages.ts';
import { homePages } from './home/home-pages.ts';
import { previewPages } from './previews/preview-pages.ts';
import { thanksPages } from './thanks/thanks-pages.ts';

export function playground(cloud: RunningTournament): OwnPages {
  const entries = new EntrySources(cloud);
  const routes = new Hono();
  for (const pages of [homePages, formPages, thanksPages, breakPages, previewPages])
    routes.route('/', pages(cloud));
  routes.route('/', entryPages(cloud, entries));
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
