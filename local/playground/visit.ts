/** What one process knows of whoever plays with it. It is forgotten when the process ends. */
import type { MiddlewareHandler } from 'hono';
import type { Families } from './form/families.ts';

/** Things to try, which the home page ticks off. */
export type Trial = 'form' | 'followed' | 'unclear' | 'mail' | 'steps' | 'entry' | 'broken';

export interface Visit {
  families: Families;
  tried: Set<Trial>;
}

/** Those that are tried by opening a page, or by pressing a button on it. */
const byPage: readonly (readonly [Trial, method: string, path: RegExp])[] = [
  ['mail', 'GET', /^\/mails\/./],
  ['steps', 'GET', /^\/executions\/./],
  ['entry', 'GET', /^\/entries\/./],
  ['broken', 'POST', /^\/break/],
];

/** For all pages of the site: notes what is tried on them. */
export function ticksOff({ tried }: Visit): MiddlewareHandler {
  return async ({ req, res }, next) => {
    await next();
    for (const [trial, method, path] of byPage)
      if (res.ok && req.method === method && path.test(req.path)) tried.add(trial);
  };
}
