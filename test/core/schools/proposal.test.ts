import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparableName } from '../../../core/domain/names.ts';
import { normaliseName } from '../../../core/domain/text.ts';
import { approvedNames, proposalCsv, proposeSchoolNames } from '../../../core/schools/proposal.ts';
import { canonicalNames } from '../../../core/schools/school-names.ts';

const times = (count: number, school: string) => Array.from({ length: count }, () => school);
const owasso = 'Golden Dragon TKD - Owasso';

describe('a proposal', () => {
  const schools = [
    ...times(3, owasso),
    ...times(2, 'golden dragon tkd owasso'),
    'Golden Dragon Taekwondo Owaso',
    'GD Owasso',
    ...times(2, 'Golden Dragon TKD - Tulsa'),
    ...times(5, 'Blue Heron Academy'),
    'Blue Herron Academy',
    '',
  ];
  const made = proposeSchoolNames(schools, {
    listed: [owasso, 'Golden Dragon TKD - Tulsa'],
    known: { [owasso]: ['GD Owasso'] },
  });

  test('puts each spelling under the name the form offers, or else under the commonest', () => {
    expect(made.clusters).toEqual([
      {
        canonical: 'Blue Heron Academy',
        listed: false,
        registrations: 5,
        spellings: [
          { spelling: 'Blue Herron Academy', registrations: 1, score: 0.97, known: false, approve: false },
        ],
      },
      {
        canonical: owasso,
        listed: true,
        registrations: 3,
        spellings: [
          { spelling: 'golden dragon tkd owasso', registrations: 2, score: 1, known: false, approve: false },
          { spelling: 'GD Owasso', registrations: 1, score: expect.any(Number), known: true, approve: true },
          {
            spelling: 'Golden Dragon Taekwondo Owaso',
            registrations: 1,
            score: 0.98,
            known: false,
            approve: false,
          },
        ],
      },
    ]);
  });

  test('sent back as it is approves only what was approved before', () => {
    expect(approvedNames(JSON.parse(JSON.stringify(made)))).toEqual({ [owasso]: ['GD Owasso'] });
  });

  test('is a table for a spreadsheet, in which no name is a formula', () => {
    const csv = proposalCsv(
      proposeSchoolNames(['=1+1 Academy of Kicks', '=1+1 academy of kicks', '=1+1 academy of kicks'], {
        listed: [],
        known: {},
      }),
    );
    expect(csv.trimEnd().split('\r\n')).toEqual([
      expect.stringContaining('canonical,in_schools_json,registrations,spelling'),
      "'=1+1 academy of kicks,no,2,'=1+1 Academy of Kicks,1,1,no",
    ]);
  });
});

const word = fc.constantFrom(
  'golden',
  'Dragon',
  'dragn',
  'TKD',
  'Taekwondo',
  'Owasso',
  'tulsa',
  '1',
  '2',
  '-',
);
const school = fc.oneof(
  fc.array(word, { maxLength: 4 }).map((words) => words.join(' ')),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const named = fc.dictionary(
  school.filter((name) => comparableName(name) !== '' && name !== '__proto__'),
  fc.array(school, { maxLength: 2 }),
  { maxKeys: 3 },
);

describe('whatever schools there are', () => {
  test('nothing is approved that a person has not approved', () => {
    fc.assert(
      fc.property(fc.array(school), fc.array(school), named, (schools, listed, known) => {
        const approvedBefore = canonicalNames(known);
        for (const { canonical, spellings } of proposeSchoolNames(schools, { listed, known }).clusters) {
          for (const { spelling, approve } of spellings) {
            if (!approve) continue;
            const before = approvedBefore.get(comparableName(spelling));
            expect(before && comparableName(before)).toBe(comparableName(canonical));
          }
        }
      }),
    );
  });

  test('each is in one place, and names that the form offers are no spelling of another', () => {
    fc.assert(
      fc.property(fc.array(school), fc.array(school), (schools, listed) => {
        const { clusters } = proposeSchoolNames(schools, { listed, known: {} });
        const places = clusters.flatMap(({ canonical, spellings }) => [
          ...new Set([canonical, ...spellings.map(({ spelling }) => spelling)].map(comparableName)),
        ]);
        expect(new Set(places).size).toBe(places.length);
        const offered = new Set(listed.map(comparableName));
        for (const { canonical, spellings } of clusters) {
          for (const { spelling } of spellings) {
            if (offered.has(comparableName(spelling))) {
              expect(comparableName(spelling)).toBe(comparableName(canonical));
            }
            expect(spelling).toBe(normaliseName(spelling));
          }
        }
      }),
    );
  });
});

test.each([
  [null],
  [[]],
  ['text'],
  [{ clusters: 'none' }],
  [{ 'A school': 'one spelling' }],
  [{ 'A school': [1] }],
])('%j approves nothing: it is no list', (content) => {
  expect(approvedNames(content)).toBeUndefined();
});
