import * as z from 'zod';
import { page, pageOf } from '../api/paging.ts';
import { merged, metadataChanges, range } from '../api/params.ts';
import { listing, type Route, route } from '../api/route.ts';
import type { Payments } from '../payments.ts';
import { createSession } from '../session-params.ts';
import type { WireSession } from '../wire.ts';

const filters = {
  created: range.optional(),
  customer: z.string().optional(),
  customer_details: z.strictObject({ email: z.string() }).optional(),
  payment_intent: z.string().optional(),
  payment_link: z.string().optional(),
  status: z.enum(['open', 'complete', 'expired']).optional(),
  subscription: z.string().optional(),
};

const path = '/checkout/sessions';

/** https://docs.stripe.com/api/checkout/sessions */
export function sessions(payments: Payments): Route[] {
  return [
    route(`POST ${path}`, 'checkout.sessions.create', createSession, (given) => payments.create(given)),
    listing(
      path,
      'checkout.sessions',
      filters,
      ({ records }): WireSession[] => records.sessions.map(({ session }) => session),
      {
        customer_details: ({ customer_details }, { email }: { email: string }) =>
          customer_details?.email?.toLowerCase() === email.toLowerCase(),
      },
      (session) => payments.shown(session),
    ),
    route(`GET ${path}/:id`, 'checkout.sessions.retrieve', z.strictObject({}), (_, { id }) =>
      payments.shown(payments.find(id).session),
    ),
    route(
      `POST ${path}/:id`,
      'checkout.sessions.update',
      z.strictObject({ metadata: metadataChanges }),
      ({ metadata }, { account, id }) => {
        const { session } = payments.find(id);
        session.metadata = merged(session.metadata, metadata);
        account.state.changed();
        return payments.shown(session);
      },
    ),
    route(
      `GET ${path}/:id/line_items`,
      'checkout.sessions.listLineItems',
      z.strictObject(page),
      (given, { id }) => {
        const { session, lineItems } = payments.find(id);
        return pageOf(`/v1${path}/${session.id}/line_items`, lineItems, given);
      },
    ),
    route(`POST ${path}/:id/expire`, 'checkout.sessions.expire', z.strictObject({}), (_, { id, request }) =>
      payments.expire(id, request),
    ),
  ];
}
