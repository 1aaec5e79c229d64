/** Sweeps of the reconcile workflow, as a schedule or a person starts them, and webhooks that never come. */
import { randomUUID } from 'node:crypto';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type * as z from 'zod';
import { type Compared, comparedPayments, type reconcileInput } from '../../core/domain/reconcile.ts';
import { Outcomes } from '../../local/outcome.ts';
import { cloud } from './fixtures.ts';
import { stepFunctions } from './inspect.ts';
import { press } from './stripe-buttons.ts';

const stateMachineArn = cloud.outputs.ReconcileArn ?? '';
const sweeps = new Outcomes(cloud, stateMachineArn);

/** Runs a sweep to its end. Other tests' payments are compared as well. @returns what it found, and how it ended. */
export async function sweep(
  input: z.input<typeof reconcileInput> = { since: '3d', apply: true },
): Promise<Compared & { reported: boolean }> {
  const name = `sweep-${randomUUID()}`;
  await stepFunctions.send(
    new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
  );
  const { status, cause, output = '{}' } = await sweeps.ended(name, 50_000);
  if (status !== 'SUCCEEDED') throw new Error(`the sweep ended as ${status}: ${cause}`);
  const { compared } = comparedPayments.parse(JSON.parse(output));
  return { ...compared, reported: 'reported' in JSON.parse(output) };
}

/** What a sweep found about some entries: `not-started`, in the order of the entries. */
export function codesFor({ repairs, decisions }: Compared, entryIds: readonly string[]): string[] {
  const all = [...repairs, ...decisions];
  return entryIds.flatMap((id) => all.filter(({ entryId }) => entryId === id).map(({ code }) => code));
}

/** From now on, Stripe sends no event about these sessions and their payments. */
export function withoutWebhooks(sessionIds: readonly string[]): Promise<void> {
  return asked('/_events/hold', sessionIds);
}

/** All events about these sessions that have not been sent come now, the newest first. */
export function webhooksAfterAll(sessionIds: readonly string[]): Promise<void> {
  return asked('/_events/release', sessionIds, { order: 'newest' });
}

async function asked(path: string, sessionIds: readonly string[], more: Record<string, string> = {}) {
  const body = new URLSearchParams(more);
  for (const id of sessionIds) body.append('sessions[]', id);
  await press(path, body);
}
