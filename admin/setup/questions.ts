/** Everything that setup may ask, by the key that an answers file gives it. */
export const questions = {
  region: 'the AWS region',
  account: '`true` pins the stage to the account that the credentials are for',
  'competition.name': 'its name in mails and on badges',
  'competition.starts': 'the first day, `2027-03-13`',
  'competition.ends': 'the last day',
  'competition.venue': 'name and address of the venue; `""` leaves it out',
  'competition.timeZone': 'such as `America/Chicago`',
  'competition.form': 'the address of the registration form; `""` leaves it out',
  'mail.from': 'the sender of every mail',
  'mail.contact': 'where families should write',
  'mail.admin': 'who hears of what needs attention, several with commas between them',
  'mail.perSecond': 'how many mails a second at most, as SES allows the account',
  'registration.freeTypes': 'a list of the types that pay nothing',
  'registration.badges': '`true` or `false`',
  'payment.mode': '`live` or `test`',
  'payment.currency': 'such as `usd`',
  'payment.prices': '`ask`, `file` or `none`',
  'payment.pricesFile': 'the path of a JSON file with [a price list](payments.md#write-the-price-list)',
  'prices.competitor': 'product and amount, `Competitor Registration 85.00`',
  'prices.blackBelts': 'what black belts pay in its place; `""` leaves it out',
  'prices.additionalEvent': 'each event after the first; `""` if all are included',
  'prices.coach': 'product and amount',
  'prices.seminar': 'product and amount',
  'drive.folderId': 'the address of the folder in Drive, or its last part; `""` leaves Drive out',
  'brackets.weightUnit': '`kg` or `lb`',
  challonge: '`true` publishes draws on Challonge',
  deleteDataWithStack: '`true` deletes the data with the stack. With test payments only',
  'stageFile.write': '`true` writes the stage file',
  'sender.verify': '`domain`, `address` or `later`: what SES is asked to verify',
  'stripe.apiKey': 'the stage’s key of Stripe',
  'stripe.replaceKey': '`true` replaces a key that Stripe refuses, or that is of the other mode',
  'webhook.create': '`create`, `enter` (the signing secret of an endpoint made by hand) or `later`',
  'webhook.existing':
    'about an endpoint whose signing secret the stage does not have: `enter`, `replace` or `later`',
  'webhook.events': '`true` sets an endpoint’s events right',
  'webhook.enable': '`true` enables an endpoint that is disabled',
  'webhook.key': 'a key of Stripe that may write webhook endpoints, used this once',
  'webhook.signingSecret': 'the signing secret of an endpoint that was made by hand',
  'google.keyFile': 'the path of the service account’s JSON key; `""` for later',
  'challonge.apiKey': 'the key of Challonge',
  'challonge.test': '`true` tries the key with one of the month’s calls',
  'schools.file': 'the path of a list of schools; `""` for later',
  'weightClasses.file': 'the path of the weight classes; `""` for later',
} as const satisfies Record<string, string>;

export type QuestionKey = keyof typeof questions;

/** What is never shown, and never taken from an answers file itself. */
export const secretQuestions = [
  'stripe.apiKey',
  'webhook.key',
  'webhook.signingSecret',
  'challonge.apiKey',
] as const satisfies QuestionKey[];
export type SecretKey = (typeof secretQuestions)[number];
