/** Words for errors about the payment. */
import * as errors from '../../domain/errors.ts';
import { byName, runAgain, thenRunAgain } from './words.ts';

export const paymentWords = byName([
  [
    errors.PaymentPendingError,
    {
      because: 'the payment has not come yet',
      happened:
        'The family has opened the payment page and not paid, or a bank debit is on its way, which takes days. When it succeeds, the registration goes on by itself.',
      todo: [
        {
          text: 'See in Stripe whether a payment is on its way. If so, nothing is to be done.',
          place: 'payment',
        },
        { text: 'If not, ask the family. Their address is in the entry.', place: 'entry' },
      ],
      press: { label: 'Open the payment', place: 'payment' },
    },
  ],
  [
    errors.CheckoutSessionExpiredError,
    {
      because: 'the payment page expired',
      safe: 'No money was taken.',
      happened: 'The payment page expired before anybody paid.',
      todo: [{ text: 'Ask the family to register again. Their address is in the entry.', place: 'entry' }],
      press: { label: 'Open the entry', place: 'entry' },
    },
  ],
  [
    errors.CheckoutSessionNotFoundError,
    {
      because: 'Stripe does not know the payment',
      happened:
        'Stripe does not know the payment page that the entry names: it is of another Stripe account, of test instead of live mode (or the other way round), or made up.',
      todo: [
        {
          text: 'If it is only this one, nobody has paid for it: ask the family. Their address is in the entry.',
          place: 'entry',
        },
        {
          text: 'If there are more, the Stripe key is of another account or mode than the form uses: put the right one into the secret as “apiKey”.',
          place: 'secret',
        },
        thenRunAgain,
      ],
      press: runAgain,
    },
  ],
  [
    errors.PaymentMismatchError,
    {
      because: 'the payment is not as expected',
      happened:
        'There is a payment, but not as it is expected here: in test instead of live mode (or the other way round), in another currency, or of another kind. It is not accepted before a person has looked.',
      todo: [
        { text: 'Look at the payment in Stripe: its mode and its currency.', place: 'payment' },
        { text: 'If it is only this one, refund it, or enter the person by hand.' },
        {
          text: 'If there are more, the settings are wrong: pass this mail on to whoever looks after the software, and run the entries again after that.',
        },
      ],
      press: { label: 'Open the payment', place: 'payment' },
    },
  ],
  [
    errors.StripeAccessDeniedError,
    {
      because: 'Stripe refuses the key',
      happened:
        'Stripe refuses the key by which payments are looked up: it was deleted, has expired, or may not read Checkout Sessions. The payments themselves are safe.',
      todo: [
        { text: 'In Stripe, make a key that may read Checkout Sessions.', place: 'Stripe keys' },
        { text: 'Put it into the secret, as “apiKey” under “stripe”.', place: 'secret' },
        thenRunAgain,
      ],
      press: runAgain,
    },
  ],
]);
