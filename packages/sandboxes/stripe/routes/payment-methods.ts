import { retrieving } from '../api/route.ts';
import { findPaymentMethod } from '../money/payment-methods.ts';

/** https://docs.stripe.com/api/payment_methods */
export const paymentMethods = [retrieving('/payment_methods', 'paymentMethods', findPaymentMethod)];
