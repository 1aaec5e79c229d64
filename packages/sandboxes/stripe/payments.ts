import type Stripe from 'stripe';
import { type Account, noRequest } from './account.ts';
import { ApiError, invalidRequest, missing } from './api-error.ts';
import { activeCode } from './catalog/coupons.ts';
import { applyDiscount, checkTotal, redeem } from './catalog/discounts.ts';
import { createCustomer } from './customers.ts';
import { newId } from './ids.ts';
import {
  bankFailed,
  bankSucceeded,
  cardOfPendingRefunds,
  chargeBank,
  chargeCaptured,
  chargeCard,
  chargeDeclined,
  findCharge,
} from './money/charges.ts';
import { findIntent } from './money/intents.ts';
import { chargeDecided } from './money/refunds.ts';
import { newIntent, newSession } from './objects.ts';
import { lineItemsOf } from './session-lines.ts';
import type { CreateSession } from './session-params.ts';
import type { StoredSession } from './state.ts';
import type { WireIntent, WireSession } from './wire.ts';

/** What the payer or, later, the payer's bank can do. Refunds of `card-slow-refunds` begin as pending. */
export const payerActions = [
  'card',
  'card-slow-refunds',
  'decline',
  'bank',
  'bank-succeeds',
  'bank-fails',
] as const;
export type PayerAction = (typeof payerActions)[number];

const cards = { card: '4242', 'card-slow-refunds': cardOfPendingRefunds };

const secondsOf = { halfAnHour: 30 * 60, day: 24 * 60 * 60 };

/** The lifecycle of Checkout Sessions and their PaymentIntents, and the events it emits. */
export class Payments {
  readonly #account: Account;

  constructor(account: Account) {
    this.#account = account;
  }

  create(params: CreateSession): WireSession {
    const origin = this.#account.origin();
    if (params.discounts && params.allow_promotion_codes !== undefined) {
      throw invalidRequest('You may only specify one of these parameters: allow_promotion_codes, discounts.');
    }
    const lineItems = lineItemsOf(this.#account, params.line_items);
    const lasts = (params.expires_at ?? origin.created + secondsOf.day) - origin.created;
    // Allows for a minute's difference between the caller's clock and ours.
    if (lasts < secondsOf.halfAnHour - 60 || lasts > secondsOf.day + 60) {
      throw invalidRequest('The `expires_at` timestamp must be between 30 minutes and 24 hours from now.', {
        param: 'expires_at',
      });
    }
    const session = newSession(params, lineItems, origin);
    const [discount] = params.discounts || [];
    if (discount) applyDiscount(this.#account, session, lineItems, discount);
    checkTotal(session);
    this.#records.sessions.push({ session, lineItems, intentData: params.payment_intent_data });
    this.#account.state.changed();
    return this.shown(session);
  }

  /** @throws ApiError 404. */
  find(id: string): StoredSession {
    const found = this.#records.sessions.find(({ session }) => session.id === id);
    if (!found) throw missing('checkout.session', id, 'session');
    return found;
  }

  /** A session as the API returns it: it has a URL only while its page takes a payment. */
  shown(session: WireSession): WireSession {
    return { ...session, url: session.status === 'open' ? this.#account.urlOf(`/pay/${session.id}`) : null };
  }

  expire(id: string, request: Stripe.Event.Request): WireSession {
    const { session } = this.find(id);
    if (session.status !== 'open') {
      throw invalidRequest(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
      );
    }
    session.status = 'expired';
    this.#account.emit('checkout.session.expired', this.shown(session), request);
    return this.shown(session);
  }

  /** Expires the sessions that are due. */
  expireDue(): void {
    for (const { session } of this.#records.sessions) {
      if (session.status === 'open' && session.expires_at <= this.#account.now())
        this.expire(session.id, noRequest);
    }
  }

  /**
   * @throws ApiError 404; 402 for a declined card; 400 when the session's state does not allow the action.
   */
  act(id: string, action: PayerAction): WireSession {
    const stored = this.find(id);
    if (action === 'bank-succeeds' || action === 'bank-fails') this.#bankAnswers(stored, action);
    else this.#pay(stored, action);
    return this.shown(stored.session);
  }

  /**
   * The payer types a promotion code, where the session takes one.
   * @throws ApiError 400 when the code does not exist, or cannot be used for this order.
   */
  enterCode(id: string, code: string): WireSession {
    const { session, lineItems } = this.find(id);
    const known = activeCode(this.#account, code);
    if (session.status !== 'open' || !session.allow_promotion_codes || !known) {
      throw invalidRequest('This code is invalid.', { param: 'code' });
    }
    applyDiscount(this.#account, session, lineItems, { promotion_code: known.id });
    this.#account.state.changed();
    return this.shown(session);
  }

  #pay(stored: StoredSession, action: 'card' | 'card-slow-refunds' | 'decline' | 'bank'): void {
    const { session } = stored;
    if (session.status !== 'open') {
      throw invalidRequest(`This Checkout Session is ${session.status}: it cannot take a payment.`);
    }
    if (session.amount_total === 0) {
      if (action !== 'card')
        throw invalidRequest('This order costs nothing: only the card button completes it.');
      session.customer = this.#customerOf(session);
      this.#complete(session, 'no_payment_required');
      return;
    }
    const intent = this.#intentOf(stored);
    const email = emailOf(session);
    intent.payment_method = newId('pm_');
    if (action === 'decline') {
      intent.latest_charge = chargeDeclined(this.#account, intent, email).id;
      this.#refuse(intent, 'card_declined', 'Your card was declined.');
      throw new ApiError(402, {
        type: 'card_error',
        code: 'card_declined',
        decline_code: 'generic_decline',
        message: 'Your card was declined.',
      });
    }
    session.customer = this.#customerOf(session);
    intent.customer = session.customer;
    if (action === 'bank') {
      intent.latest_charge = chargeBank(this.#account, intent, email).id;
      intent.status = 'processing';
      this.#account.emit('payment_intent.processing', intent);
      this.#complete(session, 'unpaid');
    } else {
      const charge = chargeCard(this.#account, intent, cards[action], email);
      this.#collect(intent, charge.id);
      this.#complete(session, 'paid');
      chargeCaptured(this.#account, charge);
    }
  }

  #bankAnswers({ session }: StoredSession, action: 'bank-succeeds' | 'bank-fails'): void {
    const intent =
      session.payment_intent === null ? undefined : findIntent(this.#account, session.payment_intent);
    if (session.status !== 'complete' || intent?.status !== 'processing') {
      throw invalidRequest('No bank debit is pending for this Checkout Session.');
    }
    // A file of an older version has no charge for a debit that is under way.
    const charge =
      intent.latest_charge === null
        ? chargeBank(this.#account, intent, emailOf(session))
        : findCharge(this.#account, intent.latest_charge);
    if (action === 'bank-succeeds') {
      bankSucceeded(this.#account, charge);
      this.#collect(intent, charge.id);
      session.payment_status = 'paid';
      this.#account.emit('checkout.session.async_payment_succeeded', this.shown(session));
    } else {
      bankFailed(this.#account, charge);
      this.#refuse(intent, 'payment_intent_payment_attempt_failed', 'The bank refused the debit.');
      this.#account.emit('checkout.session.async_payment_failed', this.shown(session));
    }
    chargeDecided(this.#account, charge);
  }

  #intentOf({ session, intentData }: StoredSession): WireIntent {
    if (session.payment_intent !== null) return findIntent(this.#account, session.payment_intent);
    const intent = newIntent(session, intentData, this.#account.now());
    this.#records.intents.push(intent);
    session.payment_intent = intent.id;
    this.#account.emit('payment_intent.created', intent);
    return intent;
  }

  /** A customer, where the session makes one of its payer. */
  #customerOf(session: WireSession): string | null {
    return session.customer_creation === 'always' ? createCustomer(this.#account, emailOf(session)).id : null;
  }

  #collect(intent: WireIntent, charge: string): void {
    intent.status = 'succeeded';
    intent.amount_received = intent.amount;
    intent.latest_charge = charge;
    intent.last_payment_error = null;
    this.#account.emit('payment_intent.succeeded', intent);
  }

  #refuse(intent: WireIntent, code: Stripe.PaymentIntent.LastPaymentError.Code, message: string): void {
    intent.status = 'requires_payment_method';
    intent.payment_method = null;
    intent.last_payment_error = {
      code,
      message,
      charge: intent.latest_charge ?? undefined,
      type: code === 'card_declined' ? 'card_error' : 'invalid_request_error',
    };
    this.#account.emit('payment_intent.payment_failed', intent);
  }

  #complete(session: WireSession, paymentStatus: 'paid' | 'unpaid' | 'no_payment_required'): void {
    session.status = 'complete';
    session.payment_status = paymentStatus;
    redeem(this.#account, session);
    session.customer_details = {
      address: null,
      business_name: null,
      email: emailOf(session),
      individual_name: null,
      name: null,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    };
    this.#account.emit('checkout.session.completed', this.shown(session));
  }

  get #records() {
    return this.#account.records;
  }
}

/** Checkout asks the payer for an address when the form gave none. */
const emailOf = ({ customer_email }: WireSession) => customer_email ?? 'payer@example.com';
