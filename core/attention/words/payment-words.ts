/** Words for errors about the payment. */
import * as errors from '../../domain/errors.ts';
import { byName, runAgain, thenRunAgain } from './words.ts';

export const paymentWords = byName([
  [
    errors.PaymentPendingError,
    {
      because: 'the payment has not arrived yet',
      happened:
        'The family opened the payment page but has not paid, or is paying by bank debit, which takes days. Once the payment succeeds, the registration goes on by itself.',
      todo: [
        {
          text: 'See in Stripe whether a payment is on its way. If so, there is nothing to do.',
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
        'Stripe does not know the payment page that the entry names: it belongs to another Stripe account, or to test instead of live mode (or the other way round), or it is made up.',
      todo: [
        {
          text: 'If it is only this one, nobody has paid for it: ask the family. Their address is in the entry.',
          place: 'entry',
        },
        {
          text: 'If there are more, the Stripe key belongs to another account or mode than the form uses: put the right one into the secret as “apiKey”.',
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
    errors.PaymentReturnedError,
    {
      because: 'the payment has gone back',
      safe: 'The entry is kept. The money is back with the family, and nobody is registered for it.',
      happened:
        'All of the payment was refunded, or went back by a dispute that was lost. So the person is not registered for it.',
      todo: [
        { text: 'If that is what you wanted, there is nothing to do.', place: 'payment' },
        {
          text: 'If the person is to take part all the same, ask the family to register again. Their address is in the entry.',
          place: 'entry',
        },
        { text: 'If the refund failed after all, run the entry again.', place: 'execution' },
      ],
      press: { label: 'Open the payment', place: 'payment' },
    },
  ],
  [
    errors.UnderpaidError,
    {
      because: 'less was paid than the entry costs',
      happened:
        'The family paid less than the price list says for what they entered. They are not registered until you have looked at it.',
      todo: [
        {
          text: 'Look at the payment. If you get more mails like this one, the price list may be wrong: pass this mail on to whoever looks after the software.',
          place: 'payment',
        },
        {
          text: 'Did they enter more than they meant to? Correct the entry, and run it again. Leave “entryId” and “checkout” as they are.',
          place: 'entry',
        },
        {
          text: 'Is the payment right as it is, or have you settled it with the family? Run it again, and after the id in its input add , "acceptPrice": true',
          place: 'execution',
        },
        { text: 'Otherwise, refund the payment, and ask the family to register again.' },
      ],
      press: { label: 'Open the payment', place: 'payment' },
    },
  ],
  [
    errors.StripeAccessDeniedError,
    {
      because: 'Stripe refuses the key',
      happened:
        'Stripe refuses the key with which payments are looked up: it was deleted, has expired, or may not read Checkout Sessions. The payments themselves are safe.',
      todo: [
        { text: 'In Stripe, make a key that may read Checkout Sessions.', place: 'Stripe keys' },
        { text: 'Put it into the secret, as “apiKey” under “stripe”.', place: 'secret' },
        thenRunAgain,
      ],
      press: runAgain,
    },
  ],
]);
