/** What families and organisers read about a payment after it was made: each mail once, whatever comes twice. */
import { randomUUID } from 'node:crypto';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import type { EntryItem } from '../../core/domain/entry-item.ts';
import { Outcomes, type ReceivedMail, waitFor } from '../../local/outcome.ts';
import { nothingMoreAlone, settle } from './act.ts';
import { cloud, frontEnd, outcomes, register } from './fixtures.ts';
import { adminMails, digests, emailOf, mailsTo, nameOf, registrationsOf, stepFunctions } from './inspect.ts';
import { coach, competitor } from './people.ts';
import { intentOf, press } from './stripe-buttons.ts';
import { stripe, submitUnpaid } from './stripe-events.ts';

const { PaymentChangeArn: stateMachineArn = '' } = cloud.outputs;
const changes = new Outcomes(cloud, stateMachineArn);

/** Reads the payment again several times at once, as a person may ask for, and waits for the ends. */
async function changeAgain(entryId: string): Promise<void> {
  await Promise.all(
    Array.from({ length: 2 }, async () => {
      const name = `by-hand-${randomUUID()}`;
      const input = JSON.stringify({ changed: entryId });
      await stepFunctions.send(new StartExecutionCommand({ stateMachineArn, name, input }));
      expect((await changes.ended(name, 50_000)).status).toBe('SUCCEEDED');
    }),
  );
}

/** Waits for a mail to the family, or to the organisers about the entry, that has a text in its subject. */
function mailed(mails: () => Promise<ReceivedMail[]>, subject: string): Promise<ReceivedMail> {
  return waitFor(
    `a mail “${subject}”`,
    async () => (await mails()).find((mail) => mail.subject.includes(subject)),
    { withinMs: 50_000 },
  );
}

const subjects = (mails: ReceivedMail[]) => mails.map(({ subject }) => subject);

async function registered(
  body: EntryItem,
): Promise<{ entryId: string; family: () => Promise<ReceivedMail[]> }> {
  const { entryId } = await register(body);
  return { entryId, family: () => mailsTo(emailOf(body)) };
}

test('a bank debit that is on its way, and then fails, is mailed to the family once each', async () => {
  const body = competitor();
  const family = () => mailsTo(emailOf(body));
  const entryId = await submitUnpaid(body);
  await frontEnd.press('bank', entryId);
  const first = await mailed(family, 'will be registered once the payment arrives');
  expect(first.body.text).toContain('On its way: 103.00 USD');
  await frontEnd.press('bank-fails', entryId);
  const second = await mailed(family, 'is not registered: the payment failed');
  expect(second.body.html).toContain('href="https://register.example.com/"');
  await changeAgain(entryId);
  expect(await family()).toHaveLength(2);
  expect(await registrationsOf(entryId)).toEqual([]);
});

test('a page that expired after the family began to pay is mailed once; one that nobody tried to pay, never', async () => {
  const body = competitor();
  const entryId = await submitUnpaid(body);
  await expect(frontEnd.press('decline', entryId)).rejects.toThrow('card_declined');
  const onlyLooked = await submitUnpaid(competitor());
  await Promise.all([entryId, onlyLooked].map((id) => stripe.checkout.sessions.expire(id)));
  await mailed(() => mailsTo(emailOf(body)), 'is not registered: the payment was not finished');
  await changeAgain(entryId);
  await changeAgain(onlyLooked);
  expect(await mailsTo(emailOf(body))).toHaveLength(1);
  expect((await outcomes.progress(onlyLooked))['mail payment failed']).toBeUndefined();
});

test('a refund is mailed to the family once, and reported in one digest', async () => {
  const body = competitor();
  const { entryId, family } = await registered(body);
  await press(`/_charges/${(await intentOf(entryId)).latest_charge}/refund`);
  const mail = await mailed(family, 'is no longer registered: the payment was refunded');
  expect(mail.body.text).toContain('Refunded: 103.00 USD');
  await changeAgain(entryId);
  expect(await family()).toHaveLength(2);
  expect(await adminMails(entryId)).toEqual([]);

  const named = async () =>
    (await digests()).map(({ body: { text = '' } }) => text.split(nameOf(body)).length - 1).filter(Boolean);
  expect(await settle(entryId)).toBe(true);
  await waitFor('the digest', async () => ((await named()).length > 0 ? true : undefined));
  await changeAgain(entryId);
  expect(await settle(entryId)).toBe(false);
  expect(await named()).toEqual([1]);
});

test('a dispute is reported at once, with the day on which evidence is due; the family hears of one that is lost', async () => {
  const body = competitor();
  const { entryId, family } = await registered(body);
  const organisers = () => adminMails(entryId);
  const { latest_charge } = await intentOf(entryId);
  const id = await press(`/_charges/${latest_charge}/dispute`, { kind: 'chargeback' });
  const { evidence_details } = await stripe.disputes.retrieve(id);
  const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'America/Chicago' });
  const due = day.format((evidence_details.due_by ?? 0) * 1_000);
  const mail = await mailed(organisers, `A payment is disputed, evidence is due by ${due}`);
  expect(mail.body.text).toContain(`Name: ${nameOf(body)}\n`);
  expect(mail.body.text).toContain('The registration is on hold');
  await changeAgain(entryId);
  expect(await organisers()).toHaveLength(1);
  expect(await family()).toHaveLength(1);

  await press(`/_disputes/${id}/lose`);
  await mailed(organisers, 'A dispute was lost');
  await mailed(family, 'is no longer registered: the bank returned the payment');
  await changeAgain(entryId);
  expect(subjects(await organisers())).toHaveLength(2);
  expect(subjects(await family())).toHaveLength(2);
});

test('many disputes at once are limited as other mails are: the others are in a digest', async () => {
  await nothingMoreAlone('inquiry');
  const bodies = [coach({ checkout: competitor().checkout ?? { S: '' } }), competitor()];
  const entries = await Promise.all(bodies.map(registered));
  for (const { entryId } of entries) {
    await press(`/_charges/${(await intentOf(entryId)).latest_charge}/dispute`, { kind: 'inquiry' });
  }
  for (const { entryId } of entries) {
    await waitFor('the news to be noted', async () => ((await settle(entryId)) ? true : undefined));
    expect(await adminMails(entryId)).toEqual([]);
  }
  await waitFor('the digest', async () => {
    const text = (await digests()).map((mail) => mail.body.text).join();
    return bodies.every((body) => text.includes(nameOf(body))) ? true : undefined;
  });
});
