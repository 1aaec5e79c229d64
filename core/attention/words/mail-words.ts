/** Words for errors about a mail. */
import * as errors from '../../domain/errors.ts';
import { byName, type PlainWords, runAgain, thenRunAgain } from './words.ts';

export const mailRefused: PlainWords = {
  because: 'the mail service refuses the mail',
  happened:
    'The mail service refused the mail: either no mail can be sent to the address, or sending is not allowed at the moment.',
  todo: [
    {
      text: 'Check the e-mail address in the entry, and correct it there. Leave “entryId” and “checkout” as they are.',
      place: 'entry',
    },
    {
      text: 'Is the address right? Then see whether the mail service says that sending is paused, or allowed only to some addresses.',
      place: 'mail service',
    },
    thenRunAgain,
  ],
  press: runAgain,
};

const noAddress: PlainWords = {
  because: 'no mail can be sent to the address',
  happened: 'The family wrote no e-mail address, or one that no mail can be sent to. Nothing was sent.',
  todo: [
    {
      text: 'Ask the family, and correct “email” in the entry: the confirmation goes there. Leave “entryId” and “checkout” as they are.',
      place: 'entry',
    },
    thenRunAgain,
    {
      text: 'Correct it in the registration site too, where you and others look it up.',
      place: 'registration',
    },
  ],
  press: runAgain,
};

const mailUnclear: PlainWords = {
  because: 'nobody knows whether the mail was sent',
  happened:
    'The mail service was given the mail twice, and did not answer. The mail may have been sent, or not; it is not sent a third time by itself.',
  todo: [
    { text: 'Ask the family whether they have it. Their address is in the entry.', place: 'entry' },
    { text: 'If they have it, there is nothing else to do.' },
    {
      text: 'If they do not, run it again, and after the id in its input add , "resend": ["confirmation"]',
      place: 'execution',
    },
  ],
  press: { label: 'Open the entry', place: 'entry' },
};

export const mailWords = byName([
  [errors.MailAddressInvalidError, noAddress],
  [errors.MailRejectedError, mailRefused],
  [
    errors.MailInFlightError,
    {
      because: 'another run was sending the mail',
      happened: 'Another run was sending the same mail, and did not finish in time.',
      todo: [{ text: 'Run it again: if the mail was sent, it is not sent a second time.' }],
      press: runAgain,
    },
  ],
  [
    errors.MailPacedError,
    {
      because: 'there was no end of other mails',
      happened:
        'The mail service takes only so many mails a second, and for a whole day others were always before this one.',
      todo: [{ text: 'Run it again.' }],
      press: runAgain,
    },
  ],
  [
    errors.MailServiceUnavailableError,
    {
      because: 'the mail service was unavailable',
      happened: 'The mail service could not be reached, or failed, for a whole day.',
      todo: [{ text: 'Run it again when the mail service is back.', place: 'mail service' }],
      press: runAgain,
    },
  ],
  [errors.MailUnansweredError, mailUnclear],
  [errors.MailOutcomeUnknownError, mailUnclear],
]);
