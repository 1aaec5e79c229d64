import { expect, test } from 'vitest';
import { namePartsOf } from '../../../../core/badges/drawing/name-parts.ts';

test.each([
  ['Jordan Rivera', 'Jordan', 'Rivera'],
  ['  Anna  Lucía de la Cruz ', 'Anna', 'Lucía de la Cruz'],
  ['Anne-Christine Vandenbroucke', 'Anne-Christine', 'Vandenbroucke'],
  ['J. Robert Smith', 'J. Robert', 'Smith'],
  ['Dr. Ana Lee', 'Dr. Ana', 'Lee'],
  ['Юрий Щербаков', 'Юрий', 'Щербаков'],
  ['Ελένη Παπαδοπούλου', 'Ελένη', 'Παπαδοπούλου'],
  ['محمد بن عبد الله', 'محمد', 'بن عبد الله'],
  ['عبد الرحمن بن محمد', 'عبد الرحمن', 'بن محمد'],
  ['דוד בן־גוריון', 'דוד', 'בן־גוריון'],
  ['लक्ष्मी श्रीवास्तव', 'लक्ष्मी', 'श्रीवास्तव'],
])('%s has a first name', (name, first, rest) => {
  expect(namePartsOf(name)).toEqual({ first, rest });
});

test.each([
  ['one word', 'Pelé'],
  ['initials alone', 'J. R. R.'],
  ['nothing', ''],
  ['no letters', '12 34'],
  ['the family name first, in Hangul', '김 하늘'],
  ['the family name first, in Han and kana', '渡邊 さくら'],
  ['the family name first, in Vietnamese', 'Nguyễn Thị Phượng'],
  ['the same in decomposed letters', 'Nguyễn Thị Phượng'.normalize('NFD')],
  ['two scripts', 'Kim 김민준'],
])('a name of %s is shown whole', (_, name) => {
  expect(namePartsOf(name)).toBeUndefined();
});
