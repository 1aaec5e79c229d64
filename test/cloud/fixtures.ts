import { existsSync, readFileSync } from 'node:fs';
import type { Fault } from '@tkd-registration/local-cloud/faults';
import { inject } from 'vitest';
import type { EntryItem } from '../../core/domain/entry-item.ts';
import { FrontEnd } from '../../local/front-end.ts';
import { Outcomes, waitFor } from '../../local/outcome.ts';
import type { CloudAddresses } from '../../local/tournament-cloud.ts';
import type { CloudStart } from './setup.ts';

export const cloud = await startedCloud();
export const frontEnd = new FrontEnd(cloud);
export const outcomes = new Outcomes(cloud);

/** The embedded cloud, once it runs. */
async function startedCloud(): Promise<CloudAddresses> {
  const file = inject('cloudFile');
  const start = await waitFor(
    'the embedded cloud to start',
    async () => (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CloudStart) : undefined),
    { withinMs: 120_000 },
  );
  if ('problem' in start) throw new Error(start.problem);
  return start.cloud;
}

/** Adds a fault to a service; `contains` restricts it to one test's entry. */
export async function misbehave(
  fault: Partial<Fault> & Pick<Fault, 'service' | 'operation' | 'behaviour'>,
): Promise<void> {
  const response = await fetch(`${cloud.endpoints.aws}/_faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  if (!response.ok) throw new Error(`fault refused: ${await response.text()}`);
}

/** Waits until the execution with that name has ended, for as long as a busy machine may need. */
export const ended = (name: string) => outcomes.ended(name, 50_000);

/** Submits an entry as the form does, pays by card if there is something to pay, and waits for its execution to end. */
export async function register(body: EntryItem): Promise<{ entryId: string; sessionId?: string }> {
  const submission = await frontEnd.submit(body);
  if (submission.sessionId) await frontEnd.press('card', submission.sessionId);
  await ended(submission.entryId);
  return submission;
}

/** Ends all misbehaviour. @returns how many calls each of them had left. */
export async function clearFaults(): Promise<number[]> {
  const faults = (await (await fetch(`${cloud.endpoints.aws}/_faults`)).json()) as { times: number }[];
  await fetch(`${cloud.endpoints.aws}/_faults`, { method: 'DELETE' });
  return faults.map(({ times }) => times);
}

/** The misbehaviour that is still to come for the calls that contain a text. */
export async function faultsLeft(contains: string): Promise<Fault[]> {
  const faults = (await (await fetch(`${cloud.endpoints.aws}/_faults`)).json()) as Fault[];
  return faults.filter((fault) => fault.contains === contains);
}
