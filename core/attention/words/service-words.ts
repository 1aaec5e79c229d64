/** Words for errors of what everything depends on. */
import * as errors from '../../domain/errors.ts';
import { byName, runAgain, thenRunAgain } from './words.ts';

export const serviceWords = byName([
  [
    errors.ServiceUnavailableError,
    {
      because: 'a service did not answer',
      happened: 'A service that is needed did not answer, however often it was tried. This usually passes.',
      todo: [{ text: 'Run it again. If it fails again, wait an hour and try once more.' }],
      press: runAgain,
    },
  ],
  [
    errors.RateLimitedError,
    {
      because: 'a service asked to slow down',
      happened: 'A service asked us to slow down, for a whole day.',
      todo: [
        { text: 'Run it again tomorrow.' },
        { text: 'If it was a mail, ask AWS for a higher sending quota.', place: 'mail service' },
      ],
      press: runAgain,
    },
  ],
  [
    errors.SecretInvalidError,
    {
      because: 'a key in the secret is missing or wrong',
      happened: 'The secret, which holds the keys for Stripe and Google, cannot be read, or lacks a key.',
      todo: [
        {
          text: 'Correct the secret. docs/deploying.md shows what belongs in it, under “By hand”.',
          place: 'secret',
        },
        thenRunAgain,
      ],
      press: runAgain,
    },
  ],
]);
