/** What SES tells of a mail after it was sent: that it came back, was reported as spam, or is late. */
import * as z from 'zod';
import type { MailTags } from '../clients/mail.ts';
import { InputInvalidError } from '../domain/errors.ts';
import { entryId } from '../domain/ids.ts';
import { familyPartOf } from '../domain/mail-purpose.ts';
import type { Fate, Feedback } from '../progress/mail-feedback.ts';
import type { MailPurpose } from '../progress/progress-record.ts';

/** Tags may hold letters, digits, - and _ only. Of a mail to the organisers, its kind is enough. */
export function tagsOf({ entryId, purpose }: { entryId: string; purpose: MailPurpose }): MailTags {
  return familyPartOf(purpose) === undefined
    ? { purpose: `organisers_${purpose.split(' ', 1)}` }
    : { entry: entryId, purpose: purpose.replaceAll(' ', '_') };
}

/** Tags that SES adds itself begin with `ses:`; ours are those of `tagsOf`. */
const mail = z.object({
  messageId: z.string(),
  tags: z.object({ entry: z.tuple([entryId]).optional(), purpose: z.tuple([z.string()]).optional() }),
});
/** ISO 8601. */
const timestamp = z.string();

/**
 * The events of SES that EventBridge brings, as far as they are read here: no address, and none of what a mail server
 * answered, which quotes addresses.
 *
 * Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html for `detail`, and
 * https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html for what is around it.
 */
const event = z.object({
  time: timestamp,
  detail: z.discriminatedUnion('eventType', [
    z.object({
      eventType: z.literal('Bounce'),
      mail,
      bounce: z.object({ bounceType: z.string(), bounceSubType: z.string(), timestamp }),
    }),
    z.object({
      eventType: z.literal('Complaint'),
      mail,
      complaint: z.object({
        complaintFeedbackType: z.string().nullish(),
        complaintSubType: z.string().nullish(),
        timestamp,
      }),
    }),
    z.object({ eventType: z.literal('Reject'), mail, reject: z.object({ reason: z.string() }) }),
    z.object({
      eventType: z.literal('DeliveryDelay'),
      mail,
      deliveryDelay: z.object({ delayType: z.string(), timestamp }),
    }),
  ]),
});

/** Of a mail to the organisers, there is no entry, and the purpose is its kind: `organisers digest`. */
export type MailNews = Omit<Feedback, 'entryId' | 'purpose'> & { entryId?: string; purpose: string };

/**
 * @param body JSON of an event.
 * @throws InputInvalidError when it is not one of those events.
 */
export function readMailEvent(body: string): MailNews {
  const { time, detail } = parse(body);
  const { messageId, tags } = detail.mail;
  const about = {
    messageId,
    entryId: tags.entry?.[0],
    purpose: tags.purpose?.[0].replaceAll('_', ' ') ?? '',
  };
  switch (detail.eventType) {
    case 'Bounce': {
      const { bounceType, bounceSubType, timestamp: at } = detail.bounce;
      return { ...about, fate: fateOf(detail.bounce), what: `${bounceType}/${bounceSubType}`, at };
    }
    case 'Complaint': {
      const { complaintSubType, complaintFeedbackType, timestamp: at } = detail.complaint;
      return {
        ...about,
        fate: 'complained',
        what: complaintSubType ?? complaintFeedbackType ?? 'complaint',
        at,
      };
    }
    case 'Reject':
      return { ...about, fate: 'rejected', what: detail.reject.reason, at: time };
    case 'DeliveryDelay': {
      const { delayType, timestamp: at } = detail.deliveryDelay;
      return { ...about, fate: 'noted', what: `delayed: ${delayType}`, at };
    }
  }
}

/**
 * Of a bounce that is not permanent, SES does not say whether it was more than an automatic answer, such as that somebody
 * is out of the office, unless its kind is known.
 *
 * Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html#event-publishing-retrieving-sns-contents-bounce-types
 */
function fateOf({ bounceType, bounceSubType }: { bounceType: string; bounceSubType: string }): Fate {
  if (bounceType === 'Permanent') return 'bounced';
  return bounceType === 'Transient' && bounceSubType !== 'General' ? 'not taken' : 'noted';
}

function parse(body: string): z.infer<typeof event> {
  try {
    return event.parse(JSON.parse(body));
  } catch {
    // The parser's and zod's messages are withheld: they may quote an address.
    throw new InputInvalidError("the message is not SES's event about a mail");
  }
}
