/** What somebody has typed into the form: texts as they were typed, whatever they say. */
import type { RegistrationType } from '../../../core/domain/registration-type.ts';

/** The messages of today's form, and of the versions before October 2024. */
const shapes = ['today', 'older'] as const;
export type Shape = (typeof shapes)[number];

/** How the entry is paid for: on Stripe's page, not at all, or by an organiser who adds it by hand. */
const paymentWays = ['stripe', 'none', 'manual'] as const;
export type PaymentWay = (typeof paymentWays)[number];

/** A picture of the family's own, a portrait of nobody that is drawn here, or none yet. */
const photoSources = ['drawn', 'own', 'none'] as const;
export type PhotoSource = (typeof photoSources)[number];

/** The fields with a form of poomsae, as the old form calls them, with the event that each belongs to. */
export const formFields = {
  'poomsae form': 'poomsae',
  'wc poomsae form': 'world-class poomsae',
  'pair poomsae form': 'pair poomsae',
  'team poomsae form': 'team poomsae',
  'family poomsae form': 'family poomsae',
} as const;
export type FormField = keyof typeof formFields;
export const formFieldNames = Object.keys(formFields) as FormField[];

export interface FilledPerson {
  firstName: string;
  lastName: string;
  birthdate: string;
  gender: string;
  weight: string;
  heightFeet: string;
  heightInches: string;
  beltRank: string;
  /** As the form names them: `sparring-gr`. */
  events: string[];
  /** Further ones that nobody offered, separated by commas. */
  otherEvents: string;
  forms: Record<FormField, string>;
  /** `Y`, `N`, or empty when nobody chose. */
  contacts: string;
  /** One on each line. */
  medicalConditions: string;
  allergies: string;
  medications: string;
  tshirt: string;
  photoSource: PhotoSource;
  photo?: File;
}

export interface FilledForm {
  registrationType: RegistrationType;
  email: string;
  phone: string;
  parent: string;
  school: string;
  coach: string;
  people: FilledPerson[];
  waiver: boolean;
  payment: PaymentWay;
  shape: Shape;
  /** Whether the message waits for two minutes, as the old form's does. */
  delayed: boolean;
  /** Whether the old form's question is left out: is somebody registered under this name already? */
  unasked: boolean;
}

export const blankPerson: FilledPerson = {
  firstName: '',
  lastName: '',
  birthdate: '',
  gender: '',
  weight: '',
  heightFeet: '',
  heightInches: '',
  beltRank: '',
  events: [],
  otherEvents: '',
  forms: {
    'poomsae form': '',
    'wc poomsae form': '',
    'pair poomsae form': '',
    'team poomsae form': '',
    'family poomsae form': '',
  },
  contacts: '',
  medicalConditions: '',
  allergies: '',
  medications: '',
  tshirt: '',
  photoSource: 'drawn',
};

export const blankForm: FilledForm = {
  registrationType: 'competitor',
  email: '',
  phone: '',
  parent: '',
  school: '',
  coach: '',
  people: [blankPerson],
  waiver: false,
  payment: 'stripe',
  shape: 'today',
  delayed: false,
  unasked: false,
};

export const mostPeople = 6;

/** The name of a person's field on the page; `index` counts from 0. */
export const fieldOf = (index: number, field: string) => `${field}-${index + 1}`;

/** Reads the page's fields. What is missing is empty. */
export function readForm(fields: FormData): FilledForm {
  const text = (name: string) => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  const among = <T extends string>(choices: readonly T[], name: string, otherwise: T): T =>
    choices.find((choice) => choice === text(name)) ?? otherwise;
  const count = Math.min(mostPeople, Math.max(1, Math.trunc(Number(text('people'))) || 1));
  const listed = text('school');
  return {
    registrationType: among(['competitor', 'coach', 'seminar'], 'regType', 'competitor'),
    email: text('email'),
    phone: text('phone'),
    parent: text('parentName'),
    school: listed === unlisted ? text('unlistedSchool').trim() : listed,
    coach: text('coach').trim(),
    people: Array.from({ length: count }, (_, index) => {
      const of = (field: string) => text(fieldOf(index, field));
      const photo = fields.get(fieldOf(index, 'profilePic'));
      return {
        firstName: of('fname').trim(),
        lastName: of('lname').trim(),
        birthdate: of('birthdate'),
        gender: of('gender'),
        weight: of('weight'),
        heightFeet: of('heightFt'),
        heightInches: of('heightIn'),
        beltRank: of('beltRank'),
        events: fields.getAll(fieldOf(index, 'events')).filter((event) => typeof event === 'string'),
        otherEvents: of('otherEvents'),
        forms: Object.fromEntries(formFieldNames.map((name) => [name, of(name)])) as FilledPerson['forms'],
        contacts: of('contacts'),
        medicalConditions: of('medicalConditions'),
        allergies: of('allergies'),
        medications: of('medications'),
        tshirt: of('tshirt'),
        photoSource: among(photoSources, fieldOf(index, 'photoSource'), 'drawn'),
        ...(photo instanceof File && photo.size > 0 && { photo }),
      };
    }),
    waiver: text('liability') === 'on',
    payment: among(paymentWays, 'payment', 'stripe'),
    shape: among(shapes, 'shape', 'today'),
    delayed: text('delayed') === 'on',
    unasked: text('unasked') === 'on',
  };
}

/** What the list of schools offers for one that is not on it. */
export const unlisted = 'unlisted';

export const isCompetitor = ({ registrationType }: FilledForm) => registrationType === 'competitor';

/** The list of events as the form joins them. */
export function eventListOf({ events, otherEvents }: FilledPerson): string {
  return [...events, ...otherEvents.split(',').filter((event) => event.trim() !== '')].join(',');
}

/** What the old form refuses, in words for whoever filled it in. It checks no more than this. */
export function problemsOf(form: FilledForm): string[] {
  if (!isCompetitor(form)) return [];
  const problems = form.people.flatMap((person, index) => {
    const who = form.people.length > 1 ? `Child ${index + 1}: ` : '';
    return [
      ...(eventListOf(person) === '' ? [`${who}Choose at least one event.`] : []),
      ...(person.photoSource === 'own' && !/\.[^.]+$/.test(person.photo?.name ?? '')
        ? [`${who}Choose a photo from your device, or let us draw one.`]
        : []),
    ];
  });
  return [...problems, ...(form.waiver ? [] : ['Accept the liability waiver, at the end of the form.'])];
}
