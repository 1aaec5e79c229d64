/**
 * What travels between the steps of a payment change, as `state.ts` has it for a registration: ids, codes and flags
 * only. What was read from Stripe is in the progress table, and each step reads it there as it is by then.
 */
import * as z from 'zod';
import { entryId } from './ids.ts';
import { type PaymentState, paymentStates } from './payment-state.ts';

/** The mails that families get about a payment after, or in place of, a confirmation: each once for an entry. */
export const familyNews = z.enum([
  'payment on its way',
  'payment failed',
  'payment page expired',
  'refunded',
  'dispute lost',
]);
export type FamilyNews = z.infer<typeof familyNews>;

/** The execution's input. A person may start one by hand: it reads the payment again. */
export const paymentChange = z.object({
  /** The id of any of Stripe's objects about the payment: `cs_…`, `pi_…`, `ch_…`, `re_…`, `du_…`, `issfr_…`. */
  changed: z.string().regex(/^[a-z]+_[A-Za-z0-9_]{1,200}$/, 'expected the id of an object of Stripe'),
  /** Only by hand: the family's mail is to be sent again, or to be taken as sent. */
  familyMail: z.enum(['resend', 'arrived']).optional(),
});

/** Read payment adds `entryId`: null when the payment is none of the stage's, and then nothing follows. */
export const changedEntry = paymentChange.extend({ entryId });

/** Update registration adds `updated`. */
export const updatedRegistration = changedEntry.extend({
  updated: z.object({
    /** Whether the entry has a registration. */
    registered: z.boolean(),
    state: z.enum(Object.keys(paymentStates) as PaymentState[]),
    /** The registration's badge has to be drawn, withdrawn or brought back. */
    badge: z.boolean(),
    /** What the family should hear; it may have heard it already. */
    family: familyNews.optional(),
    /** There is something that the organisers have not heard. */
    news: z.boolean(),
  }),
});

export type PaymentChange = z.infer<typeof paymentChange>;
export type ChangedEntry = z.infer<typeof changedEntry>;
export type UpdatedRegistration = z.infer<typeof updatedRegistration>;
