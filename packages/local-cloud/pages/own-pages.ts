/** The pages that an app adds to the console's server. */
import type { Hono } from 'hono';
import type { Html } from './frame.ts';

export interface OwnPages {
  /** Of the whole site. */
  name: string;
  /** They come before the console's own, `/` included. Each answers with `context.render(body, head)`. */
  routes: Hono;
  /** First in the navigation: paths on the console's server. */
  links: readonly { title: string; href: string }[];
  /** Shown beside an execution: what its input is about. Undefined when it is about nothing of the app's. */
  beside?(input: unknown): Promise<Html | undefined>;
  /** In a few words, for the list of executions; asked for each of them, also by a search, so it must cost little. */
  about?(input: unknown): Promise<string | undefined> | string | undefined;
}
