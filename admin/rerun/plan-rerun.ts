/** Which workflows do an entry's missing work, and with which input: what docs/runbook.md says to do by hand. */
import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { executionNameOf, isCheckoutSessionId, paymentChangeNameOf } from '../../core/domain/ids.ts';
import type { PaymentChange } from '../../core/domain/payment-change.ts';
import type { executionInput } from '../../core/domain/state.ts';
import type { MarkedEntry } from '../../core/progress/attention-marks.ts';
import { CommandError } from '../command-error.ts';
import type { MachineName } from '../machines.ts';

/** The mails about which a person may ask for something; `payment` is the family's about its payment. */
export const askableMails = ['confirmation', 'findings', 'payment'] as const;
export type AskableMail = (typeof askableMails)[number];

/** What a person asks for, beside that what is missing is done. */
export interface Asked {
  /** To be sent again. */
  resend?: readonly AskableMail[];
  /** To be taken as sent. */
  arrived?: readonly AskableMail[];
  /** To be registered although less was paid. */
  acceptPrice?: boolean;
}

export interface Rerun {
  machine: Extract<MachineName, 'registration' | 'badge-refresh' | 'payment-change'>;
  name: string;
  input: z.infer<typeof executionInput> | PaymentChange;
}

/**
 * Of an entry that needs no attention, the registration's workflow is run: it does what is missing, and repeats nothing.
 * @param paymentIntentId of the entry's payment, if it is known.
 * @throws CommandError when what is asked for cannot be done for this entry.
 */
export function rerunsOf(
  entryId: string,
  marks: MarkedEntry['marks'],
  asked: Asked = {},
  paymentIntentId?: string | null,
): Rerun[] {
  const { resend = [], arrived = [], acceptPrice } = asked;
  const both = resend.find((mail) => arrived.includes(mail));
  if (both) throw new CommandError(`--resend and --arrived: the ${both} mail cannot be both.`);
  const about = (mail: AskableMail) => resend.includes(mail) || arrived.includes(mail);
  const payment = marks.payment !== undefined || about('payment');
  const onlyBadge = marks.badge?.refresh === true && Object.keys(marks).every((part) => part === 'badge');
  const asksRegistration = about('confirmation') || about('findings') || acceptPrice === true;
  const othersMarked = Object.keys(marks).some((part) => part !== 'payment');
  const reruns: Rerun[] = [];
  if (fromOtherSystem(entryId) && asksRegistration) {
    throw new CommandError(
      `${entryId} is of the old system, which has sent its mails: there is nothing to resend.`,
    );
  }
  if (fromOtherSystem(entryId) || (onlyBadge && !asksRegistration)) {
    reruns.push({ machine: 'badge-refresh', name: furtherName(entryId), input: { entryId } });
  } else if (othersMarked || asksRegistration || !payment) {
    const input = {
      entryId,
      ...listed('resend', resend),
      ...listed('arrived', arrived),
      ...(acceptPrice && { acceptPrice }),
    };
    reruns.push({ machine: 'registration', name: furtherName(entryId), input });
  }
  if (payment) {
    const changed = paymentIntentId ?? (isCheckoutSessionId(entryId) ? entryId : undefined);
    if (changed === undefined) throw new CommandError(`${entryId} has no payment at Stripe to read again.`);
    const familyMail = resend.includes('payment')
      ? 'resend'
      : arrived.includes('payment')
        ? 'arrived'
        : undefined;
    const name = paymentChangeNameOf('rerun', changed, randomUUID());
    reruns.push({ machine: 'payment-change', name, input: { changed, ...(familyMail && { familyMail }) } });
  }
  return reruns;
}

/** As those that follow from an event: so `show` finds it. */
const furtherName = (entryId: string) => executionNameOf(entryId, randomUUID());

/** A registration without an entry, which only has a badge to keep up to date. */
const fromOtherSystem = (id: string) => id.startsWith('reg_');

function listed(name: 'resend' | 'arrived', mails: readonly AskableMail[]) {
  const partMails = mails.filter((mail) => mail !== 'payment');
  return partMails.length > 0 ? { [name]: partMails } : {};
}
