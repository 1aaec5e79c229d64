import { eventInWords } from '../domain/events.ts';
import { badgeIdOf } from '../domain/ids.ts';
import { comparableName } from '../domain/names.ts';
import { registrationType } from '../domain/registration-type.ts';
import { byKeys, genderOf, listedBeltOf, nameKeys } from './order.ts';
import type { Participant } from './participant.ts';

/** Everybody by school: within each, competitors, coaches, seminar guests, by name. */
export function roster(participants: readonly Participant[]): Participant[] {
  return participants.toSorted(
    byKeys((one) => [
      comparableName(one.school),
      one.registrationType === undefined
        ? registrationType.options.length
        : registrationType.options.indexOf(one.registrationType),
      ...nameKeys(one),
    ]),
  );
}

export const rosterRows = (people: readonly Participant[]) =>
  people.map((one) => ({
    school: one.school,
    name: one.name,
    registration_type: one.registrationType ?? one.asWritten.reg_type ?? '',
    gender: one.registrationType === 'competitor' ? genderOf(one) : (one.gender ?? ''),
    age: one.age ?? '',
    age_group: one.ageGroup ?? '',
    belt: listedBeltOf(one) ?? one.asWritten.beltRank ?? '',
    weight: one.weightLb ?? '',
    events: one.events.map((entry) => eventInWords(entry, ': ')).join(', '),
    coach: one.coach ?? '',
    badge_id: badgeIdOf(one.id),
  }));

/** The competitors as the old export page has them, by the last word of the name. */
export function oldExportRows(participants: readonly Participant[]) {
  return participants
    .filter((one) => one.registrationType === 'competitor')
    .sort(byKeys((one) => [lastWordOf(one.name), ...nameKeys(one)]))
    .map((one) => ({
      Name: one.name,
      Gender: one.gender ?? one.asWritten.gender ?? '',
      Belt: listedBeltOf(one) ?? one.asWritten.beltRank ?? '',
      Age: one.age ?? '',
      Weight: one.weightLb === undefined ? '' : `${one.weightLb} lbs`,
      School: one.school,
      Events: one.events.map((entry) => ('event' in entry ? entry.event : entry.written)).join(', '),
    }));
}

const lastWordOf = (name: string) => name.split(' ').at(-1)?.toLowerCase() ?? '';
