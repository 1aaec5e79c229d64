import { vi } from 'vitest';
import type { Asker } from '../../../admin/setup/asker.ts';
import type { AwsAccount, MailIdentity } from '../../../admin/setup/aws-account.ts';
import type { PartialSecret, SecretStore } from '../../../admin/setup/stage-secret.ts';
import type { StripeAccount } from '../../../admin/setup/stripe-account.ts';
import { webhookEvents } from '../../../core/domain/stripe-events.ts';

type Answer = string | boolean | string[];

/** Answers by their keys; a question without one fails the test, unless it may be left open. */
export function answering(answers: Record<string, Answer>): Asker & { asked: string[] } {
  const asked: string[] = [];
  const answer = (key: string, otherwise?: Answer): unknown => {
    asked.push(key);
    const said = answers[key] ?? otherwise;
    if (said === undefined) throw new Error(`no answer to ${key}`);
    return said;
  };
  const withoutProblem = (said: unknown, problem?: (text: string) => string | undefined) => {
    const why = said === '' ? undefined : problem?.(String(said));
    if (why) throw new Error(why);
    return String(said);
  };
  return {
    asked,
    canTryAgain: false,
    text: async (key, { optional, problem, ...question }) =>
      withoutProblem(answer(key, question.default ?? (optional ? '' : undefined)), problem),
    choose: async (key, { choices }) => {
      const chosen = choices.find(({ value }) => value === answer(key));
      if (!chosen) throw new Error(`${key}: ${answers[key]} is no choice`);
      return chosen.value;
    },
    several: async (key) => answer(key) as never,
    confirm: async (key) => answer(key) as boolean,
    secret: async (key, { problem }) => withoutProblem(answer(key), problem),
    tryAgain: async () => false,
  };
}

/** A stage's secret in memory. */
export function secretOf(before: Partial<PartialSecret> = {}): SecretStore & { parts: PartialSecret } {
  const store = {
    parts: { stripe: {}, ...before } as PartialSecret,
    read: async () => store.parts,
    async put({ stripe, ...others }: Partial<PartialSecret>) {
      store.parts = { ...store.parts, ...others, stripe: { ...store.parts.stripe, ...stripe } };
    },
  };
  return store;
}

export const url = 'https://api.example.com/webhooks/stripe';

export const endpoint = {
  ...{ id: 'we_1', url, status: 'enabled', api_version: null },
  enabled_events: [...webhookEvents] as string[],
};

export function stripeOf(account: Partial<StripeAccount> = {}) {
  return {
    endpoints: vi.fn<StripeAccount['endpoints']>(async () => []),
    create: vi.fn<StripeAccount['create']>(async () => ({ id: 'we_new', secret: 'whsec_new' })),
    setEvents: vi.fn<StripeAccount['setEvents']>(),
    enable: vi.fn<StripeAccount['enable']>(),
    remove: vi.fn<StripeAccount['remove']>(),
    ...account,
  } satisfies StripeAccount;
}

/** A stage file by what is answered. */
export const stageAnswers = {
  account: true,
  'competition.name': 'Riverside Open',
  'competition.starts': '2027-03-13',
  'competition.ends': '2027-03-14',
  'competition.venue': '100 Main Street, Tulsa',
  'competition.timeZone': 'America/Chicago',
  'mail.from': 'registration@riverside.org',
  'mail.contact': 'info@riverside.org',
  'mail.admin': 'Jo <jo@riverside.org>, sam@riverside.org',
  'payment.mode': 'live',
  'payment.currency': 'usd',
  'registration.freeTypes': ['coach', 'seminar'],
  'payment.prices': 'ask',
  'prices.competitor': 'Competitor Registration 85.00',
  'prices.additionalEvent': 'Additional Event 15',
  'registration.badges': true,
  'drive.folderId': 'https://drive.google.com/drive/folders/1AbC-d_e?usp=sharing',
  'brackets.weightUnit': 'kg',
  challonge: true,
};

/** An account that is out of SES's sandbox, with what SES knows. */
export function awsOf(
  identities: Record<string, MailIdentity>,
  changes: Partial<AwsAccount> = {},
): AwsAccount {
  return {
    whoAmI: async () => ({ account: '111122223333', arn: 'arn' }),
    mailIdentity: async (name) => identities[name],
    verify: async (name) => ({
      verified: false,
      records: !name.includes('@') ? [{ name: 'a._domainkey', value: 'a.dkim' }] : [],
    }),
    mailLimits: async () => ({ anybody: true, perSecond: 14 }),
    concurrentLambdas: async () => 1_000,
    ...changes,
  };
}
