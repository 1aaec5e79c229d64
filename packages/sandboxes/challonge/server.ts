/**
 * A Challonge for development and tests: versions 1 and 2.1 of its API over the tournaments of one account, with pages that
 * draw each bracket and on which a person can play it through.
 */
import { type Faults, misbehave } from '@tkd-registration/local-cloud/faults';
import { listen } from '@tkd-registration/local-cloud/listen';
import type { Site } from '@tkd-registration/local-cloud/pages/frame';
import { look } from '@tkd-registration/local-cloud/pages/look';
import { Hono } from 'hono';
import { type Bindings, callsOf, challongeApi, noting, operations } from './api/api.ts';
import type { World } from './api/call.ts';
import { type CallRecord, Calls } from './calls.ts';
import { challongePages } from './pages/pages.ts';
import { type Settings, SwitchedSettings } from './settings.ts';
import { Store } from './store.ts';
import { openCheckIns } from './tournaments.ts';

export interface ChallongeSandbox {
  /** The API without its version, which the client appends, and the pages. */
  url: string;
  apiKey: string;
  /** Changes what is switched while it runs; the same as a POST to `/_settings`. */
  change(settings: Partial<Settings>): void;
  /** The latest calls of the API, in order of their arrival. */
  calls(): readonly CallRecord[];
  /** How many calls have counted in this month. */
  usage(): number;
  /** Sets how many have counted; the same as a POST to `/_usage`. */
  setUsage(calls: number): void;
  stop(): Promise<void>;
}

export interface ChallongeOptions {
  faults: Faults;
  /** The only key that the API accepts. */
  apiKey: string;
  /** Default: any free port. */
  port?: number;
  /** Directory that keeps the tournaments between starts; in memory only when absent. */
  dataDir?: string;
  /** In place of what it begins with. */
  settings?: Partial<Settings>;
  /** Epoch milliseconds. */
  now?: () => number;
  /** What its pages have in common with others; they stand alone when left out. */
  site?: () => Site;
}

export async function startChallonge({
  faults,
  apiKey,
  port = 0,
  dataDir,
  settings: initial = {},
  now = Date.now,
  site,
}: ChallongeOptions): Promise<ChallongeSandbox> {
  let url = '';
  const store = new Store(now, dataDir);
  const settings = new SwitchedSettings(initial, dataDir);
  const calls = new Calls(store);
  const world: World = { store, settings, baseUrl: () => url };
  const operationOf = operations(callsOf(world));

  const app = new Hono<Bindings>();
  app.use(look(site ?? (() => ({ name: 'Challonge sandbox', home: `${url}/`, links: [] }))));
  app.use(noting(calls, operationOf, now));
  app.use(misbehave(faults, 'challonge', operationOf));
  app.use(async (_context, next) => {
    openCheckIns(store);
    await next();
    await store.saved();
  });
  app.route('/', challongeApi({ world, apiKey, calls }));
  app.route('/', challongePages({ world, calls, faults }));

  const listening = await listen((request, bindings) => app.fetch(request, bindings), port);
  url = listening.url;

  return {
    url,
    apiKey,
    change: (changes) => settings.change(changes),
    calls: () => calls.recent,
    usage: () => calls.used,
    setUsage: (count) => {
      calls.used = count;
    },
    async stop() {
      await listening.stop();
      for (const saved of [store, settings]) saved.save();
    },
  };
}
