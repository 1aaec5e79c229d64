import { expect, test } from 'vitest';
import { participation, participationRows, participationText } from '../../../core/lists/participation.ts';
import { person } from './people.ts';

const people = [
  person({ name: 'A', age: 5, gender: 'F', events: 'sparring,poomsae' }),
  person({ name: 'B', age: 13, gender: 'male', events: 'sparring-gr,sparring' }),
  person({ name: 'C', age: 40, gender: 'm', events: 'sparring-wc, world-class poomsae,family poomsae' }),
];

test('the printout is the old one', () => {
  const [worldClass = '', grassRoots = '', color = ''] = participationText(participation(people)).split(
    /(?=(?:Grass Roots|Color Belts) \()/,
  );
  const none = (group: string) => `  ${group}\n    Female: 0\n      Male: 0\n\n`;
  const upTo = ['Dragon', 'Tiger', 'Youth', 'Cadet', 'Junior', 'Senior'].map(none).join('');
  expect(worldClass).toBe(`World Class (Total: 1)\n${upTo}  Ultra\n    Female: 0\n      Male: 1\n\n`);
  expect(grassRoots).toContain('Grass Roots (Total: 1)\n');
  expect(color).toContain('Color Belts (Total: 2)\n  Dragon\n    Female: 1\n      Male: 0\n\n');
});

test('titles are the old ones, and somebody in both events of a sum is one person', () => {
  const totals = participation(people).map(({ discipline, event, total }) => [discipline, event, total]);
  expect(totals).toEqual([
    ['Sparring', 'World Class', 1],
    ['Sparring', 'Grass Roots', 1],
    ['Sparring', 'Color Belts', 2],
    ['Sparring', 'Color Belts + Grass Roots', 2],
    ['Poomsae', 'World Class', 1],
    ['Poomsae', 'Individual Poomsae', 1],
    ['Poomsae', 'Pair Poomsae', 0],
    ['Poomsae', 'Team Poomsae', 0],
    ['Poomsae', 'Family Poomsae', 1],
  ]);
});

test('every other event that somebody entered is counted, and every number adds up', () => {
  const events = participation([
    person({ name: 'D', age: 3, events: 'breaking', gender: 'x' }),
    person({ name: 'E', events: 'little_tiger,Nunchaku' }),
  ]).filter(({ discipline }) => discipline === 'Other');
  expect(events.map(({ event, total }) => [event, total])).toEqual([
    ['Breaking', 1],
    ['Little Tiger showcase', 1],
    ['Nunchaku', 1],
  ]);
  const [total, ...rows] = participationRows(events.slice(0, 1));
  expect(total).toEqual({
    discipline: 'Other',
    event: 'Breaking',
    age_group: 'Total',
    female: 0,
    male: 0,
    unknown: 1,
    total: 1,
  });
  expect(rows.at(-1)).toMatchObject({ age_group: 'Unknown', unknown: 1, total: 1 });
});
