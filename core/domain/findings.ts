/**
 * What is uncertain about an entry or a registration. A finding stops nothing: what a family wrote is registered as
 * written, and a person looks at it. It holds the field and a code, never the value, so it may appear in states and
 * logs.
 */
export type FindingCode = keyof typeof problems;

export interface Finding {
  /** The message's attribute, such as `beltRank`. */
  field: string;
  code: FindingCode;
  /** Follows the sentence and a colon. Like the code, it has nothing in it of what was written. */
  detail?: string;
}

/** What each code says about a field, to follow the field's name. */
const problems = {
  missing: 'is missing',
  unreadable: 'is not text or a number',
  unknown: 'is not one that we know',
  'not-a-date': 'is not a date such as 2013-07-11 or 07/11/2013',
  'unlikely-age': 'gives an age under 3 or over 99',
  'not-a-number': 'is not a number that can be right',
  'not-an-address': 'is not an e-mail address that we can send to',
  'not-a-file': 'is not the name of a file',
  cleaned: 'has line breaks or control characters, which are left out',
  'too-long': 'is too long, and shown only in part',
  shared: 'is named by another registration too',
  'not-listed': 'is not on the list of schools',
  'not-checked': 'was not checked, because the list of schools could not be read',
  'not-priced': 'is not on the price list',
  'paid-less': 'is less than the entry costs',
  'paid-more': 'is more than the entry costs',
  'paid-otherwise': 'is not for what was entered',
} as const;

export const findingCodes = Object.keys(problems) as FindingCode[];

/** Names of the form's fields for people. */
const names: Readonly<Record<string, string>> = {
  full_name: 'Name',
  email: 'E-mail address',
  phone: 'Phone',
  school: 'School',
  reg_type: 'Type of registration',
  checkout: 'Payment',
  payment: 'Payment',
  parent: 'Parent',
  birthdate: 'Birth date',
  age: 'Age',
  gender: 'Gender',
  weight: 'Weight',
  height: 'Height',
  beltRank: 'Belt',
  coach: 'Coach',
  tshirt: 'T-shirt',
  events: 'Event',
  imgFilename: 'Photo',
  competition: 'Competition',
};

/** The name of a field of the form: `Belt` for `beltRank`, `Pair poomsae form` for `pair_poomsae_form`. */
export function fieldName(field: string): string {
  if (Object.hasOwn(names, field)) return names[field] ?? field;
  const words = field.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `Belt is not one that we know` */
export function findingInWords({ field, code, detail }: Finding): string {
  return `${fieldName(field)} ${problems[code]}${detail ? `: ${detail}` : ''}`;
}

/** `beltRank: unknown`, as in states, the registrations table and preflight lists. */
export function findingAsText({ field, code }: Finding): string {
  return `${field}: ${code}`;
}
