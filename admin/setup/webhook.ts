/** Stripe's webhook endpoint: one, at the stage's address, with the events that are used, and its signing secret stored. */
import { webhookEvents } from '../../core/domain/stripe-events.ts';
import type { Endpoint } from '../doctor/ask-stripe.ts';
import type { Asker } from './asker.ts';
import type { SecretStore } from './stage-secret.ts';
import { done, right, type StepResult, type Steps, toDo } from './step.ts';
import { mayNot, type StripeAccount } from './stripe-account.ts';
import { keyProblem, type Mode } from './stripe-key.ts';

interface Tools {
  stage: string;
  ask: Asker;
  say: Steps['say'];
  secret: SecretStore;
  stripe(key: string): StripeAccount;
}

export async function webhook({ url, mode }: { url: string; mode: Mode }, tools: Tools): Promise<StepResult> {
  const { ask, say, secret } = tools;
  const { apiKey, webhookSecrets } = (await secret.read()).stripe;
  if (apiKey === undefined) return toDo('Stripe’s key is missing', 'Run setup again once you have it.');
  const withKey = keys(apiKey, mode, tools);
  const ours = (await withKey((stripe) => stripe.endpoints())).filter((endpoint) => endpoint.url === url);
  const [endpoint, ...others] = ours;
  if (others.length > 0) {
    return toDo(
      `${ours.length} endpoints send every event to ${url}`,
      `Delete all but the one whose signing secret the stage has, in Stripe: ${ours.map(({ id }) => id).join(', ')}.`,
    );
  }
  if (!endpoint) {
    say(
      `Stripe has no endpoint at ${url} yet. Setup can create it with the ${webhookEvents.length} events that are used; its signing secret then goes straight into the stage’s secret.`,
    );
    const how = await ask.choose('webhook.create', {
      ask: 'The webhook endpoint',
      choices: [
        { value: 'create', name: 'create it' },
        { value: 'enter', name: 'I have added it in Stripe by hand: I enter its signing secret' },
        { value: 'later', name: 'later' },
      ],
    });
    if (how === 'create') return create(url, withKey, tools);
    if (how === 'enter') return enter(tools);
    return toDo(
      `none of Stripe’s endpoints is ${url}`,
      'Run setup again, or add it in Stripe: docs/deploying.md, “By hand”.',
    );
  }
  if (webhookSecrets === undefined) {
    say(
      `Stripe has an endpoint at ${url} (${endpoint.id}), and the stage does not have its signing secret, which Stripe tells at its creation and on its page alone.`,
    );
    const how = await ask.choose('webhook.existing', {
      ask: 'Its signing secret',
      choices: [
        { value: 'enter', name: 'I enter it: in Stripe, on the endpoint’s page, Reveal' },
        { value: 'replace', name: 'replace the endpoint by a new one' },
        { value: 'later', name: 'later' },
      ],
    });
    if (how === 'later') return toDo('the signing secret is missing', 'Run setup again.');
    if (how === 'enter') return enter(tools);
    const made = await create(url, withKey, tools);
    await withKey((stripe) => stripe.remove(endpoint.id));
    return { ...made, found: `${made.found}; ${endpoint.id} is deleted` };
  }
  return putRight(endpoint, withKey, tools);
}

type WithKey = <T>(call: (stripe: StripeAccount) => Promise<T>) => Promise<T>;

/** The signing secret goes into the stage's secret at once; if it cannot, the endpoint is taken away again. */
async function create(url: string, withKey: WithKey, { stage, secret }: Tools): Promise<StepResult> {
  const description = `Registrations, stage ${stage}`;
  const made = await withKey((stripe) => stripe.create({ url, description }));
  try {
    await secret.put({ stripe: { webhookSecrets: [made.secret] } });
  } catch (error) {
    await withKey((stripe) => stripe.remove(made.id));
    throw error;
  }
  return done(`${made.id} sends ${webhookEvents.length} events; its signing secret is in the stage’s secret`);
}

async function enter({ ask, secret }: Tools): Promise<StepResult> {
  const typed = await ask.secret('webhook.signingSecret', {
    ask: 'The endpoint’s signing secret',
    problem: (text) => (/^whsec_\w+$/.test(text) ? undefined : 'Expected whsec_….'),
  });
  await secret.put({ stripe: { webhookSecrets: [typed] } });
  return done('the signing secret is in the stage’s secret');
}

async function putRight(
  { id, status, enabled_events }: Endpoint,
  withKey: WithKey,
  { ask }: Tools,
): Promise<StepResult> {
  const wanted: readonly string[] = webhookEvents;
  const missing = wanted.filter((type) => !enabled_events.includes(type));
  const needless = enabled_events.filter((type) => !wanted.includes(type));
  const changed: string[] = [];
  if (missing.length + needless.length > 0) {
    const differs = [
      ...(missing.length > 0 ? [`does not send ${missing.join(', ')}`] : []),
      ...(needless.length > 0 ? [`sends what nobody needs: ${needless.join(', ')}`] : []),
    ].join(', and ');
    if (!(await ask.confirm('webhook.events', { ask: `${id} ${differs}. Set its events right?` }))) {
      return toDo(`${id} ${differs}`, 'Choose its events in Stripe.');
    }
    await withKey((stripe) => stripe.setEvents(id));
    changed.push(`${id} sends the ${wanted.length} events now`);
  }
  if (status !== 'enabled') {
    if (!(await ask.confirm('webhook.enable', { ask: `${id} is ${status}. Enable it?` }))) {
      return toDo(`${id} is ${status}`, 'Enable it in Stripe.');
    }
    await withKey((stripe) => stripe.enable(id));
    changed.push(`${id} is enabled`);
  }
  if (changed.length > 0) return done(changed.join('; '));
  return right(`${id} sends ${wanted.length} events, and the stage has a signing secret`);
}

/** Calls Stripe with the stage's key; where that may not, with one that is asked for then and kept nowhere. */
function keys(apiKey: string, mode: Mode, { ask, say, stripe }: Tools): WithKey {
  let account = stripe(apiKey);
  let isStages = true;
  return async (call) => {
    try {
      return await call(account);
    } catch (error) {
      if (!isStages || !mayNot(error)) throw error;
      say(
        'The stage’s key may not do that. Give one that may write webhook endpoints (the secret key can): it is used this once, and kept nowhere.',
      );
      const other = await ask.secret('webhook.key', {
        ask: 'Another key of Stripe',
        problem: keyProblem(mode),
      });
      account = stripe(other);
      isStages = false;
      return call(account);
    }
  };
}
