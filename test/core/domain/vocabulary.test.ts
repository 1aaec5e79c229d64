import { describe, expect, test } from 'vitest';
import { type AgeGroup, ageGroupOf } from '../../../core/domain/age-group.ts';
import { beltOf, belts, spokenBelt } from '../../../core/domain/belts.ts';
import { dayOf } from '../../../core/domain/calendar-day.ts';
import {
  eventKinds,
  eventOf,
  formAttributesOf,
  spokenEvent,
  spokenForm,
} from '../../../core/domain/events.ts';

describe('age groups', () => {
  test.each<[age: number, group: AgeGroup | undefined]>([
    [4, 'dragon'],
    [7, 'dragon'],
    [8, 'tiger'],
    [9, 'tiger'],
    [10, 'youth'],
    [11, 'youth'],
    [12, 'cadet'],
    [14, 'cadet'],
    [15, 'junior'],
    [16, 'junior'],
    [17, 'senior'],
    [32, 'senior'],
    [33, 'ultra'],
  ])('an age of %i is %s', (age, group) => {
    expect(ageGroupOf(age)).toBe(group);
  });

  test.each<[age: number, group: AgeGroup | undefined]>([
    [-1, undefined],
    [0, undefined],
    [3, undefined],
    [Number.NaN, undefined],
    [99, 'ultra'],
    [100, 'ultra'],
    [150, 'ultra'],
  ])('fault 11: an age of %d does not crash and is %s', (age, group) => {
    expect(ageGroupOf(age)).toBe(group);
  });
});

describe('calendar days', () => {
  test.each([
    ['07/11/2013', '2013-07-11'],
    ['2013-07-11', '2013-07-11'],
    ['02/29/2024', '2024-02-29'],
    [' 1/2/1999 ', '1999-01-02'],
  ])('%s is %s', (text, day) => {
    expect(dayOf(text)).toBe(day);
  });

  test.each([
    '',
    '02/29/2023',
    '2013-13-01',
    '31/12/2013',
    '07/11/13',
    '0013-01-01x',
    '0000-00-00',
    'July 11 2013',
  ])('%j is not one', (text) => {
    expect(dayOf(text)).toBeUndefined();
  });
});

describe('belts', () => {
  test('every belt is known by its own name, in any case', () => {
    for (const belt of belts) expect(beltOf(` ${belt.toUpperCase()} `)).toBe(belt);
  });

  test.each([
    ['1 black', '1 degree black'],
    ['2  Black', '2 degree black'],
    ['3 black', '3 degree black'],
    ['Master', 'master'],
    ['master black', 'master'],
    ['Black Belt', 'black'],
    ['yellow belt', 'yellow'],
    ['1st Dan', '1 degree black'],
    ['2nd degree', '2 degree black'],
    ['Black (3rd Dan)', '3 degree black'],
    ['II. Dan', '2 degree black'],
    ['second degree black belt', '2 degree black'],
    ['4 degree black', 'master'],
    ['4th dan', 'master'],
    ['IV Dan', 'master'],
    ['5th Degree Master', 'master'],
    ['9 degree black', 'master'],
    ['Grandmaster', 'master'],
    ['9th Dan Grand Master', 'master'],
  ])('%s is %s', (name, belt) => {
    expect(beltOf(name)).toBe(belt);
  });

  test('other texts are not belts', () => {
    for (const name of [
      '',
      'purple',
      '10th dan',
      '0 dan',
      '4',
      'IV',
      '1 master',
      '1st dan grandmaster',
      '1st poom',
      'dan',
      '2 3 dan',
      'yellow 1 dan',
      'toString',
    ])
      expect(beltOf(name)).toBeUndefined();
  });

  test('belts have names for people', () => {
    expect(spokenBelt('yellow')).toBe('Yellow');
    expect(spokenBelt('1 degree black')).toBe('1st degree black');
    expect(spokenBelt('master')).toBe('Master');
  });
});

describe('events', () => {
  test('every event is known by its own name, in any case', () => {
    for (const event of eventKinds) expect(eventOf(` ${event.toUpperCase()} `)).toBe(event);
  });

  test.each([
    ['Little Tiger Showcase', 'little_tiger'],
    ['little tiger', 'little_tiger'],
    ['Little Dragon', 'little_dragon'],
    ['little dragon obstacle course', 'little_dragon'],
    ['wc poomsae', 'world-class poomsae'],
    ['wc_poomsae', 'world-class poomsae'],
    ['World Class Poomsae', 'world-class poomsae'],
    ['pair_poomsae', 'pair poomsae'],
    ['weapons', 'weapons'],
    ['Sparring-BGN', 'sparring-bgn'],
  ])('%s is %s', (name, event) => {
    expect(eventOf(name)).toBe(event);
  });

  test('other texts are not events', () => {
    for (const name of ['', 'karaoke', 'constructor', '__proto__']) expect(eventOf(name)).toBeUndefined();
  });

  test('events have names for people', () => {
    expect(spokenEvent('sparring-gr')).toBe('Sparring (grass roots)');
    expect(spokenEvent('pair poomsae')).toBe('Pair poomsae');
  });

  test('the attribute of an event’s form', () => {
    expect(formAttributesOf('pair poomsae')).toEqual(['pair_poomsae_form']);
    expect(formAttributesOf('world-class poomsae')).toEqual(['wc_poomsae_form', 'world-class_poomsae_form']);
  });

  test('a bare number stands for a form: first the Taegeuk forms, then those for black belts', () => {
    expect(spokenForm('8')).toBe('Taegeuk 8 Jang');
    expect(['9', '10', '11', '12'].map(spokenForm)).toEqual(['Koryo', 'Keumgang', 'Taebaek', 'Pyongwon']);
    expect(['0', '13'].map(spokenForm)).toEqual(['0', '13']);
    expect(spokenForm('Koryo')).toBe('Koryo');
    expect(spokenForm('Taegeuk 8 Jang')).toBe('Taegeuk 8 Jang');
  });
});
