import { keyword } from './names.ts';

/** Every belt, lowest first, with its name as mails and badges say it. `master` is 4th dan and up. */
const spoken = {
  white: 'White',
  yellow: 'Yellow',
  orange: 'Orange',
  green: 'Green',
  blue: 'Blue',
  red: 'Red',
  brown: 'Brown',
  black: 'Black',
  '1 degree black': '1st degree black',
  '2 degree black': '2nd degree black',
  '3 degree black': '3rd degree black',
  master: 'Master',
} as const;

export type Belt = keyof typeof spoken;

export const belts = Object.keys(spoken) as Belt[];

const beltByName = new Map<string, Belt>([
  ...belts.map((belt) => [belt, belt] as const),
  ['1 black', '1 degree black'],
  ['2 black', '2 degree black'],
  ['3 black', '3 degree black'],
  ['master black', 'master'],
]);

export function spokenBelt(belt: Belt): string {
  return spoken[belt];
}

/** The belt of a `beltRank`, older spellings included; undefined when it is none. */
export function beltOf(name: string): Belt | undefined {
  return beltByName.get(keyword(name));
}
