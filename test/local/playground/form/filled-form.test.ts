import { describe, expect, test } from 'vitest';
import { example, examples, isExample } from '../../../../local/playground/form/examples.ts';
import {
  blankForm,
  blankPerson,
  eventListOf,
  problemsOf,
  readForm,
} from '../../../../local/playground/form/filled-form.ts';

const fieldsOf = (fields: Record<string, string | Blob | readonly string[]>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.append(name, value);
    else if (value instanceof Blob) form.append(name, value);
    else for (const one of value) form.append(name, one);
  }
  return form;
};

describe('the fields of the page', () => {
  test('are read for each child of a family', () => {
    const photo = new File(['picture'], 'mia.png');
    const form = readForm(
      fieldsOf({
        ...{
          regType: 'competitor',
          people: '2',
          school: 'unlisted',
          unlistedSchool: ' Blue Heron ',
          liability: 'on',
        },
        ...{ 'fname-1': ' Ana ', 'events-1': ['sparring', 'poomsae'], 'poomsae form-1': '4' },
        ...{ 'fname-2': 'Mia', 'photoSource-2': 'own', 'profilePic-2': photo },
      }),
    );
    expect(form).toMatchObject({ school: 'Blue Heron', waiver: true, payment: 'stripe', shape: 'today' });
    const [ana, mia] = form.people;
    expect(ana).toMatchObject({
      firstName: 'Ana',
      events: ['sparring', 'poomsae'],
      forms: { 'poomsae form': '4' },
    });
    expect(mia).toMatchObject({ firstName: 'Mia', events: [], photo: { name: 'mia.png' } });
  });

  test('may be missing, or say what the page never offers', () => {
    const strange = { regType: 'spectator', people: '1e99', payment: 'gold', shape: '' };
    const { people, ...form } = readForm(fieldsOf(strange));
    expect({ ...form, people: [blankPerson] }).toEqual(blankForm);
    expect(people).toHaveLength(6);
    expect(readForm(new FormData()).people).toEqual([blankPerson]);
  });
});

describe('what the form refuses', () => {
  const sparring = { ...blankPerson, events: ['sparring'] };
  const filled = { ...blankForm, waiver: true, people: [sparring] };

  test('is a competitor without events, without a chosen photo, or without the waiver', () => {
    expect(problemsOf(filled)).toEqual([]);
    const photo = new File(['x'], 'without-ending');
    const wrong = [blankPerson, { ...sparring, photoSource: 'own', photo } as const];
    expect(problemsOf({ ...filled, waiver: false, people: wrong })).toEqual([
      'Child 1: Choose at least one event.',
      'Child 2: Choose a photo from your device, or let us draw one.',
      'Accept the liability waiver, at the end of the form.',
    ]);
  });

  test('is nothing else, and nothing of a coach', () => {
    expect(problemsOf({ ...blankForm, registrationType: 'coach' })).toEqual([]);
    expect(eventListOf({ ...blankPerson, events: ['sparring'], otherEvents: ' , karaoke' })).toBe(
      'sparring, karaoke',
    );
  });

  test.each(Object.keys(examples).filter(isExample))('is not in the example %s', (name) => {
    const [first, second] = [example(name), example(name)];
    expect(problemsOf(first)).toEqual([]);
    expect(first.people[0]?.firstName).not.toBe(second.people[0]?.firstName);
  });
});
