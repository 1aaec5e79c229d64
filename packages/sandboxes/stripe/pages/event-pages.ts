import { Hono } from 'hono';
import * as z from 'zod';
import { wantsPage } from '../../page.ts';
import type { Account } from '../account.ts';
import { parseParams } from '../api/form.ts';
import { missing } from '../api-error.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

const sessions = z.array(z.string().min(1)).optional();
const holdForm = z.strictObject({ types: z.array(z.string().min(1)).default(['*']), sessions });
const releaseForm = z.strictObject({
  order: z.enum(['oldest', 'newest']).default('oldest'),
  times: z.string().regex(/^\d$/, 'Not a number from 0 to 9').transform(Number).default(1),
  sessions,
});

/** What can happen to events on their way to the endpoints: sent again, held back, sent late. */
export function eventPages(account: Account, webhooks: Webhooks): Hono {
  const pages = new Hono();
  pages.post('/_events/:id/resend', async (context) => {
    const id = context.req.param('id');
    const event = account.records.events.find((candidate) => candidate.id === id);
    if (!event) throw missing('event', id);
    const delivery = await webhooks.send(event);
    return wantsPage(context) ? context.redirect('/', 303) : context.json(delivery);
  });
  pages.get('/_events/hold', (context) => context.json({ holds: webhooks.held.holds }));
  pages.post('/_events/hold', async (context) => {
    webhooks.held.hold(parseParams(holdForm, await context.req.text()));
    return wantsPage(context) ? context.redirect('/', 303) : context.json({ holds: webhooks.held.holds });
  });
  pages.post('/_events/release', async (context) => {
    const events = await webhooks.release(parseParams(releaseForm, await context.req.text()));
    if (wantsPage(context)) return context.redirect('/', 303);
    return context.json({ events: events.map(({ id, type }) => ({ id, type })) });
  });
  return pages;
}
