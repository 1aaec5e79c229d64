import type Stripe from 'stripe';
import { type Account, change } from '../account.ts';
import { missing } from '../api-error.ts';
import { newId } from '../ids.ts';

/** The card's issuer suspects fraud: a dispute may follow unless the charge is refunded. */
export function warnOfFraud(account: Account, charge: Stripe.Charge): Stripe.Radar.EarlyFraudWarning {
  const warning: Stripe.Radar.EarlyFraudWarning = {
    id: newId('issfr_'),
    object: 'radar.early_fraud_warning',
    actionable: !charge.refunded && !charge.disputed,
    charge: charge.id,
    ...account.origin(),
    fraud_type: 'made_with_stolen_card',
    payment_intent: String(charge.payment_intent),
  };
  account.records.fraudWarnings.push(warning);
  account.emit('radar.early_fraud_warning.created', warning);
  return warning;
}

/** Once its charge is refunded or disputed, nothing more can be done about a warning. */
export function answeredWarnings(account: Account, chargeId: string): void {
  for (const warning of account.records.fraudWarnings) {
    if (warning.charge !== chargeId || !warning.actionable) continue;
    const previous = change(warning, { actionable: false });
    account.emit('radar.early_fraud_warning.updated', warning, undefined, previous);
  }
}

/** @throws ApiError 404. */
export function findWarning({ records }: Account, id: string): Stripe.Radar.EarlyFraudWarning {
  const found = records.fraudWarnings.find((warning) => warning.id === id);
  if (!found) throw missing('early_fraud_warning', id, 'early_fraud_warning');
  return found;
}
