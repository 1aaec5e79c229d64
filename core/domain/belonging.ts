// zod/mini keeps the webhook's bundle small.
import * as z from 'zod/mini';
import { isCheckoutSessionId } from './ids.ts';

const httpAddress = z
  .string()
  .check(z.regex(/^https?:\/\/./, 'expected the beginning of an address, https://…'));

/** What distinguishes a stage's own Checkout Sessions from other sales on the same Stripe account; set by the form. */
export const belonging = z
  .strictObject({
    metadata: z.optional(z.strictObject({ key: z.string().check(z.minLength(1)), value: z.string() })),
    clientReferencePrefix: z.optional(z.string().check(z.minLength(1))),
    successUrlPrefix: z.optional(httpAddress),
  })
  .check(
    z.refine(
      (given) => Object.keys(given).length === 1,
      'expected one of metadata, clientReferencePrefix and successUrlPrefix',
    ),
  );
export type Belonging = z.infer<typeof belonging>;

/** What a Checkout Session says about its origin. Source: https://docs.stripe.com/api/checkout/sessions/object */
export const sessionOrigin = z.object({
  metadata: z.nullish(z.record(z.string(), z.string())),
  client_reference_id: z.nullish(z.string()),
  success_url: z.nullish(z.string()),
});

const otherKinds = ['subscription', 'setup'];

/**
 * Whether a session can be about a registration of the stage. A registration is a single payment: without a rule, a
 * subscription or the setup of a card for later is not one.
 *
 * @param belonging how to recognise the stage's sessions; without it, every payment of the account counts as the stage's.
 */
export function isForRegistration(
  { mode, ...origin }: z.infer<typeof sessionOrigin> & { mode: string },
  belonging: Belonging | undefined,
): boolean {
  return belonging ? belongs(origin, belonging) : !otherKinds.includes(mode);
}

/** What makes a payment one of the stage's. */
export interface OwnPayments {
  mode: 'live' | 'test';
  /** How to recognise the stage's sessions; when absent, every payment of the account counts as the stage's. */
  belonging: Belonging | undefined;
}

/** Whether a session, as Stripe has it, is about a registration of the stage, in the stage's mode. */
export function isOwnPayment(
  {
    id,
    livemode,
    mode,
    origin,
  }: { id: string; livemode: boolean; mode: string; origin: z.infer<typeof sessionOrigin> },
  own: OwnPayments,
): boolean {
  return (
    livemode === (own.mode === 'live') &&
    mode === 'payment' &&
    isCheckoutSessionId(id) &&
    isForRegistration({ mode, ...origin }, own.belonging)
  );
}

/** Whether a session belongs to the stage. */
export function belongs(
  { metadata, client_reference_id, success_url }: z.infer<typeof sessionOrigin>,
  { metadata: wanted, clientReferencePrefix, successUrlPrefix }: Belonging,
): boolean {
  if (wanted) return metadata?.[wanted.key] === wanted.value;
  if (clientReferencePrefix) return client_reference_id?.startsWith(clientReferencePrefix) ?? false;
  return successUrlPrefix !== undefined && (success_url?.startsWith(successUrlPrefix) ?? false);
}
