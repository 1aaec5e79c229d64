/** What stands on the printed group sheets. */
import { spokenWeight } from '../../domain/measures.ts';
import type { Column, ReportContent } from '../../sheets/report-content.ts';
import { moveDirectionOf } from '../age-buckets.ts';
import { groupWarnings } from '../attention.ts';
import type { Lists } from '../lists.ts';
import { genderOf, type ListedAgeGroup, type ListedGender, listedBeltOf } from '../order.ts';
import type { Participant } from '../participant.ts';
import { beltWithLevel, type PoomsaeDivision, type PoomsaeList } from '../poomsae-groups.ts';
import type { SparringDivision } from '../sparring-groups.ts';

/** A group, with room for its results. */
export interface GroupSheet {
  title: string;
  /** Who is in it: `World class, female, cadet, 3 competitors`. */
  about: string;
  warnings: readonly string[];
  columns: readonly Column[];
  rows: readonly (readonly string[])[];
  /** Headings of the empty boxes beside each person. */
  results: readonly string[];
}

/** The documents' file names without their ending. */
export const documentNames = ['sparring_groups', 'breaking_groups', 'poomsae_groups'] as const;
export type DocumentName = (typeof documentNames)[number];

export interface GroupDocument {
  name: DocumentName;
  /** Head and tables. */
  content: ReportContent;
  groups: readonly GroupSheet[];
}

/** About which tournament, and when, in words. */
export interface DocumentFacts {
  competition: string;
  madeAt: string;
}

export function groupDocuments(lists: Lists, facts: DocumentFacts): GroupDocument[] {
  const { sparring, breaking, poomsae } = lists;
  return [
    {
      name: 'sparring_groups',
      ...documentOf(
        'SPARRING GROUPS',
        facts,
        sparring,
        ({ number, division, gender, ageGroup, members }) => ({
          title: `Group ${number}`,
          about: aboutGroup(sparringNames[division], gender, ageGroup, members),
          warnings: groupWarnings(members, 'matchup'),
          columns: [...personColumns, weightColumn],
          rows: members.map((one) => [...personCells(one, ageGroup), weightOf(one)]),
          results: ['Bout 1', 'Bout 2', 'Bout 3', 'Place'],
        }),
      ),
    },
    {
      name: 'breaking_groups',
      ...documentOf('BREAKING GROUPS', facts, breaking, ({ number, gender, ageGroup, members }) => ({
        title: `Group ${number}`,
        about: aboutGroup('Breaking', gender, ageGroup, members),
        warnings: groupWarnings(members, 'matchup'),
        columns: [...personColumns, { heading: 'Belt', width: 44 }, weightColumn],
        rows: members.map((one) => [...personCells(one, ageGroup), beltOf(one), weightOf(one)]),
        results: ['Score', 'Score', 'Place'],
      })),
    },
    {
      name: 'poomsae_groups',
      ...documentOf(
        'POOMSAE GROUPS',
        facts,
        poomsae.grouped,
        ({ number, division, gender, ageGroup, members }) => ({
          title: `${poomsaeNames[division]}, group ${number}`,
          about: aboutGroup(poomsaeNames[division], gender, ageGroup, members),
          warnings: groupWarnings(members, 'pairing'),
          columns: [...personColumns, { heading: 'Belt', width: 82 }],
          rows: members.map((one) => [...personCells(one, ageGroup), beltWithLevel(one)]),
          results: ['Score', 'Score', 'Place'],
        }),
        poomsae.lists.map(({ division, people }) => ({
          title: `${listNames[division]} (${people.length})`,
          columns: listColumns,
          rows: people.map((one, index) => ({
            cells: [
              String(index + 1),
              one.name,
              one.school,
              one.age === undefined ? '' : String(one.age),
              one.ageGroup ?? 'unknown',
              genderOf(one),
              beltWithLevel(one),
            ],
          })),
        })),
      ),
    },
  ];
}

function documentOf<Group extends { members: readonly Participant[] }>(
  eyebrow: string,
  { competition, madeAt }: DocumentFacts,
  groups: readonly Group[],
  sheetOf: (group: Group) => GroupSheet,
  tables: ReportContent['tables'] = [],
): Omit<GroupDocument, 'name'> {
  const sheets = groups.map(sheetOf);
  const people = groups.reduce((sum, { members }) => sum + members.length, 0);
  const alone = groups.filter(({ members }) => members.length < 2).length;
  const mates = sheets.filter(({ warnings }) =>
    warnings.some((warning) => warning.startsWith('Same-school')),
  );
  return {
    content: {
      eyebrow,
      title: competition,
      facts: [{ label: 'Made', text: madeAt }],
      counts: [
        { count: groups.length, label: groups.length === 1 ? 'group' : 'groups' },
        { count: people, label: people === 1 ? 'entry' : 'entries' },
        { count: alone, label: 'with one person', alarming: alone > 0 },
        { count: mates.length, label: 'with school-mates', alarming: mates.length > 0 },
      ],
      closing: groups.length + tables.length > 0 ? undefined : 'Nobody has entered.',
      tables: tables.filter(({ rows }) => rows.length > 0),
    },
    groups: sheets,
  };
}

const sparringNames: Readonly<Record<SparringDivision, string>> = {
  world_class: 'World class',
  color_belt: 'Color belts',
  grass_roots: 'Grass roots',
  'color_belt+grass_roots': 'Color belts and grass roots',
};
const poomsaeNames: Readonly<Record<PoomsaeDivision, string>> = {
  individual: 'Individual',
  world_class: 'World class',
};
const listNames: Readonly<Record<PoomsaeList, string>> = {
  pair: 'Pair poomsae',
  team: 'Team poomsae',
  family: 'Family poomsae',
};

const personColumns: readonly Column[] = [
  { heading: 'Name', share: 0.55 },
  { heading: 'School', share: 0.45 },
  { heading: 'Age', width: 44 },
];
const weightColumn: Column = { heading: 'Weight', width: 50 };
const listColumns: readonly Column[] = [
  { heading: 'No.', width: 24 },
  { heading: 'Name', share: 0.55 },
  { heading: 'School', share: 0.45 },
  { heading: 'Age', width: 24 },
  { heading: 'Age group', width: 46 },
  { heading: 'Gender', width: 40 },
  { heading: 'Belt', width: 82 },
];

const aboutGroup = (
  division: string,
  gender: ListedGender,
  ageGroup: ListedAgeGroup,
  { length }: readonly Participant[],
) =>
  [
    division,
    gender === 'unknown' ? 'gender unknown' : gender,
    ageGroup === 'unknown' ? 'age group unknown' : ageGroup,
    length === 1 ? '1 competitor' : `${length} competitors`,
  ].join(' · ');

/** With the age group somebody was moved from. */
function personCells(one: Participant, ageGroup: ListedAgeGroup): string[] {
  const age = one.age === undefined ? '?' : String(one.age);
  const moved = moveDirectionOf(one, ageGroup);
  return [one.name, one.school, moved === '' || !one.ageGroup ? age : `${age} (${one.ageGroup})`];
}

const weightOf = ({ weightLb, asWritten }: Participant) =>
  weightLb === undefined ? (asWritten.weight ?? '?') : spokenWeight(weightLb);

const beltOf = (one: Participant) => listedBeltOf(one) ?? one.asWritten.beltRank ?? '?';
