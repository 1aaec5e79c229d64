import type { MailTurn } from '../clients/mail.ts';
import { MailPacedError } from '../domain/errors.ts';
import { CallPace } from './call-pace.ts';
import type { ProgressTable } from './progress-table.ts';

/**
 * How far ahead of the pace mails may be, in milliseconds. SES tolerates short bursts. The few mails to the organisers always
 * go first, and whoever registers goes before a job that sends mails again.
 */
export const mailLanes = { organiser: 5_000, family: 500, job: 200 } as const;

export type MailLane = keyof typeof mailLanes;

/**
 * The pace of mails. SES takes so many a second from an account, and refuses more
 * (https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html).
 */
export class MailPace {
  readonly #pace: CallPace;

  constructor(table: ProgressTable, mailsPerSecond: number) {
    this.#pace = new CallPace(table, {
      item: 'mail_pace',
      msPerCall: Math.ceil(1_000 / mailsPerSecond),
      service: 'SES',
      refusal: MailPacedError,
    });
  }

  /** The pace as the mailer takes it. */
  lane(lane: MailLane): MailTurn {
    return { take: () => this.#pace.take(mailLanes[lane]) };
  }
}
