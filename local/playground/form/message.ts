/** What the existing form makes of what was typed: the body of the message that it sends for each person. */
import { extname } from 'node:path';
import { dayOf } from '../../../core/domain/calendar-day.ts';
import type { EntryItem } from '../../../core/domain/entry-item.ts';
import { checkoutPlaceholder } from '../../front-end.ts';
import {
  eventListOf,
  type FilledForm,
  type FilledPerson,
  type FormField,
  isCompetitor,
} from './filled-form.ts';

/** The extension of a portrait that is drawn here. */
const drawnExtension = '.jpg';

/**
 * A person's entry, with attributes typed as the form types them. Who pays on Stripe's page has a placeholder in place of
 * the Checkout Session, which `FrontEnd` fills in.
 *
 * @param year of the competition, from which the form's page works out the age.
 */
export function messageOf(form: FilledForm, person: FilledPerson, year: number): EntryItem {
  const { registrationType, shape } = form;
  const message: EntryItem = {
    full_name: { S: `${person.firstName} ${person.lastName}` },
    email: { S: form.email },
    phone: shape === 'older' ? form.phone : { S: form.phone },
    school: { S: form.school },
    reg_type: { S: registrationType },
    ...(isCompetitor(form) && competitor(form, person, year)),
    ...(registrationType === 'seminar' && {
      parent: { S: form.parent },
      birthdate: { S: birthdateOf(form, person) },
      gender: chosen(genderOf(form, person)),
      beltRank: chosen(beltOf(form, person)),
    }),
  };
  if (form.payment === 'manual') message.checkout = { S: 'manual_entry' };
  if (form.payment === 'stripe') message.checkout = { S: checkoutPlaceholder };
  return message;
}

/** The object key under which the form stores a photo, and names it in the entry; undefined when there is none. */
export function photoKeyOf(form: FilledForm, person: FilledPerson): string | undefined {
  if (!isCompetitor(form)) return undefined;
  const extension = person.photoSource === 'own' ? extname(person.photo?.name ?? '') : drawnExtension;
  return `${form.school}_${form.registrationType}_${person.firstName}_${person.lastName}${extension}`;
}

function competitor(form: FilledForm, person: FilledPerson, year: number): EntryItem {
  const older = form.shape === 'older';
  const events = eventListOf(person).split(',');
  const typed = (field: FormField) => ({ S: person.forms[field] });
  /** A list to choose from, which sends nothing unless its event was chosen. */
  const fromList = (field: FormField, event: string) => ({
    S: events.includes(event) ? person.forms[field] : null,
  });
  return {
    parent: { S: form.parent },
    birthdate: { S: birthdateOf(form, person) },
    age: { N: ageOf(person, year) },
    gender: chosen(genderOf(form, person)),
    weight: { N: person.weight },
    height: { N: heightOf(person) },
    coach: { S: form.coach },
    beltRank: chosen(beltOf(form, person)),
    events: { S: events.join(',') },
    poomsae_form: older ? typed('poomsae form') : fromList('poomsae form', 'poomsae'),
    ...(!older && { wc_poomsae_form: fromList('wc poomsae form', 'world-class poomsae') }),
    pair_poomsae_form: typed('pair poomsae form'),
    team_poomsae_form: typed('team poomsae form'),
    family_poomsae_form: typed('family poomsae form'),
    medical_form: older ? medicalText(person) : medicalMap(person),
    imgFilename: { S: photoKeyOf(form, person) },
    ...(events.includes('little_dragon') && { tshirt: chosen(person.tshirt) }),
  };
}

/** What nobody chose is sent as a null. */
const chosen = (text: string) => ({ S: text === '' ? null : text });

const linesOf = (text: string) => text.split(/\r?\n/).filter((line) => line !== '');

function medicalMap({ contacts, medicalConditions, allergies, medications }: FilledPerson) {
  const list = (text: string) => ({ L: linesOf(text).map((S) => ({ S })) });
  return {
    M: {
      contacts: chosen(contacts),
      medicalConditions: list(medicalConditions),
      allergies: list(allergies),
      medications: list(medications),
    },
  };
}

/** Before October 2024: a text, in which `None` stands for no allergies or medications. */
function medicalText({ contacts, medicalConditions, allergies, medications }: FilledPerson) {
  const listOrNone = (text: string) => (linesOf(text).length > 0 ? linesOf(text) : 'None');
  const form = {
    contacts: contacts === '' ? null : contacts,
    medicalConditions: medicalConditions.split(/\r?\n/),
    allergies: listOrNone(allergies),
    medications: listOrNone(medications),
  };
  return { S: JSON.stringify(form) };
}

/** Older versions of the form send `MM/DD/YYYY`. */
function birthdateOf({ shape }: FilledForm, { birthdate }: FilledPerson): string {
  const day = shape === 'older' ? /^(\d{4})-(\d\d)-(\d\d)$/.exec(birthdate) : null;
  return day ? `${day[2]}/${day[3]}/${day[1]}` : birthdate;
}

function ageOf({ birthdate }: FilledPerson, year: number): string {
  return String(year - Number(dayOf(birthdate)?.slice(0, 4)));
}

function genderOf({ shape }: FilledForm, { gender }: FilledPerson): string {
  return shape === 'older' ? gender.slice(0, 1).toUpperCase() : gender;
}

/** Older versions write `1 black` and `master black`. */
function beltOf({ shape }: FilledForm, { beltRank }: FilledPerson): string {
  if (shape === 'today') return beltRank;
  return beltRank === 'Master' ? 'master black' : beltRank.replace(' degree ', ' ');
}

/** In inches; what is no number is sent as it was typed. */
function heightOf({ heightFeet, heightInches }: FilledPerson): string {
  const inches = Number(heightFeet) * 12 + Number(heightInches);
  return Number.isNaN(inches) ? `${heightFeet} ${heightInches}` : String(inches);
}
