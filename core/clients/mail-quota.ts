import { GetAccountCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import { callAws } from './aws-errors.ts';

/** What SES lets the account send in this region. */
export interface MailQuota {
  /** In 24 hours; undefined without a limit. */
  perDay: number | undefined;
  /** In the last 24 hours. */
  sent: number;
}

/** @throws RateLimitedError, ServiceUnavailableError as SES does. */
export async function mailQuota(ses: Pick<SESv2Client, 'send'>): Promise<MailQuota> {
  const { SendQuota } = await callAws('SES GetAccount', () => ses.send(new GetAccountCommand({})));
  const perDay = SendQuota?.Max24HourSend ?? 0;
  // -1 is no limit.
  return { perDay: perDay > 0 ? perDay : undefined, sent: SendQuota?.SentLast24Hours ?? 0 };
}
