import * as z from 'zod';
import { flag, httpUrl, merged, metadata, metadataChanges } from '../api/params.ts';
import { listing, retrieving, route } from '../api/route.ts';
import {
  createEndpoint,
  findEndpoint,
  removeEndpoint,
  shownEndpoint,
  updateEndpoint,
} from '../webhooks/endpoints.ts';

/** Any well-formed type is accepted: the list of types is long. */
const enabledEvents = z
  .array(z.string().regex(/^(\*|[a-z0-9_]+(\.[a-z0-9_]+)+)$/, 'Invalid enabled_events: not a type of event'))
  .min(1);
const description = z.string().max(5_000);

const create = z.strictObject({
  url: httpUrl,
  enabled_events: enabledEvents,
  api_version: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}(\.[a-z_]+)?$/, 'Invalid API version')
    .optional(),
  connect: z.literal('false').optional(),
  description: description.optional(),
  metadata: metadata.optional(),
});

const update = z.strictObject({
  url: httpUrl.optional(),
  enabled_events: enabledEvents.optional(),
  disabled: flag.optional(),
  description: description.optional(),
  metadata: metadataChanges,
});

/** https://docs.stripe.com/api/webhook_endpoints */
export const webhookEndpoints = [
  route(
    'POST /webhook_endpoints',
    'webhookEndpoints.create',
    create,
    ({ connect: _, ...given }, { account }) =>
      // A copy: what is answered stays as it is when the endpoint changes.
      ({ ...createEndpoint(account, given) }),
  ),
  retrieving('/webhook_endpoints', 'webhookEndpoints', (account, id) =>
    shownEndpoint(findEndpoint(account, id)),
  ),
  listing('/webhook_endpoints', 'webhookEndpoints', {}, ({ records }) =>
    records.endpoints.map(shownEndpoint),
  ),
  route(
    'POST /webhook_endpoints/:id',
    'webhookEndpoints.update',
    update,
    ({ disabled, description, metadata, ...given }, { account, id }) => {
      const endpoint = findEndpoint(account, id);
      updateEndpoint(account, endpoint, {
        ...given,
        ...(disabled !== undefined && { status: disabled ? 'disabled' : 'enabled' }),
        ...(description !== undefined && { description: description || null }),
        metadata: merged(endpoint.metadata, metadata),
      });
      return shownEndpoint(endpoint);
    },
  ),
  route('DELETE /webhook_endpoints/:id', 'webhookEndpoints.del', z.strictObject({}), (_, { account, id }) => {
    removeEndpoint(account, findEndpoint(account, id));
    return { id, object: 'webhook_endpoint', deleted: true };
  }),
];
