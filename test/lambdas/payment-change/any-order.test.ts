/** Whatever happens to a payment, in whichever order steps run and wherever they are cut off, the end is the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { badgeDesign } from '../../../core/badges/badge-design.ts';
import { bringInLine } from '../../../core/badges/bring-in-line.ts';
import type { ReadPayment } from '../../../core/clients/stripe-payments.ts';
import { ServiceUnavailableError, transientErrors } from '../../../core/domain/errors.ts';
import type { PaymentReading } from '../../../core/domain/payment-reading.ts';
import { consequencesFor, paymentStateOf } from '../../../core/domain/payment-state.ts';
import type { AdmittedEntry } from '../../../core/domain/state.ts';
import { standingOf } from '../../../core/money/standing.ts';
import { readPayment } from '../../../lambdas/payment-change/read-payment/read-payment.ts';
import { updateRegistration } from '../../../lambdas/payment-change/update-registration/update-registration.ts';
import { storeProfile } from '../../../lambdas/registration/store-profile/store-profile.ts';
import { charge, dispute, reading, refund, unpaidSession } from '../../core/money/readings.ts';
import { progressIn } from '../../doubles/progress.ts';
import { Stage } from '../../doubles/stage.ts';
import { MemoryEntries } from '../../doubles/tables.ts';
import coach from '../../fixtures/entries/coach-without-checkout.json' with { type: 'json' };

const { id: entryId } = reading().session;
const own = { mode: 'test', belonging: undefined } as const;
const design = badgeDesign.parse({ format: 'ID-1' });
const competition = { name: 'Riverside Open', year: 2025 };

/** How a payment may be, one after the other: a bank debit first. */
const onItsWay = { session: unpaidSession('complete'), charges: [charge('pending')] };
const later: Partial<PaymentReading>[] = [
  {},
  { refunds: [refund('pending')] },
  { refunds: [refund('succeeded', 4_000)] },
  { refunds: [refund('succeeded')] },
  { refunds: [refund('failed')] },
  { disputes: [dispute('needs_response', true)] },
  { disputes: [dispute('won', false)] },
  { disputes: [dispute('lost', true)] },
];

test('a registration and its badge end as the payment is in the end', async () => {
  const history = fc.array(fc.constantFrom(...later), { minLength: 1, maxLength: 5 });
  /** Which calls of all are cut off, before or after they take effect. */
  const cuts = fc.uniqueArray(fc.nat({ max: 150 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), history, cuts, async (scheduler, states, cutOff) => {
      const stage = new Stage();
      const { mails, payments } = progressIn(stage.documents);
      const { registrations, followers, progress } = stage.clients;
      const entries = new MemoryEntries().with(entryId, coach);
      let current: Partial<PaymentReading> = onItsWay;
      let clock = 0;
      let calls = 0;
      const turn = () => scheduler.schedule(Promise.resolve());
      stage.interrupt = async () => {
        await turn();
        calls += 1;
        if (cutOff.includes(calls)) throw new ServiceUnavailableError('cut off');
      };
      const stripe = {
        async readPayment(): Promise<ReadPayment> {
          clock += 1;
          const readAt = clock;
          await turn();
          return { reading: reading({ ...current, readAt }), livemode: false, mode: 'payment', origin: {} };
        },
      };

      /** As the state machine does: until it succeeds. */
      async function step<T>(run: () => Promise<T>): Promise<T> {
        for (;;) {
          try {
            return await run();
          } catch (error) {
            if (!transientErrors.some((passes) => error instanceof passes)) throw error;
            // The badge that another execution holds is drawn in the meantime.
            await new Promise(setImmediate);
            await turn();
          }
        }
      }
      const render = (execution: string) =>
        step(() =>
          bringInLine(
            { entryId, execution },
            { competition, design, pushedToDrive: false, ...stage.clients },
          ),
        );

      async function register(): Promise<void> {
        const validated: AdmittedEntry['validated'] = {
          registrationType: 'coach',
          paymentNeeded: true,
          school: 'known',
          findings: [],
          badgeWanted: true,
        };
        const dependencies = {
          entries,
          registrations,
          newRegistrations: registrations,
          followers,
          progress,
          measure: () => undefined,
        };
        const otherSystems = async () => new Map<string, string>();
        const payment = { paymentIntentId: 'pi_1' };
        await step(() => storeProfile({ entryId, validated, payment }, { ...dependencies, otherSystems }));
        await render('registration');
      }

      async function change(execution: string): Promise<void> {
        await step(() => readPayment('re_1', { stripe, own, readings: payments }));
        await turn();
        const updated = await step(() =>
          updateRegistration({ changed: entryId, entryId }, { mails, progress, registrations, now: () => 0 }),
        );
        if (updated.badge) await render(execution);
      }

      async function happen(): Promise<void> {
        const executions = [change('on its way')];
        await turn();
        current = {};
        executions.push(register());
        for (const [index, state] of states.entries()) {
          await turn();
          current = state;
          // Two events of each change.
          executions.push(change(`change ${index}`), change(`change ${index} again`));
        }
        await Promise.all(executions);
      }
      await scheduler.waitFor(happen());

      const [row] = [...stage.rows.values()];
      expect(stage.rows).toHaveLength(1);
      const { state } = standingOf(reading(states.at(-1)));
      expect(paymentStateOf(row ?? {})).toBe(state);
      expect(stage.badges.size, state).toBe(consequencesFor(row ?? {}).badge ? 1 : 0);
    }),
    { numRuns: 60 },
  );
});
