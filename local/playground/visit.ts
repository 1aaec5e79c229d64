/** What one process knows of whoever plays with it. It is forgotten when the process ends. */
import type { MiddlewareHandler } from 'hono';
import type { Families } from './form/families.ts';

/** Things to try, which the home page ticks off. */
export type Trial = 'form' | 'followed' | 'unclear' | 'mail' | 'steps' | 'entry' | 'broken';

export interface Visit {
  families: Families;
  tried: Set<Trial>;
}

/** Those that are tried by opening a page, or by pressing a button on it. A picture on a page has an address below the page's. */
const byPage: readonly (readonly [Trial, method: string, path: RegExp])[] = [
  ['mail', 'GET', /^\/mails\/[^/]+$/],
  ['steps', 'GET', /^\/executions\/[^/]+$/],
  ['entry', 'GET', /^\/entries\/[^/]+$/],
  ['broken', 'POST', /^\/break/],
];

/** For all pages of the site: notes what is tried on them, unless the answer is an error. */
export function ticksOff({ tried }: Visit): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const { req, res } = context;
    if (res.status >= 400) return;
    for (const [trial, method, path] of byPage)
      if (req.method === method && path.test(req.path)) tried.add(trial);
  };
}
