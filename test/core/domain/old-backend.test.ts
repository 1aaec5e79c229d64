import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEntry } from '../../../core/domain/entry.ts';
import { entryIdOf } from '../../../core/domain/ids.ts';
import { registrationItem, registrationKey } from '../../../core/domain/registration.ts';

const competitionYear = 2026;
const paymentIntent = 'pi_1';

type Message = Record<string, AttributeValue> &
  Record<'full_name' | 'school' | 'reg_type' | 'checkout', AttributeValue.SMember>;

/** The old backend's rule for the row of a paid or manually added entry. */
function oldRow({ checkout, ...attributes }: Message): Record<string, AttributeValue> {
  const underscored = ({ S }: AttributeValue.SMember) => S.split(' ').join('_');
  const { school, reg_type, full_name } = attributes;
  const pk = { S: `${underscored(school)}-${reg_type.S}-${underscored(full_name)}` };
  if (checkout.S === 'manual_entry') return { ...attributes, pk, payment: { S: 'manual_entry' } };
  return reg_type.S === 'competitor'
    ? { ...attributes, pk, payment: { S: paymentIntent } }
    : { ...attributes, pk };
}

function newRow(message: Message): Record<string, AttributeValue> {
  const entry = parseEntry({ ...message, entryId: entryIdOf(message) }, { competitionYear });
  const payment = message.checkout.S === 'manual_entry' ? 'manual_entry' : paymentIntent;
  return registrationItem(message, entry, registrationKey(message, entry.registrationType), { payment });
}

/** What people may type, including leading, trailing and double blanks, slashes and any script. */
const typed = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc
    .array(fc.constantFrom(' ', '/', '\\', "'", '-', '.', 'é', 'e\u0301', '김', 'Ann', '\t'))
    .map((parts) => parts.join('')),
);
const named = fc.tuple(typed, fc.constantFrom('Ann', 'Lee', '김', 'ß'), typed).map((parts) => parts.join(''));
const S = (text: fc.Arbitrary<string>) => text.map((content) => ({ S: content }));
const oneOf = (...texts: string[]) => S(fc.oneof(fc.constantFrom(...texts), typed));
const N = fc.double({ min: 0, max: 1000, noNaN: true }).map((weight) => ({ N: weight.toFixed(1) }));

const list = fc.array(S(typed)).map((L) => ({ L }));
const medicalForm = fc.oneof(
  fc
    .record({ contacts: oneOf('Y', 'N'), medicalConditions: list, allergies: list, medications: list })
    .map((M) => ({ M })),
  fc.json().map((text) => ({ S: text })),
);

/** A birth date in the formats of the form's versions, with the age that the form's own code derives from it. */
const born = fc
  .tuple(
    fc.integer({ min: 1900, max: competitionYear }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
    fc.boolean(),
  )
  .map(([year, month, day, american]) => {
    const [mm, dd] = [month, day].map((part) => String(part).padStart(2, '0'));
    const birthdate = { S: american ? `${mm}/${dd}/${year}` : `${year}-${mm}-${dd}` };
    return { birthdate, age: { N: String(competitionYear - year) } };
  });

const everybody = { full_name: S(named), email: S(typed), phone: S(typed), school: S(named) };
const checkout = fc.constantFrom('cs_test_a1Nrjqm9KINypo7', 'manual_entry').map((text) => ({ S: text }));

const coach = fc.record({ ...everybody, reg_type: fc.constant({ S: 'coach' }), checkout });
const guest = fc
  .record({
    ...everybody,
    reg_type: fc.constant({ S: 'seminar' }),
    parent: S(typed),
    gender: oneOf('male', 'F'),
    beltRank: oneOf('Master', 'red'),
    born,
    checkout,
  })
  .map(({ born: { birthdate }, ...others }) => ({ ...others, birthdate }));
const competitor = fc
  .record(
    {
      ...everybody,
      reg_type: fc.constant({ S: 'competitor' }),
      born,
      gender: oneOf('male', 'female', 'M', 'F'),
      weight: N,
      height: N,
      coach: S(typed),
      beltRank: oneOf('white', '2 degree black', 'Master', 'master black', 'camo'),
      events: oneOf('sparring-gr,poomsae', 'Little Tiger Showcase', 'weapons', 'sparring,creative breaking'),
      poomsae_form: oneOf('1', '9', 'Koryo', ''),
      pair_poomsae_form: oneOf('1', ''),
      parent: S(typed),
      medical_form: medicalForm,
      imgFilename: S(typed),
      tshirt: oneOf('XS', ''),
      zip: S(typed),
      checkout,
    },
    {
      requiredKeys: ['full_name', 'email', 'phone', 'school', 'reg_type', 'born', 'checkout'],
    },
  )
  .map(({ born, ...others }) => ({ ...others, ...born }));

describe('what the old backend stored', () => {
  test.each<[who: string, messages: fc.Arbitrary<Message>]>([
    ['competitor', competitor],
    ['coach', coach],
    ["seminar's guest", guest],
  ])('is stored for a %s, attribute by attribute, except for documented differences', (_, messages) => {
    fc.assert(
      fc.property(messages, (message) => {
        // The old backend did not keep the payment of a coach or a guest.
        const old = { payment: { S: paymentIntent }, ...oldRow(message) };
        const { entryId, findings: _, ...others } = newRow(message);
        expect(entryId).toEqual({ S: entryIdOf(message) });
        expect(others).toEqual(old);
      }),
    );
  });
});
