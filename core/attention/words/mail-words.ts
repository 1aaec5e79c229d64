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

const correctAddress = {
  text: 'Ask the family, and correct “email” in the entry. Leave “entryId” and “checkout” as they are.',
  place: 'entry',
} as const;

const correctItThereToo = {
  text: 'Correct it in the registration site too, where you and others look it up.',
  place: 'registration',
} as const;

const noAddress: PlainWords = {
  because: 'no mail can be sent to the address',
  happened: 'The family wrote no e-mail address, or one that no mail can be sent to. Nothing was sent.',
  todo: [
    {
      text: 'Ask the family, and correct “email” in the entry: the confirmation goes there. Leave “entryId” and “checkout” as they are.',
      place: 'entry',
    },
    thenRunAgain,
    correctItThereToo,
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

const mailBounced: PlainWords = {
  because: 'the mail came back',
  happened:
    'The mail to the family came back: the address does not exist, its mailbox is full, or its mail service refuses our mails. The family has not read it.',
  todo: [
    correctAddress,
    { text: 'Run it again: the mail goes to the corrected address.', place: 'execution' },
    correctItThereToo,
    {
      text: 'Is the address right? Then take it off the mail service’s suppression list, if it is on it. Run it again, and after the id in its input add , "resend": ["confirmation"]',
      place: 'mail service',
    },
  ],
  press: runAgain,
};

const mailReported: PlainWords = {
  because: 'the family reported a mail as spam',
  happened:
    'The family, or its mail program, has reported our mail as spam. The mail did arrive. No further mail is sent to that address by itself, not about a refund either.',
  todo: [
    { text: 'Ask the family in another way whether the address is theirs, and whether they want our mails.' },
    correctAddress,
    correctItThereToo,
    {
      text: 'Then run it again: that takes it off the list of what needs attention. To send the mail once more, to the old address too, add after the id in its input , "resend": ["confirmation"]',
      place: 'execution',
    },
  ],
  press: runAgain,
};

/** A payment change is told in another way to send its mail again. */
const ofPayment = (words: PlainWords, text: string): PlainWords => ({
  ...words,
  todo: [correctAddress, { text, place: 'execution' }, correctItThereToo],
});

export const paymentMailWords = byName([
  [
    errors.MailBouncedError,
    ofPayment(
      mailBounced,
      'Run it again, and after the id in its input add , "familyMail": "resend". Or tell the family in another way, and add , "familyMail": "arrived"',
    ),
  ],
  [
    errors.MailComplaintError,
    ofPayment(
      {
        ...mailReported,
        happened:
          'The family, or its mail program, has reported a mail of ours as spam. No further mail is sent to that address by itself, so they may not have heard of their payment.',
      },
      'Tell the family in another way, then run it again, and after the id in its input add , "familyMail": "arrived". To mail them all the same, add , "familyMail": "resend"',
    ),
  ],
]);

export const mailWords = byName([
  [errors.MailAddressInvalidError, noAddress],
  [errors.MailBouncedError, mailBounced],
  [errors.MailComplaintError, mailReported],
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
