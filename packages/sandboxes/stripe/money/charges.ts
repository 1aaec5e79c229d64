import type Stripe from 'stripe';
import { type Account, change } from '../account.ts';
import { missing } from '../api-error.ts';
import { newId } from '../ids.ts';
import type { WireIntent } from '../wire.ts';
import { bookAmount, feeOf } from './balance.ts';

/** Stripe's test card whose refunds begin as pending: https://docs.stripe.com/testing#refunds */
export const cardOfPendingRefunds = '7726';

/** How a charge is paid: by a card, named by its last four digits, or by a debit of a bank account. */
export type Means = { card: string } | 'bank';

/** @throws ApiError 404. */
export function findCharge({ records }: Account, id: string, param = 'id'): Stripe.Charge {
  const found = records.charges.find((charge) => charge.id === id);
  if (!found) throw missing('charge', id, param);
  return found;
}

/** A card's charge that succeeds at once. Its balance transaction follows: see `chargeCaptured`. */
export function chargeCard(account: Account, intent: WireIntent, card: string, email: string | null) {
  const charge = newCharge(account, intent, { card }, email);
  account.records.charges.push(charge);
  account.emit('charge.succeeded', charge);
  return charge;
}

/** Capture is asynchronous: the charge gets its balance transaction after it succeeded. */
export function chargeCaptured(account: Account, charge: Stripe.Charge): void {
  const previous = change(charge, { balance_transaction: bookPayment(account, charge, 'charge') });
  account.emit('charge.updated', charge, undefined, previous);
}

export function chargeDeclined(account: Account, intent: WireIntent, email: string | null): Stripe.Charge {
  const charge = newCharge(account, intent, { card: '0002' }, email);
  account.records.charges.push(charge);
  failed(charge, 'card_declined', 'Your card was declined.');
  charge.outcome = {
    ...outcome('issuer_declined', 'The bank did not return any further details with this decline.'),
    network_status: 'declined_by_network',
    reason: 'generic_decline',
  };
  account.emit('charge.failed', charge);
  return charge;
}

/** A bank debit's charge stays pending for days. */
export function chargeBank(account: Account, intent: WireIntent, email: string | null): Stripe.Charge {
  const charge = newCharge(account, intent, 'bank', email);
  Object.assign(charge, { status: 'pending', paid: false, captured: true });
  account.records.charges.push(charge);
  account.emit('charge.pending', charge);
  return charge;
}

export function bankSucceeded(account: Account, charge: Stripe.Charge): void {
  const balance_transaction = bookPayment(account, charge, 'payment');
  Object.assign(charge, { status: 'succeeded', paid: true, balance_transaction });
  account.emit('charge.succeeded', charge);
}

/** Books what a charge brings in, less Stripe's fee. @returns the balance transaction's id. */
function bookPayment(account: Account, { id, amount, currency }: Stripe.Charge, type: 'charge' | 'payment') {
  return bookAmount(account, { type, amount, fee: feeOf(amount, type), currency, source: id }).id;
}

export function bankFailed(account: Account, charge: Stripe.Charge): void {
  failed(
    charge,
    'insufficient_funds',
    "The customer's account has insufficient funds to cover this payment.",
  );
  account.emit('charge.failed', charge);
}

function failed(charge: Stripe.Charge, code: string, message: string): void {
  Object.assign(charge, {
    status: 'failed',
    paid: false,
    captured: false,
    amount_captured: 0,
    failure_code: code,
    failure_message: message,
    receipt_url: null,
  });
}

/** The charge that a file of an older version refers to but does not contain. */
export function chargeOfOlderFile(intent: WireIntent): Stripe.Charge {
  const id = String(intent.latest_charge);
  return chargeOf(intent, {
    id,
    created: intent.created,
    means: { card: '4242' },
    email: intent.receipt_email,
    receipt: null,
  });
}

function newCharge(account: Account, intent: WireIntent, means: Means, email: string | null): Stripe.Charge {
  const id = newId(means === 'bank' ? 'py_' : 'ch_');
  const receipt = account.urlOf(`/receipts/${id}`);
  return chargeOf(intent, { id, created: account.now(), means, email, receipt });
}

interface ChargeFacts {
  id: string;
  created: number;
  means: Means;
  email: string | null;
  /** The receipt's page. */
  receipt: string | null;
}

function chargeOf(intent: WireIntent, { id, created, means, email, receipt }: ChargeFacts): Stripe.Charge {
  return {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { address: null, email, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: means === 'bank' ? null : 'SANDBOX',
    captured: true,
    created,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: intent.livemode,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcome('authorized', 'Payment complete.'),
    paid: true,
    payment_intent: intent.id,
    payment_method: typeof intent.payment_method === 'string' ? intent.payment_method : null,
    payment_method_details: detailsOf(means),
    radar_options: {},
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: receipt,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: intent.transfer_group,
  };
}

function outcome(type: string, message: string): Stripe.Charge.Outcome {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'approved_by_network',
    reason: null,
    risk_level: 'normal',
    risk_score: 12,
    seller_message: message,
    type,
  };
}

function detailsOf(means: Means): Stripe.Charge.PaymentMethodDetails {
  if (means === 'bank') {
    return {
      type: 'us_bank_account',
      us_bank_account: {
        account_holder_type: 'individual',
        account_type: 'checking',
        bank_name: 'STRIPE TEST BANK',
        fingerprint: null,
        last4: '6789',
        payment_reference: null,
        routing_number: '110000000',
      },
    };
  }
  return {
    type: 'card',
    card: {
      amount_authorized: null,
      authorization_code: null,
      brand: 'visa',
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'US',
      electronic_commerce_indicator: null,
      exp_month: 12,
      exp_year: 2034,
      fingerprint: null,
      funding: 'credit',
      installments: null,
      last4: means.card,
      mandate: null,
      network: 'visa',
      network_transaction_id: null,
      regulated_status: 'unregulated',
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
  };
}

/** How this charge was paid. */
export function meansOf({ payment_method_details }: Stripe.Charge): Means {
  const { card } = payment_method_details ?? {};
  return card ? { card: card.last4 ?? '' } : 'bank';
}
