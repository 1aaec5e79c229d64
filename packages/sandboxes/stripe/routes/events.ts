import * as z from 'zod';
import type { Account } from '../account.ts';
import { flag, range } from '../api/params.ts';
import { listing, retrieving } from '../api/route.ts';
import { missing } from '../api-error.ts';
import { isOfType } from '../webhooks/event-type.ts';
import type { WireEvent } from '../wire.ts';

const keptForDays = 30;

const filters = {
  created: range.optional(),
  delivery_success: flag.optional(),
  type: z.string().optional(),
  types: z.array(z.string()).max(20).optional(),
};

/** https://docs.stripe.com/api/events */
export const events = [
  retrieving('/events', 'events', findEvent),
  listing('/events', 'events', filters, recentEvents, {
    delivery_success: ({ pending_webhooks }, delivered: boolean) => delivered === (pending_webhooks === 0),
    type: ({ type }, wanted: string) => isOfType(type, wanted),
    types: ({ type }, wanted: string[]) => wanted.some((one) => isOfType(type, one)),
  }),
];

/** The API forgets events after 30 days. */
function recentEvents(account: Account): WireEvent[] {
  const earliest = account.now() - keptForDays * 24 * 60 * 60;
  return account.records.events.filter(({ created }) => created >= earliest);
}

/** @throws ApiError 404. */
function findEvent(account: Account, id: string): WireEvent {
  const found = recentEvents(account).find((event) => event.id === id);
  if (!found) throw missing('event', id);
  return found;
}
