import type { Route } from '../api/route.ts';
import type { Payments } from '../payments.ts';
import { accounts } from './accounts.ts';
import { balance } from './balance.ts';
import { charges } from './charges.ts';
import { coupons } from './coupons.ts';
import { customers } from './customers.ts';
import { disputes } from './disputes.ts';
import { earlyFraudWarnings } from './early-fraud-warnings.ts';
import { events } from './events.ts';
import { paymentIntents } from './payment-intents.ts';
import { paymentMethods } from './payment-methods.ts';
import { prices } from './prices.ts';
import { products } from './products.ts';
import { promotionCodes } from './promotion-codes.ts';
import { refunds } from './refunds.ts';
import { sessions } from './sessions.ts';
import { transfers } from './transfers.ts';
import { webhookEndpoints } from './webhook-endpoints.ts';

/** Every call of the API that the sandbox knows. */
export function routesOf(payments: Payments): readonly Route[] {
  return [
    ...sessions(payments),
    ...paymentIntents,
    ...paymentMethods,
    ...customers,
    ...charges,
    ...refunds,
    ...disputes,
    ...earlyFraudWarnings,
    ...balance,
    ...products,
    ...prices,
    ...coupons,
    ...promotionCodes,
    ...transfers,
    ...events,
    ...webhookEndpoints,
    ...accounts,
  ];
}
