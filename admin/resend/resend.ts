import { InvalidArgumentError } from '@commander-js/extra-typings';
import type * as z from 'zod';
import {
  leftOutFile,
  leftOutKey,
  occasion,
  type ResendOrder,
  sendingOrder,
} from '../../core/jobs/resend-order.ts';
import { adminCommand, withoutYes, yesOption } from '../admin-command.ts';
import { clientConfigOf } from '../client-config.ts';
import { CommandError } from '../command-error.ts';
import { endOf, filesOf, followFilteredJob } from '../filtered-job.ts';
import { inJson, inWords } from '../job-run.ts';
import { registrationFilterOf, whichRegistrations } from '../which-registrations.ts';

export const resend = adminCommand(
  {
    name: 'resend',
    what: 'mails confirmations again, with the registrations as they are now',
    more: `Each family gets one mail for an occasion, however often this is started. It goes to the address that
the registration has now. Who was never confirmed, whose payment has gone back, or who has no address, gets none,
and is listed.`,
    undo: `A mail cannot be taken back. If something in it was wrong, correct it, and send it again under
another --occasion.`,
  },
  (command) =>
    whichRegistrations(command, 'every registration')
      .option(
        '--occasion <name>',
        'what it is sent for: small letters, digits and -; today’s date when nothing else is said',
        occasionOf,
      )
      .option(...yesOption),
  async (options) => {
    const { stage, json, yes, all, school, type, ids, idsFile } = options;
    if ([all, school, type, ids, idsFile].every((said) => said === undefined)) {
      throw new CommandError('Say whose: --all, --school, --type, --ids or --ids-file.');
    }
    const order: ResendOrder = {
      filter: registrationFilterOf(options),
      occasion: options.occasion,
      planOnly: !yes,
    };
    const config = clientConfigOf(stage);
    const end = await followFilteredJob(config, { stage, machine: 'resend', order, what: 'Mails' });
    const { toBeSent = 0, alreadySent = 0, leftOut: without = 0 } = end.plan.counts;
    const leftOut =
      without > 0 ? await filesOf(config, end).readJson(leftOutKey(end.plan.key), leftOutFile) : [];
    if (json) console.log(JSON.stringify({ ...inJson(end), leftOut, ...end.missed }, undefined, 2));
    else if (yes) console.log(inWords(end));
    const { data: sent } = sendingOrder.safeParse(end.plan.order);
    if (sent) console.error(`Occasion: ${sent.occasion}`);
    if (leftOut.length > 0) console.error(leftOutInWords(leftOut));
    const code = endOf(end);
    return yes ? code : withoutYes(wouldSend(toBeSent, alreadySent));
  },
);

function occasionOf(said: string): string {
  const parsed = occasion.safeParse(said);
  if (!parsed.success) throw new InvalidArgumentError('Say 1 to 40 small letters, digits and -.');
  return parsed.data;
}

/** `send 12 mails; 3 have it from this occasion already`. */
export function wouldSend(toBeSent: number, alreadySent: number): string {
  const mails = toBeSent === 1 ? 'send 1 mail' : `send ${toBeSent} mails`;
  return alreadySent > 0 ? `${mails} (${alreadySent} were sent on this occasion already)` : mails;
}

const inFull = 50;

/** Who gets no mail, by the reason: for the person who decides what to do about them. */
export function leftOutInWords(leftOut: z.infer<typeof leftOutFile>): string {
  const lines = leftOut.slice(0, inFull).map(({ id, reason }) => `  ${id}: ${reason}`);
  const more = leftOut.length - lines.length;
  return [
    leftOut.length === 1 ? 'This one gets no mail:' : `These ${leftOut.length} get no mail:`,
    ...lines,
    ...(more > 0 ? [`  and ${more} more: --json lists all`] : []),
  ].join('\n');
}
