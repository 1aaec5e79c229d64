import { vi } from 'vitest';
import type { Asker } from '../../../admin/setup/asker.ts';
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
