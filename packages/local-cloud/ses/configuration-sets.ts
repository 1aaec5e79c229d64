/** Reads SES's configuration sets from the template, with what they send to EventBridge. */
import * as z from 'zod';
import { arn } from '../template/resource-kinds.ts';
import type { Template } from '../template/template.ts';

/** Kinds of events, by their names in a template, as SES and EventBridge name them. */
export const eventKinds = {
  send: { eventType: 'Send', detailType: 'Email Sent' },
  delivery: { eventType: 'Delivery', detailType: 'Email Delivered' },
  bounce: { eventType: 'Bounce', detailType: 'Email Bounced' },
  complaint: { eventType: 'Complaint', detailType: 'Email Complaint Received' },
  reject: { eventType: 'Reject', detailType: 'Email Rejected' },
  deliveryDelay: { eventType: 'DeliveryDelay', detailType: 'Email Delivery Delayed' },
} as const;
export type EventKind = keyof typeof eventKinds;

const destination = z.strictObject({
  ConfigurationSetName: z.string(),
  EventDestination: z.strictObject({
    Name: z.string().optional(),
    Enabled: z.coerce.boolean().default(true),
    // A template may write a kind in capitals, with _ between words.
    MatchingEventTypes: z.array(z.string()),
    EventBridgeDestination: z.strictObject({ EventBusArn: z.string() }),
  }),
});

/** Which kinds of events each configuration set sends to EventBridge, by its name. */
export type ConfigurationSets = ReadonlyMap<string, ReadonlySet<EventKind>>;

/** @throws Error for a destination other than EventBridge's default bus, and for events unknown here. */
export function configurationSetsOf(template: Template): ConfigurationSets {
  const sets = new Map(
    template.resourcesOf('AWS::SES::ConfigurationSet').map(({ name }) => [name, new Set<EventKind>()]),
  );
  for (const { logicalId, properties } of template.resourcesOf(
    'AWS::SES::ConfigurationSetEventDestination',
  )) {
    const { data, error } = destination.safeParse(properties);
    if (!data) throw new Error(`${logicalId}: the local cloud cannot send events there: ${error.message}`);
    const { Enabled, MatchingEventTypes, EventBridgeDestination } = data.EventDestination;
    if (EventBridgeDestination.EventBusArn !== arn('events', 'event-bus/default')) {
      throw new Error(`${logicalId}: SES sends its events to the default bus alone`);
    }
    if (!Enabled) continue;
    for (const written of MatchingEventTypes) {
      const kind = kinds.find((one) => one.toLowerCase() === written.replaceAll('_', '').toLowerCase());
      if (!kind) throw new Error(`${logicalId}: the local cloud does not know SES's event ${written}`);
      sets.get(data.ConfigurationSetName)?.add(kind);
    }
  }
  return sets;
}

const kinds = Object.keys(eventKinds) as EventKind[];
