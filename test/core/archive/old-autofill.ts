/** The old front end's look into its lookup table, and its autofill, as they read a row. They answer with an error otherwise. */
import type { AttributeValue } from '../../../core/domain/attribute-value.ts';

type Row = Record<string, AttributeValue | undefined>;

/** The rows of an address; of several, those of the name that was asked for. */
export function lookUp(table: readonly Row[], email: string, firstName: string, lastName: string): Row[] {
  const hits = table.filter((row) => textIn(row, 'email') === email);
  if (hits.length <= 1) return hits;
  return hits.filter((row) =>
    textIn(row, 'name').toLowerCase().includes(`${firstName} ${lastName}`.toLowerCase()),
  );
}

/** What the form is prefilled with. @throws when the row is not as it expects. */
export function autofill(row: Row) {
  const words = textIn(row, 'name').split(' ');
  const [firstName, lastName] = words;
  if (firstName === undefined || lastName === undefined) throw new RangeError('list index out of range');
  const medical = row.medical_form?.M;
  if (!medical) throw new TypeError("KeyError: 'M'");
  const list = (name: string) => {
    const members = medical[name]?.L;
    if (!members) throw new TypeError(`KeyError: '${name}'`);
    return members.map((member) => textOf(member));
  };
  return {
    ...{ firstName, lastName, birthdate: dateIn(textIn(row, 'birthdate')) },
    allergies: list('allergies'),
    medications: list('medications'),
    conditions: list('conditions'),
    contacts: textOf(medical.contacts),
    ...Object.fromEntries(
      ['email', 'phone', 'school', 'coach', 'parent', 'gender'].map((name) => [name, textIn(row, name)]),
    ),
  };
}

const textIn = (row: Row, name: string) => textOf(row[name]);

function textOf(value: AttributeValue | undefined): string {
  if (typeof value?.S !== 'string') throw new TypeError("KeyError: 'S'");
  return value.S;
}

/** Python's `strptime(text, '%m/%d/%Y')`, as ISO 8601. */
function dateIn(text: string): string {
  const [, month = '', day = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
  const date = new Date(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
  if (!exists) throw new RangeError('time data does not match format %m/%d/%Y');
  return date.toISOString().slice(0, 10);
}
