/** Forms that are filled in already, with made-up people, so that trying one is a matter of a click. */
import { blankForm, blankPerson, type FilledForm, type FilledPerson } from './filled-form.ts';

interface Example {
  title: string;
  /** @param turn counts up, so that no two are about the same people. */
  filled(turn: number): FilledForm;
}

export const examples = {
  child: { title: 'A child', filled: (turn) => familyOf(turn, [{}]) },
  family: {
    title: 'Three children of a family',
    filled: (turn) =>
      familyOf(turn, [
        {},
        { birthdate: '2018-02-11', gender: 'male', weight: '52', beltRank: 'yellow', events: ['poomsae'] },
        littleDragon,
      ]),
  },
  'black-belt': {
    title: 'A black belt',
    filled: (turn) =>
      familyOf(turn, [
        {
          ...{ birthdate: '1994-06-30', weight: '138.5', heightFeet: '5', heightInches: '6' },
          beltRank: '2 degree black',
          events: ['sparring-wc', 'world-class poomsae', 'breaking'],
          forms: { ...blankPerson.forms, 'wc poomsae form': 'Taebaek' },
        },
      ]),
  },
  coach: {
    title: 'A coach, who pays nothing',
    filled: (turn) => ({
      ...familyOf(turn, [{}]),
      registrationType: 'coach',
      payment: 'none',
    }),
  },
  seminar: {
    title: 'A seminar guest',
    filled: (turn) => ({
      ...familyOf(turn, [{ birthdate: '1979-12-31', beltRank: 'Master' }]),
      registrationType: 'seminar',
    }),
  },
  unclear: {
    title: 'What nobody understands',
    filled: (turn) => ({
      ...familyOf(turn, [
        {
          ...{ birthdate: 'May 2015', weight: 'about 80', heightFeet: '4', heightInches: 'a bit' },
          ...{ beltRank: 'camo', events: ['sparring'], otherEvents: 'creative breaking, karaoke' },
        },
      ]),
      school: 'A School That Is on No List',
    }),
  },
  hostile: {
    title: 'What a prankster types',
    filled: (turn) => ({
      ...familyOf(turn, [
        {
          firstName: `<script>alert(1)</script> 🥋 ${turn}`,
          lastName: 'O’Neill-Ńáñez مرحبا 김하늘 ‮reversed‬ '.concat('of a very long name '.repeat(4)).trim(),
          ...{ birthdate: "'; DROP TABLE entries; --", weight: '-1', heightFeet: '99', heightInches: '1e9' },
          ...{ beltRank: '{{7*7}}', otherEvents: '=HYPERLINK("http://example.com"),,,poomsae' },
          medicalConditions: '"},{"S":"injected',
        },
      ]),
      email: 'somebody@example.com\r\nBcc: everybody@example.com',
      school: 'C:\\dojang\\..\\<b>Söhne & “Co”</b> / 2nd floor',
      phone: '1'.repeat(60),
    }),
  },
} satisfies Record<string, Example>;

export type ExampleName = keyof typeof examples;

export const isExample = (name: string): name is ExampleName => Object.hasOwn(examples, name);

let turns = 0;

/** An example with people of its own. */
export const example = (name: ExampleName): FilledForm => examples[name].filled(turns++);

const girls = 'Maya Nina Lina Ida Elsa Suki Anya Zara Noor Cora Tala Mei Runa'.split(' ');
const boys = 'Leo Oscar Hugo Milo Ravi Otto Finn Enzo Luca Jonas Abel'.split(' ');
const lastNames =
  'Lindqvist Abara Castellanos Hayes Ferreira Yamada Petrov Duval Osei Marsh Kowalski Bianchi Sato Moreau Lund Vargas'.split(
    ' ',
  );
const schools = ['Golden Dragon TKD - Owasso', 'Northside Taekwondo', 'River City Martial Arts'];

const at = (list: readonly string[], index: number) => list[index % list.length] ?? '';

const littleDragon: Partial<FilledPerson> = {
  ...{ birthdate: '2022-08-19', gender: 'female', weight: '41', heightFeet: '3', heightInches: '6' },
  ...{ beltRank: 'white', events: ['little_dragon'], tshirt: 'XS' },
};

function familyOf(turn: number, people: readonly Partial<FilledPerson>[]): FilledForm {
  // A step that shares no factor with the number of last names meets all of them.
  const lastName = at(lastNames, turn * 5);
  return {
    ...blankForm,
    email: `${lastName.toLowerCase()}.family@example.com`,
    phone: '918-555-0142',
    parent: `Robin ${lastName}`,
    school: at(schools, turn),
    coach: 'Master T',
    waiver: true,
    people: people.map((person, index) => {
      const { gender } = { ...child, ...person };
      const firstName = at(gender === 'male' ? boys : girls, turn + index);
      return { ...child, firstName, lastName, ...person };
    }),
  };
}

const child: FilledPerson = {
  ...blankPerson,
  ...{ birthdate: '2015-04-09', gender: 'female', weight: '72.5', heightFeet: '4', heightInches: '7' },
  ...{ beltRank: 'green', events: ['sparring', 'poomsae'] },
  forms: { ...blankPerson.forms, 'poomsae form': '4' },
  contacts: 'N',
  medicalConditions: 'Asthma',
  medications: 'Albuterol',
};
