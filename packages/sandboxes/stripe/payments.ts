import type Stripe from 'stripe';
import { ApiError, invalidRequest, missing } from './api-error.ts';
import { newId } from './ids.ts';
import {
  newEvent,
  newIntent,
  newLineItems,
  newSession,
  type WireEvent,
  type WireIntent,
  type WireSession,
} from './objects.ts';
import type { CreateSession } from './params.ts';
import type { State, StoredSession } from './state.ts';

/** What the payer or, later, the payer's bank can do. */
export const payerActions = ['card', 'decline', 'bank', 'bank-succeeds', 'bank-fails'] as const;
export type PayerAction = (typeof payerActions)[number];

/** The `request` of an event that no API request caused, such as a payer's action. */
export const noRequest: Stripe.Event.Request = { id: null, idempotency_key: null };

export interface PaymentsOptions {
  state: State;
  livemode: boolean;
  /** Epoch milliseconds. */
  now: () => number;
  /** The URL of a session's payment page. */
  pageOf: (sessionId: string) => string;
  onEvent: (event: WireEvent) => void;
}

const secondsOf = { halfAnHour: 30 * 60, day: 24 * 60 * 60 };

/** The lifecycle of Checkout Sessions and their PaymentIntents, and the events it emits. */
export class Payments {
  readonly #options: PaymentsOptions;

  constructor(options: PaymentsOptions) {
    this.#options = options;
  }

  create(params: CreateSession): WireSession {
    const origin = { livemode: this.#options.livemode, created: this.#seconds() };
    const currencies = new Set(params.line_items.map((item) => item.price_data.currency.toLowerCase()));
    if (currencies.size > 1) {
      throw invalidRequest('All line items of a Checkout Session must have the same currency.', {
        param: 'line_items',
      });
    }
    const lasts = (params.expires_at ?? origin.created + secondsOf.day) - origin.created;
    // Allows for a minute's difference between the caller's clock and ours.
    if (lasts < secondsOf.halfAnHour - 60 || lasts > secondsOf.day + 60) {
      throw invalidRequest('The `expires_at` timestamp must be between 30 minutes and 24 hours from now.', {
        param: 'expires_at',
      });
    }
    const lineItems = newLineItems(params, origin);
    const session = newSession(params, lineItems, origin);
    this.#records.sessions.push({ session, lineItems, intentData: params.payment_intent_data });
    this.#options.state.changed();
    return this.shown(session);
  }

  /** @throws ApiError 404. */
  find(id: string): StoredSession {
    const found = this.#records.sessions.find(({ session }) => session.id === id);
    if (!found) throw missing('checkout.session', id, 'session');
    return found;
  }

  /** @throws ApiError 404. */
  intent(id: string): WireIntent {
    const found = this.#records.intents.find((intent) => intent.id === id);
    if (!found) throw missing('payment_intent', id, 'intent');
    return found;
  }

  /** A session as the API returns it: it has a URL only while its page takes a payment. */
  shown(session: WireSession): WireSession {
    return { ...session, url: session.status === 'open' ? this.#options.pageOf(session.id) : null };
  }

  expire(id: string, request: Stripe.Event.Request): WireSession {
    const { session } = this.find(id);
    if (session.status !== 'open') {
      throw invalidRequest(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
      );
    }
    session.status = 'expired';
    this.#emit('checkout.session.expired', this.shown(session), request);
    return this.shown(session);
  }

  /** Expires the sessions that are due. */
  expireDue(): void {
    for (const { session } of this.#records.sessions) {
      if (session.status === 'open' && session.expires_at <= this.#seconds())
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

  #pay(stored: StoredSession, action: 'card' | 'decline' | 'bank'): void {
    const { session } = stored;
    if (session.status !== 'open') {
      throw invalidRequest(`This Checkout Session is ${session.status}: it cannot take a payment.`);
    }
    if (session.amount_total === 0) {
      if (action !== 'card')
        throw invalidRequest('This order costs nothing: only the card button completes it.');
      this.#complete(session, 'no_payment_required');
      return;
    }
    const intent = this.#intentOf(stored);
    intent.payment_method = newId('pm_');
    if (action === 'decline') {
      this.#refuse(intent, 'card_declined', 'Your card was declined.');
      throw new ApiError(402, {
        type: 'card_error',
        code: 'card_declined',
        decline_code: 'generic_decline',
        message: 'Your card was declined.',
      });
    }
    if (action === 'card') {
      this.#collect(intent);
      this.#complete(session, 'paid');
    } else {
      intent.status = 'processing';
      this.#emit('payment_intent.processing', intent);
      this.#complete(session, 'unpaid');
    }
  }

  #bankAnswers({ session }: StoredSession, action: 'bank-succeeds' | 'bank-fails'): void {
    const intent = session.payment_intent === null ? undefined : this.intent(session.payment_intent);
    if (session.status !== 'complete' || intent?.status !== 'processing') {
      throw invalidRequest('No bank debit is pending for this Checkout Session.');
    }
    if (action === 'bank-succeeds') {
      this.#collect(intent);
      session.payment_status = 'paid';
      this.#emit('checkout.session.async_payment_succeeded', this.shown(session));
    } else {
      this.#refuse(intent, 'payment_intent_payment_attempt_failed', 'The bank refused the debit.');
      this.#emit('checkout.session.async_payment_failed', this.shown(session));
    }
  }

  #intentOf({ session, intentData }: StoredSession): WireIntent {
    if (session.payment_intent !== null) return this.intent(session.payment_intent);
    const intent = newIntent(session, intentData, this.#seconds());
    this.#records.intents.push(intent);
    session.payment_intent = intent.id;
    this.#emit('payment_intent.created', intent);
    return intent;
  }

  #collect(intent: WireIntent): void {
    intent.status = 'succeeded';
    intent.amount_received = intent.amount;
    intent.latest_charge = newId('ch_');
    intent.last_payment_error = null;
    this.#emit('payment_intent.succeeded', intent);
  }

  #refuse(intent: WireIntent, code: Stripe.PaymentIntent.LastPaymentError.Code, message: string): void {
    intent.status = 'requires_payment_method';
    intent.payment_method = null;
    intent.last_payment_error = {
      code,
      message,
      type: code === 'card_declined' ? 'card_error' : 'invalid_request_error',
    };
    this.#emit('payment_intent.payment_failed', intent);
  }

  #complete(session: WireSession, paymentStatus: 'paid' | 'unpaid' | 'no_payment_required'): void {
    session.status = 'complete';
    session.payment_status = paymentStatus;
    session.customer_details = {
      address: null,
      business_name: null,
      email: session.customer_email,
      individual_name: null,
      name: null,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    };
    this.#emit('checkout.session.completed', this.shown(session));
  }

  #emit(type: Stripe.Event.Type, object: unknown, request = noRequest): void {
    const origin = { livemode: this.#options.livemode, created: this.#seconds() };
    const event = newEvent(type, object, request, origin);
    this.#records.events.push(event);
    this.#options.state.changed();
    this.#options.onEvent(event);
  }

  get #records() {
    return this.#options.state.records;
  }

  #seconds(): number {
    return Math.floor(this.#options.now() / 1000);
  }
}
