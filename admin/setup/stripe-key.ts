/** The stage's key of Stripe. */
import { StripeAccessDeniedError } from '../../core/domain/errors.ts';
import { CommandError } from '../command-error.ts';
import type { Asker } from './asker.ts';
import type { SecretStore } from './stage-secret.ts';
import { done, right, type StepResult, type Steps, toDo } from './step.ts';
import { mayNot, type StripeAccount } from './stripe-account.ts';

export type Mode = 'live' | 'test';

export const keyProblem = (mode: Mode) => (key: string) => {
  const [, keyMode] = /^(?:sk|rk)_(test|live)_\w+$/.exec(key) ?? [];
  if (!keyMode) return 'This is no key of Stripe’s: expected sk_… or rk_….';
  return keyMode === mode ? undefined : `This is a ${keyMode} key, and the stage’s payments are ${mode}.`;
};

interface Tools {
  ask: Asker;
  say: Steps['say'];
  secret: SecretStore;
  stripe(key: string): StripeAccount;
}

export async function stripeKey(mode: Mode, { ask, say, secret, stripe }: Tools): Promise<StepResult> {
  const { apiKey: before } = (await secret.read()).stripe;
  if (before !== undefined) {
    const problem = keyProblem(mode)(before) ?? (await refusal(stripe(before)));
    if (!problem) return right(`a ${mode} key is in the stage’s secret, and Stripe takes it`);
    if (!(await ask.confirm('stripe.replaceKey', { ask: `${problem} Replace it?` }))) {
      return toDo(problem, 'docs/runbook.md, “Replace a key”.');
    }
  }
  say(
    `In Stripe’s dashboard, in ${mode} mode, under Developers, API keys, create a restricted key. It needs to read Checkout Sessions, PaymentIntents, Charges and Refunds, Disputes, Coupons, Events and (under Radar) early fraud warnings, and to write Webhook Endpoints, which you may take from it after the setup.`,
  );
  const key = await ask.secret('stripe.apiKey', { ask: 'Stripe’s key', problem: keyProblem(mode) });
  const problem = await refusal(stripe(key));
  if (problem) throw new CommandError(problem);
  await secret.put({ stripe: { apiKey: key } });
  return done('Stripe takes the key; it is in the stage’s secret');
}

/** Whether Stripe refuses the key altogether, in words. One that may only not read endpoints is a good one. */
async function refusal(account: StripeAccount): Promise<string | undefined> {
  try {
    await account.endpoints();
    return undefined;
  } catch (error) {
    if (!(error instanceof StripeAccessDeniedError)) throw error;
    return mayNot(error) ? undefined : 'Stripe refuses the key.';
  }
}
