/** What happens to a payment after it was made, by the buttons of the Stripe sandbox. */
import { paginateListExecutions } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import type { EntryItem } from '../../core/domain/entry-item.ts';
import type { PaymentState } from '../../core/domain/payment-state.ts';
import { Outcomes, waitFor } from '../../local/outcome.ts';
import { cloud, competitor, register } from './fixtures.ts';
import {
  adminMails,
  badgeOf,
  driveFilesOf,
  emailOf,
  fulfilled,
  holdings,
  mailsTo,
  marksOf,
  registrationsOf,
  stepFunctions,
  trashedFilesOf,
} from './inspect.ts';
import { stripe } from './stripe-events.ts';

const machine = cloud.outputs.PaymentChangeArn ?? '';
const changes = new Outcomes(cloud, machine);

/** Presses a button of the sandbox. @returns the object that it made or changed. */
async function press(path: string, form: Record<string, string> = {}): Promise<{ id: string }> {
  const response = await fetch(`${cloud.endpoints.stripe}${path}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(form),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as { id: string };
}

async function chargeOf(entryId: string): Promise<string> {
  const { payment_intent } = await stripe.checkout.sessions.retrieve(entryId, {
    expand: ['payment_intent'],
  });
  const charge = typeof payment_intent === 'object' ? payment_intent?.latest_charge : undefined;
  return typeof charge === 'string' ? charge : expect.fail(`${entryId} has no charge`);
}

const refund = async (entryId: string, form = {}) =>
  press(`/_charges/${await chargeOf(entryId)}/refund`, form);
/** Waits until every payment change about an object has ended. @returns how they ended, by their names. */
async function changesOf(id: string, atLeast = 1): Promise<Record<string, string | undefined>> {
  const found = await waitFor(`${atLeast} payment changes of ${id}`, async () => {
    const names: string[] = [];
    const request = { stateMachineArn: machine };
    for await (const page of paginateListExecutions({ client: stepFunctions }, request)) {
      names.push(...(page.executions ?? []).map(({ name }) => name ?? ''));
    }
    const about = names.filter((name) => name.includes(id.slice(0, 40)));
    return about.length >= atLeast ? about : undefined;
  });
  const all = await Promise.all(found.map((name) => changes.ended(name, 50_000)));
  return Object.fromEntries(
    all.map(({ name = '', status }) => [name.replace(`-${id}`, '').slice(0, -9), status]),
  );
}

/** Waits until an entry's registration has a state; undefined where it was never anything but paid. */
async function hasState(entryId: string, state: PaymentState): Promise<void> {
  await waitFor(`${entryId} to be ${state}`, async () => {
    const [row] = await registrationsOf(entryId);
    return row?.payment_state === state ? true : undefined;
  });
}

async function registered(body: EntryItem = competitor()) {
  const { entryId } = await register(body);
  expect(await holdings(entryId, body)).toEqual(fulfilled);
  return { body, entryId };
}

/** Where the badge is. */
async function badgeAt(entryId: string) {
  const [badge, files, trashed] = await Promise.all([
    badgeOf(entryId),
    driveFilesOf(entryId),
    trashedFilesOf(entryId),
  ]);
  return { bucket: badge !== undefined, drive: files.length, trash: trashed.length };
}
const inPlace = { bucket: true, drive: 1, trash: 0 };
const withdrawn = { bucket: false, drive: 0, trash: 1 };

const subjectsTo = async (body: EntryItem) => (await mailsTo(emailOf(body))).map(({ subject }) => subject);

describe.concurrent('a refund', () => {
  test('of all cancels the registration, once, by whichever of its events comes first', async () => {
    const { body, entryId } = await registered();
    const { id } = await refund(entryId);
    const ends = { ...(await changesOf(id)), ...(await changesOf(await chargeOf(entryId))) };
    expect(ends).toEqual({ refund_created: 'SUCCEEDED', charge_refunded: 'SUCCEEDED' });
    await hasState(entryId, 'refunded');
    expect(await badgeAt(entryId)).toEqual(withdrawn);
    expect(await subjectsTo(body)).toHaveLength(2);
    expect(await marksOf(entryId)).toEqual([]);

    // Weeks later it fails: the money is back, and so are registration, badge and file.
    await press(`/_refunds/${id}/failed`);
    await hasState(entryId, 'paid');
    await changesOf(id, 4);
    expect(await badgeAt(entryId)).toEqual(inPlace);
    expect(await subjectsTo(body)).toHaveLength(2);
    expect((await adminMails(entryId)).map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/refund/i),
    ]);
  });
});
