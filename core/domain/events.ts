import { keyword } from './names.ts';
import { normaliseName } from './text.ts';

/** All events of the form, with their names in mails and on badges. */
const spoken = {
  sparring: 'Sparring',
  'sparring-gr': 'Sparring (grass roots)',
  'sparring-wc': 'Sparring (world class)',
  breaking: 'Breaking',
  poomsae: 'Poomsae',
  'world-class poomsae': 'World-class poomsae',
  'freestyle poomsae': 'Freestyle poomsae',
  'pair poomsae': 'Pair poomsae',
  'team poomsae': 'Team poomsae',
  'family poomsae': 'Family poomsae',
  little_dragon: 'Little Dragon obstacle course',
  little_tiger: 'Little Tiger showcase',
  weapons: 'Weapons',
  demonstration: 'Demonstration',
  'sparring-bgn': 'Sparring (beginner)',
  'sparring-adv': 'Sparring (advanced)',
} as const;

export type EventKind = keyof typeof spoken;

export const eventKinds = Object.keys(spoken) as EventKind[];

/** An event entered: a known one, with its form if it has one (`Taegeuk 1 Jang`), or one as it was written. */
export type EventEntry = { event: EventKind; form?: string } | { written: string };

/** Treats hyphens, underscores and spaces alike: different versions of the form used each of them. */
const plain = (text: string) => keyword(text).replace(/[-_\s]+/g, ' ');

const kindByName = new Map<string, EventKind>([
  ...eventKinds.map((event) => [plain(event), event] as const),
  ['wc poomsae', 'world-class poomsae'],
  ['little tiger showcase', 'little_tiger'],
  ['little dragon obstacle course', 'little_dragon'],
]);

export function spokenEvent(event: EventKind): string {
  return spoken[event];
}

/**
 * An event in words.
 * @param join the text between the event and its form, such as `: ` in `Poomsae: Taegeuk 1 Jang`.
 */
export function eventInWords(entry: EventEntry, join: string): string {
  if ('written' in entry) return entry.written;
  return entry.form ? `${spokenEvent(entry.event)}${join}${entry.form}` : spokenEvent(entry.event);
}

/** The event for one name in the form's comma-separated list, including older names; undefined when it is not one. */
export function eventOf(name: string): EventKind | undefined {
  return kindByName.get(plain(name));
}

/** The events in the form's comma-separated list, each once; unknown ones as they were written. */
export function eventsOf(list: string): (EventKind | { written: string })[] {
  const names = new Map(
    list
      .split(',')
      .map(normaliseName)
      .filter((name) => name !== '')
      .map((name) => [eventOf(name) ?? plain(name), name]),
  );
  return [...names.values()].map((name) => eventOf(name) ?? { written: name });
}

/** The attributes that may contain the form shown in an event, the usual one first. */
export function formAttributesOf(event: EventKind): string[] {
  const literal = `${event.replaceAll(' ', '_')}_form`;
  return event === 'world-class poomsae' ? ['wc_poomsae_form', literal] : [literal];
}

/** The forms above Taegeuk 8 Jang, in the order of the numbers that earlier versions of the form page sent. */
const blackBeltForms = ['Koryo', 'Keumgang', 'Taebaek', 'Pyongwon'];
const taegeuks = 8;

/** A form's name: the form page sends a bare number, where 1 to 8 mean Taegeuk n Jang. */
export function spokenForm(form: string): string {
  if (!/^\d{1,2}$/.test(form)) return form;
  const number = Number(form);
  if (number >= 1 && number <= taegeuks) return `Taegeuk ${number} Jang`;
  return blackBeltForms[number - taegeuks - 1] ?? form;
}
