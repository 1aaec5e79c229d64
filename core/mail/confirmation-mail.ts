import type { Mail } from '../clients/mail.ts';
import { spokenAgeGroup } from '../domain/age-group.ts';
import { spokenBelt } from '../domain/belts.ts';
import type { Competition } from '../domain/competition.ts';
import type { Entry } from '../domain/entry.ts';
import { eventInWords } from '../domain/events.ts';
import { fieldName } from '../domain/findings.ts';
import { spokenGender } from '../domain/gender.ts';
import { spokenHeight, spokenWeight } from '../domain/measures.ts';
import type { Tournament } from './calendar-entry.ts';
import { layOutMail, type MailBlock } from './mail-frame.ts';

/** What the mail says about the stage. */
export interface ConfirmedCompetition extends Competition {
  contactEmail: string;
  /** Absent until the stage has dates and a venue. */
  tournament?: Tournament;
}

/** How the entry was admitted. */
export interface Admission {
  paid: boolean;
  badgeWanted: boolean;
}

/**
 * The mail that confirms a registration: what was entered, so that the family can check it, and what happens next.
 * It leaves out the medical form, the phone number and the day of birth: anyone holding the phone can read a mail, and
 * an address may be mistyped. What was not understood is quoted as written.
 */
export async function confirmationMail(
  entry: Entry & { email: string },
  admission: Admission,
  competition: ConfirmedCompetition,
): Promise<Mail> {
  const { name, year, contactEmail } = competition;
  const layout = await layOutMail({
    letterhead: `${year} ${name}`,
    title: 'Registration confirmed',
    blocks: [
      { kind: 'paragraph', text: `Hello ${entry.parent ?? entry.fullName},` },
      { kind: 'paragraph', text: opening(entry, admission, competition) },
      { kind: 'facts', heading: 'Your details', facts: details(entry, year) },
      ...events(entry),
      ...whenAndWhere(competition),
      { kind: 'list', heading: 'What happens next', items: nextSteps(entry, admission, competition) },
      { kind: 'contact', email: contactEmail },
    ],
    signature: ['See you there,', name],
    footnote: `Reference ${entry.entryId}`,
  });
  const to = [{ name: entry.fullName, address: entry.email }];
  return { to, subject: `${year} ${name} Registration`, ...layout };
}

const spokenType = { competitor: 'Competitor', coach: 'Coach', seminar: 'Seminar' } as const;

function opening(entry: Entry, { paid }: Admission, { name, year }: Competition): string {
  const registered = `${entry.fullName} is registered for the ${year} ${name}.`;
  return paid ? `${registered} Your payment has been received: thank you.` : registered;
}

function details(entry: Entry, year: number): [label: string, value: string][] {
  const { asWritten } = entry;
  const facts: [label: string, value: string | undefined][] = [
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
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}

function events(entry: Entry): MailBlock[] {
  if (entry.events.length === 0) return [];
  const items = entry.events.map((event) => eventInWords(event, ': '));
  return [{ kind: 'list', heading: 'Your events', items }];
}

function whenAndWhere({ tournament }: ConfirmedCompetition): MailBlock[] {
  if (!tournament) return [];
  const days = spokenDate.formatRange(new Date(tournament.start), new Date(tournament.end));
  return [
    {
      kind: 'facts',
      heading: 'The tournament',
      facts: [
        ['When', days],
        ['Where', tournament.venue],
      ],
    },
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

function spokenAge(age: number | undefined, year: number): string | undefined {
  if (age === undefined) return undefined;
  const group = spokenAgeGroup(age);
  const inYear = `age ${age} in ${year}`;
  return group ? `${group} (${inYear})` : inYear;
}
