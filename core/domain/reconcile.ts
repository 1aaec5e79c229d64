/**
 * What travels between the steps of the reconcile workflow, as `state.ts` has it for a registration: ids, codes and counts
 * only.
 */
import * as z from 'zod';

/** What the workflow does about a difference by itself. */
export const repairCodes = [
  /** A payment is paid, and nothing has begun to register its entry. */
  'not-started',
  /** The entry's execution has ended, and left neither a registration nor a mark that somebody has to act. */
  'lost',
  /** Stripe's object is not as it was last read, or was never read. */
  'unread',
  /** The registration does not say what its payment amounts to. */
  'out-of-line',
  /** More was expected to happen to the payment. */
  'due',
] as const;

/** What only a person can decide. */
export const decisionCodes = [
  /** A part of the registration has needed attention for more than a day. */
  'parked',
  /** The same, for somebody who is registered by another entry, and whose second payment has not gone back. */
  'duplicate',
  /** A payment is paid and not registered, because a person stopped its execution. */
  'stopped',
  /** A refund, dispute or early fraud warning is about a payment that nobody made in a Checkout Session. */
  'unknown-payment',
] as const;

/** Stripe's objects, in the order in which they are compared; the last are the payments that are due to be read again. */
export const comparedKinds = ['refunds', 'disputes', 'warnings', 'sessions', 'unsettled'] as const;
export type ComparedKind = (typeof comparedKinds)[number];

const about = {
  /** Of Stripe's object. A Checkout Session's is the entry's too. */
  id: z.string(),
  entryId: z.string().optional(),
  paymentIntentId: z.string().optional(),
};
const repair = z.object({ code: z.enum(repairCodes), ...about });
const decision = z.object({
  code: z.enum(decisionCodes),
  ...about,
  /** Since when a part of the registration has needed attention; ISO 8601. */
  since: z.string().optional(),
});
export type Repair = z.infer<typeof repair>;
export type Decision = z.infer<typeof decision>;
export type Difference = Repair | Decision;

/** The execution's input; an empty object is one. */
export const reconcileInput = z.object({
  /** How long ago an object may have been made to be compared: days or hours, `3d`, `36h`. */
  since: z
    .string()
    .regex(/^[1-9]\d{0,3}[dh]$/, 'expected a number of days or hours, such as 3d or 36h')
    .default('3d'),
  /** Whether differences are repaired and reported; otherwise they are only counted. */
  apply: z.boolean().default(false),
  /** Also what has been reported before, and payments that are not due yet. */
  everything: z.boolean().default(false),
});

/** The most that the state lists of repairs, and of decisions; the others are counted. */
export const mostListed = 250;

/** Compare with Stripe adds `compared`. */
export const comparedPayments = reconcileInput.extend({
  compared: z.object({
    /** Objects made since then are compared; epoch seconds. */
    from: z.number(),
    /** Where the next attempt goes on; absent at the end. */
    next: z.object({ kind: z.enum(comparedKinds), after: z.string().optional() }).optional(),
    counts: z.object({
      /** How many of each were looked at. */
      ...(Object.fromEntries(comparedKinds.map((kind) => [kind, z.number()])) as Record<
        ComparedKind,
        z.ZodNumber
      >),
      repairs: z.number(),
      decisions: z.number(),
    }),
    repairs: z.array(repair).max(mostListed),
    decisions: z.array(decision).max(mostListed),
  }),
});

/** The step's input, at the first attempt and at later ones. */
export const comparing = comparedPayments.partial({ compared: true });

export type ReconcileInput = z.infer<typeof reconcileInput>;
export type Compared = z.infer<typeof comparedPayments>['compared'];

const codesOfRepairs: readonly string[] = repairCodes;
export const isRepair = (difference: Difference): difference is Repair =>
  codesOfRepairs.includes(difference.code);

/** The same for the same difference, however often it is found. */
export function decisionKey({ code, id, since }: Decision): string {
  return [id, code, since].filter(Boolean).join(' ');
}

/** `3d` in seconds. */
export function secondsIn(since: ReconcileInput['since']): number {
  return Number.parseInt(since, 10) * (since.endsWith('d') ? 86_400 : 3_600);
}
