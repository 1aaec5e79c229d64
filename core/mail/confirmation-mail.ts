import type { Mail } from '../clients/mail.ts';
import type { Purchase } from '../clients/stripe-objects.ts';
import { spokenAgeGroup } from '../domain/age-group.ts';
import { spokenBelt } from '../domain/belts.ts';
import type { Competition } from '../domain/competition.ts';
import type { Entry } from '../domain/entry.ts';
import { eventInWords } from '../domain/events.ts';
import { fieldName } from '../domain/findings.ts';
import { spokenGender } from '../domain/gender.ts';
import { badgeIdOf } from '../domain/ids.ts';
import { spokenHeight, spokenWeight } from '../domain/measures.ts';
import { normaliseName, shortenedTo } from '../domain/text.ts';
import { amountInWords } from '../money/currency.ts';
import { isTaxOnTop } from '../money/tax.ts';
import { calendarEntry, type Tournament } from './calendar-entry.ts';
import { codeInMail, codePicture } from './code-picture.ts';
import type { MailBlock } from './mail-content.ts';
import { layOutMail } from './mail-frame.ts';

/** What the mail says about the stage. */
export interface ConfirmedCompetition extends Competition {
  contactEmail: string;
  /** Absent until the stage has dates and a venue. */
  tournament?: Tournament;
  /** Day, time and place to check in and to weigh in, as the organisers wrote them. */
  checkIn?: string;
  weighIn?: string;
  /** What competitors bring along. */
  bring?: readonly string[];
}

/** How the entry was admitted. */
export interface Admission {
  paid: boolean;
  badgeWanted: boolean;
  /** For the receipt. */
  purchase?: Purchase;
  /** The family has a confirmation already, perhaps with other details. */
  again?: boolean;
}

/**
 * The mail that confirms a registration: when and where it is, what was entered, so that the family can check it, and
 * what happens next. It leaves out the medical form, the phone number and the day of birth: anyone holding the phone can
 * read a mail, and an address may be mistyped. What was not understood is quoted as written.
 *
 * @param now epoch milliseconds.
 */
export async function confirmationMail(
  entry: Entry & { email: string },
  admission: Admission,
  competition: ConfirmedCompetition,
  now: number,
): Promise<Mail> {
  const { name, year, contactEmail, tournament } = competition;
  const code = admission.badgeWanted ? badgeIdOf(entry.entryId) : undefined;
  const layout = await layOutMail({
    letterhead: `${year} ${name}`,
    title: 'Registration confirmed',
    preview: preview(competition, code),
    blocks: [
      { kind: 'paragraph', text: `Hello ${entry.parent ?? entry.fullName},` },
      { kind: 'paragraph', text: opening(entry, admission, competition) },
      ...(admission.again ? [whyAgain(admission)] : []),
      ...whenAndWhere(entry, competition),
      ...whatToBring(entry, competition),
      ...codeToScan(code),
      { kind: 'facts', heading: 'Your details', facts: details(entry, year) },
      ...events(entry),
      ...receipt(admission.purchase),
      { kind: 'list', heading: 'What happens next', items: nextSteps(entry, admission, competition) },
      { kind: 'contact', email: contactEmail },
    ],
    signature: ['See you there,', name],
    footnote: code ? `Reference ${code} (${entry.entryId})` : `Reference ${entry.entryId}`,
  });
  return {
    to: [{ name: entry.fullName, address: entry.email }],
    subject: familySubject(entry, registeredAs[entry.registrationType] + sentAgain(admission), competition),
    ...layout,
    attachments: tournament && [
      calendarEntry({ competition, tournament, description: notes(competition), contactEmail }, now),
    ],
    pictures: code === undefined ? undefined : [codePicture(code)],
  };
}

/** Mailboxes show 40 to 70 characters: whom it is about and what happened come first. */
const longestInSubject = 60;

/** `Jordan Rivera is registered · Riverside Open 2027` @param what happened, to follow the name. */
export function familySubject({ fullName }: Entry, what: string, { name, year }: Competition): string {
  const [who, where] = [fullName, name].map((text) => shortenedTo(longestInSubject, normaliseName(text)));
  return `${who} ${what} · ${where} ${year}`;
}

const registeredAs = {
  competitor: 'is registered',
  coach: 'is registered as a coach',
  seminar: 'is registered for the seminar',
} as const;

/** Without this, a family would think that somebody was registered or charged a second time. */
const sentAgain = ({ again }: Admission) => (again ? ' (sent again)' : '');

/** What helps most at a glance, of what the mail says anyway. */
function preview({ tournament }: ConfirmedCompetition, code: string | undefined): string {
  const place = tournament && `${spokenDays(tournament)}, ${tournament.venue}`;
  return [place, code].filter((part) => part !== undefined).join(' · ') || 'Registration confirmed';
}

/** The stage's own part of what the mail says, for the calendar. */
function notes({ checkIn, weighIn, contactEmail }: ConfirmedCompetition): string[] {
  return [
    ...(checkIn ? [`Check-in: ${checkIn}`] : []),
    ...(weighIn ? [`Weigh-in: ${weighIn}`] : []),
    `Contact: ${contactEmail}`,
  ];
}

export const spokenType = { competitor: 'Competitor', coach: 'Coach', seminar: 'Seminar' } as const;

function opening(entry: Entry, { paid }: Admission, { name, year }: Competition): string {
  const { fullName, registrationType } = entry;
  const [as, joint] = [registeredAs[registrationType], registrationType === 'seminar' ? 'of' : 'for'];
  const registered = `${fullName} ${as} ${joint} the ${year} ${name}.`;
  return paid ? `${registered} Your payment has been received: thank you.` : registered;
}

function whyAgain({ paid }: Admission): MailBlock {
  const text =
    'We are sending you this confirmation again, with the details as we have them today. It replaces the earlier one.';
  return { kind: 'paragraph', text: paid ? `${text} Nothing is charged again.` : text };
}

type Fact = [label: string, value: string | undefined];

/** Those that have a value. */
function known(facts: readonly Fact[]): [label: string, value: string][] {
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}

function details(entry: Entry, year: number): [label: string, value: string][] {
  const { asWritten } = entry;
  const facts: Fact[] = [
    ['Name', entry.fullName],
    ['Registered as', spokenType[entry.registrationType]],
    ['Email', entry.email],
    ['School', entry.school],
    ['Coach', entry.coach],
    ['Parent', entry.parent],
    ['Year of birth', entry.birthdate?.slice(0, 4)],
    ['Age group', spokenAge(entry.age, year)],
    ['Gender', entry.gender ? spokenGender(entry.gender) : asWritten.gender],
    ['Weight', entry.weightLb === undefined ? asWritten.weight : spokenWeight(entry.weightLb)],
    ['Height', entry.heightIn === undefined ? asWritten.height : spokenHeight(entry.heightIn)],
    ['Belt', entry.belt ? spokenBelt(entry.belt) : asWritten.beltRank],
    ['T-shirt', entry.tshirt],
  ];
  return known(facts);
}

function events(entry: Entry): MailBlock[] {
  if (entry.events.length === 0) return [];
  const items = entry.events.map((event) => eventInWords(event, ': '));
  return [{ kind: 'list', heading: 'Your events', items }];
}

function whenAndWhere(
  { registrationType }: Entry,
  { tournament, checkIn, weighIn }: ConfirmedCompetition,
): MailBlock[] {
  const facts: Fact[] = [
    ['When', tournament && spokenDays(tournament)],
    ['Where', tournament?.venue],
    ['Check-in', checkIn],
    ['Weigh-in', registrationType === 'competitor' ? weighIn : undefined],
  ];
  const stated = known(facts);
  return stated.length > 0 ? [{ kind: 'facts', heading: 'The tournament', facts: stated }] : [];
}

function whatToBring({ registrationType }: Entry, { bring = [] }: ConfirmedCompetition): MailBlock[] {
  if (registrationType !== 'competitor' || bring.length === 0) return [];
  return [{ kind: 'list', heading: 'What to bring', items: bring }];
}

function codeToScan(code: string | undefined): MailBlock[] {
  if (code === undefined) return [];
  const text =
    'This is the code on the badge. Show it at the check-in desk, or quote it when you write to us: it finds the registration, and says nothing about the person.';
  return [{ kind: 'scan', heading: 'Your code', picture: codeInMail, code, text }];
}

/** The lines before discounts, what was taken off and added, and the sum, each as Stripe has it. */
function receipt(purchase: Purchase | undefined): MailBlock[] {
  if (!purchase) return [];
  const { lines, amountDiscount, amountTax, amountTotal, currency, charge } = purchase;
  const sum = (amount: number) => amountInWords(amount, currency ?? '');
  const facts: [label: string, value: string][] = [
    ...lines.map(({ name, quantity, amountSubtotal }): [string, string] => [
      `${quantity === 1 ? '' : `${quantity} × `}${name ?? 'Item'}`,
      sum(amountSubtotal),
    ]),
    ...(amountDiscount > 0 ? [['Discount', `−${sum(amountDiscount)}`] as [string, string]] : []),
    ...(amountTax > 0
      ? [[isTaxOnTop(purchase) ? 'Tax' : 'Tax, included', sum(amountTax)] as [string, string]]
      : []),
    ['Paid', sum(amountTotal ?? 0)],
  ];
  return [
    { kind: 'facts', heading: 'Your payment', facts },
    ...(charge?.receiptUrl
      ? [{ kind: 'link', label: 'Open the receipt', url: charge.receiptUrl } as const]
      : []),
  ];
}

function nextSteps(
  entry: Entry,
  { badgeWanted }: Admission,
  { tournament, contactEmail }: ConfirmedCompetition,
): string[] {
  const divisions =
    entry.registrationType === 'competitor'
      ? ' Divisions are made from the birth date, gender, belt and weight.'
      : '';
  const unclear = [...new Set(entry.findings.map(({ field }) => fieldName(field)))];
  return [
    ...(unclear.length > 0
      ? [
          `We could not make out everything that was entered: ${unclear.join(', ')}. Please answer this mail with what it should be.`,
        ]
      : []),
    `Check the details above.${divisions} To correct one, answer this mail or write to ${contactEmail}.`,
    ...(badgeWanted ? ['We make the badge for the tournament from these details.'] : []),
    ...(tournament ? ['Open the attached file to put the tournament in your calendar.'] : []),
  ];
}

/** UTC, so that dates do not depend on where the Lambda runs. */
const spokenDate = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });

function spokenDays({ start, end }: Tournament): string {
  return spokenDate.formatRange(new Date(start), new Date(end));
}

function spokenAge(age: number | undefined, year: number): string | undefined {
  if (age === undefined) return undefined;
  const group = spokenAgeGroup(age);
  const inYear = `age ${age} in ${year}`;
  return group ? `${group} (${inYear})` : inYear;
}
