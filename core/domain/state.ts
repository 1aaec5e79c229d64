/**
 * What travels between the steps of the registration workflow. It grows by one named field a step; each step's
 * input schema is the one before it plus that field. Ids and outcomes only: the history keeps every state for
 * 90 days, so no name, address, birth date, medical note or key made of a name ever enters it.
 */
import * as z from 'zod';
import { InputInvalidError } from './errors.ts';
import { findingCodes } from './findings.ts';
import { entryId } from './ids.ts';
import { registrationType } from './registration-type.ts';

/** The mails that complete a part of the registration. */
const partMail = z.enum(['confirmation', 'findings']);
type PartMail = z.infer<typeof partMail>;

/**
 * The execution's input: the id alone and so identical from every starter, so that StartExecution is idempotent by
 * name. Only a person who starts one by hand may add what to do about mails or the price, which is then done once.
 */
export const executionInput = z.object({
  entryId,
  /** To be sent again, also when they have been sent or may have been. */
  resend: z.array(partMail).optional(),
  /** To be taken as sent. */
  arrived: z.array(partMail).optional(),
  /** To be registered although less was paid than the entry costs. */
  acceptPrice: z.boolean().optional(),
});

/** What the person who started an execution asks for about a mail. */
export function askedAbout(
  mail: PartMail,
  { resend, arrived }: z.infer<typeof executionInput>,
): 'resend' | 'arrived' | undefined {
  if (arrived?.includes(mail)) return 'arrived';
  return resend?.includes(mail) ? 'resend' : undefined;
}

/** Validate entry adds `validated`. */
export const validatedEntry = executionInput.extend({
  validated: z.object({
    registrationType,
    paymentNeeded: z.boolean(),
    /** `unlisted`: the list of schools could not be read. */
    school: z.enum(['known', 'unknown', 'unlisted']),
    /** What is uncertain, as `beltRank: unknown`, and does not keep anything from going on. */
    findings: z.array(z.string()),
    badgeWanted: z.boolean(),
  }),
});

const finding = z.object({
  field: z.string(),
  code: z.enum(findingCodes),
  detail: z.string().optional(),
});

/** Confirm payment adds `payment`; an entry that needs none goes without. */
export const admittedEntry = validatedEntry.extend({
  payment: z
    .object({
      paymentIntentId: z.string().nullable(),
      /** When it was paid, in epoch seconds, as Stripe has it. */
      paidAt: z.number().optional(),
      /** What the entry should have cost, in the currency's smallest unit, where a price list says so. */
      due: z.number().optional(),
      /** What somebody should look at, where the stage says what entries cost. */
      findings: z.array(finding).optional(),
      /** Why nobody is registered for it who is not yet: how much less was paid than the entry costs. */
      refusal: z.string().optional(),
    })
    .optional(),
});

/** Store profile adds `profile`. */
export const storedProfile = admittedEntry.extend({
  profile: z.object({
    outcome: z.enum(['stored', 'already stored']),
    /** Another registration shows the same photo. */
    photoShared: z.boolean(),
  }),
});

/**
 * Render badge and Push to Drive run in the registration workflow and in the badge refresh alike, and read the id
 * alone. Within either, Render badge adds `badge`.
 */
export const renderedBadge = executionInput.extend({
  badge: z.object({
    outcome: z.enum(['rendered', 'already rendered', 'withdrawn']),
    /** What became of the photo: `used`, `none`, or why the silhouette stands in its place. */
    photo: z.string(),
    /** What somebody should look at before it is printed, such as `truncated: full_name`. */
    preflight: z.array(z.string()),
  }),
});

/** What Step Functions hands to a Catch. For a Lambda's error `Cause` is its JSON (errorMessage, errorType, trace). */
export const failure = z.object({ Error: z.string(), Cause: z.string().default('') });

/** A branch's result; `failure` is what was caught when its outcome is `needs attention`. */
const branchResult = z.object({ outcome: z.string(), failure: failure.optional() });

/**
 * The branches' results: those of a registration, the one of a badge refresh, or those of a payment change, which has two
 * about the part `payment`: the family's mail, and the report to the organisers.
 */
export const fulfilment = z
  .object({
    confirmation: branchResult,
    findings: branchResult,
    badge: branchResult,
    payment: branchResult,
    report: branchResult,
  })
  .partial();

/**
 * Park entry runs after a step before the branches failed (`failure`), or after the branches (`fulfilment`). Of the input
 * it asks for the id alone: what else a person has written there may be what failed.
 */
export const failedEntry = executionInput.pick({ entryId: true }).extend({
  failure: failure.optional(),
  fulfilment: fulfilment.optional(),
});

/** The parts of a registration that can need attention, each on its own. */
export const parts = ['registration', 'confirmation', 'findings', 'badge', 'payment'] as const;
export type Part = (typeof parts)[number];

/** One part that failed. `refresh`: of a badge that was to follow a change of its registration. */
const partFailure = z.object({
  part: z.enum(parts),
  error: z.string(),
  reason: z.string(),
  refresh: z.boolean().optional(),
});

/** Park entry adds `parked`: `error` and `cause` are how the execution ends, `failures` is what they are made of. */
export const parkedEntry = failedEntry.extend({
  payment: admittedEntry.shape.payment,
  parked: z.object({ error: z.string(), cause: z.string(), failures: z.array(partFailure).min(1) }),
});

export type ValidatedEntry = z.infer<typeof validatedEntry>;
export type AdmittedEntry = z.infer<typeof admittedEntry>;
export type StoredProfile = z.infer<typeof storedProfile>;
export type RenderedBadge = z.infer<typeof renderedBadge>;
export type Failure = z.infer<typeof failure>;
export type FailedEntry = z.infer<typeof failedEntry>;
export type PartFailure = z.infer<typeof partFailure>;
export type ParkedEntry = z.infer<typeof parkedEntry>;

/** An execution: its name, and the ARN of its state machine. */
export interface Run {
  execution: string;
  stateMachine: string;
}

/** What every step's Lambda is invoked with: its execution, and its state. */
export interface StepEvent extends Run {
  state: unknown;
}

export interface StepInput<S extends z.ZodType> extends StepEvent {
  state: z.infer<S>;
}

/**
 * Parses a step's event.
 * @throws InputInvalidError naming the fields at fault, never their values.
 */
export function parseStepEvent<S extends z.ZodType>(schema: S, event: StepEvent): StepInput<S> {
  const parsed = z
    .object({ execution: z.string().min(1), stateMachine: z.string().min(1), state: schema })
    .safeParse(event);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new InputInvalidError(`the step's input does not fit: ${fields}`);
  }
  return parsed.data as StepInput<S>;
}
