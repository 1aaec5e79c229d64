/**
 * Stripe's objects as sent over the wire, with every field the pinned API version documents.
 * Source: the types of the `stripe` package, https://docs.stripe.com/api/checkout/sessions/object
 */
import Stripe from 'stripe';
import { newId } from './ids.ts';
import type { CreateSession } from './session-params.ts';
import type { Origin, WireEvent, WireIntent, WireLineItem, WirePrice, WireSession } from './wire.ts';

const secondsADay = 24 * 60 * 60;

export function newLineItem(
  price: WirePrice,
  { description, quantity, amount }: { description: string; quantity: number; amount: number },
): WireLineItem {
  return {
    id: newId('li_'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description,
    metadata: {},
    price,
    quantity,
  };
}

export function newSession(
  params: CreateSession,
  lineItems: WireLineItem[],
  { livemode, created }: Origin,
): WireSession {
  const amount = lineItems.reduce((sum, item) => sum + item.amount_total, 0);
  return {
    id: newId(livemode ? 'cs_live_' : 'cs_test_'),
    object: 'checkout.session',
    adaptive_pricing: { enabled: params.adaptive_pricing?.enabled ?? false },
    after_expiration: null,
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: null,
    amount_subtotal: amount,
    amount_total: amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created,
    currency: lineItems[0]?.currency ?? null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: null,
    customer_account: null,
    customer_creation: params.customer_creation ?? 'if_required',
    customer_details: null,
    customer_email: params.customer_email ?? null,
    discounts: [],
    expires_at: params.expires_at ?? created + secondsADay,
    integration_identifier: null,
    invoice: null,
    invoice_creation: {
      enabled: false,
      invoice_data: {
        account_tax_ids: null,
        custom_fields: null,
        description: null,
        footer: null,
        issuer: null,
        metadata: {},
        rendering_options: null,
      },
    },
    livemode,
    // Any text is accepted: the list of languages is long.
    locale: (params.locale as Stripe.Checkout.Session.Locale) ?? null,
    managed_payments: { enabled: false },
    metadata: params.metadata,
    mode: params.mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: params.payment_method_types.includes('card')
      ? { card: { request_three_d_secure: 'automatic' } }
      : {},
    payment_method_types: params.payment_method_types,
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: params.phone_number_collection?.enabled ?? false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: params.submit_type ?? null,
    subscription: null,
    success_url: params.success_url,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: null,
    wallet_options: null,
  };
}

export function newIntent(
  session: WireSession,
  data: CreateSession['payment_intent_data'],
  created: number,
): WireIntent {
  const id = newId('pi_');
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: session.amount_total ?? 0,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_sandbox`,
    confirmation_method: 'automatic',
    created,
    currency: session.currency ?? '',
    customer: null,
    customer_account: null,
    description: data.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: session.livemode,
    managed_payments: null,
    metadata: data.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: session.payment_method_types,
    payment_record: null,
    processing: null,
    receipt_email: data.receipt_email ?? null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: data.transfer_group ?? null,
  };
}

export function newEvent(
  type: Stripe.Event.Type,
  object: unknown,
  request: Stripe.Event.Request,
  { livemode, created }: Origin,
  previous?: object,
): WireEvent {
  return {
    id: newId('evt_'),
    object: 'event',
    api_version: Stripe.API_VERSION,
    created,
    data: {
      object: structuredClone(object) as Stripe.Event.Data.Object,
      ...(previous && { previous_attributes: structuredClone(previous) }),
    },
    livemode,
    pending_webhooks: 1,
    request,
    type,
  };
}
