import * as z from 'zod';
import { registrationFilter } from './registration-filter.ts';

/** The machine's name after the stage, and the folder of its executions. */
export const resendJob = 'resend';

/** Under which a mail is sent once to each. */
export const occasion = z.string().regex(/^[a-z0-9-]{1,40}$/, 'expected 1 to 40 small letters, digits and -');

/** The input of the job that sends confirmations again. */
export const resendOrder = z.strictObject({
  filter: registrationFilter,
  /** Today's date, where the competition is, when left out. */
  occasion: occasion.optional(),
  /** Only counts who would get a mail. */
  planOnly: z.boolean().default(false),
});

export type ResendOrder = z.infer<typeof resendOrder>;

/** What the step that sends is told of the order. */
export const sendingOrder = z.object({
  occasion,
  /** Some registrations have keys that the progress table does not know. */
  newKeys: z.boolean(),
});

/** The content of `left-out.json`: the registrations whose families do not get the mail, and why. */
export const leftOutFile = z.array(z.object({ id: z.string(), reason: z.string() }));

/** Beside the plan. */
export const leftOutKey = (planKey: string) => planKey.replace(/[^/]*$/, 'left-out.json');
