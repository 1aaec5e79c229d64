import { keyword } from './names.ts';

/** Every event of the form, with its name as mails and badges say it. */
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
} as const;

export type EventKind = keyof typeof spoken;

export const eventKinds = Object.keys(spoken) as EventKind[];

export interface EventEntry {
  event: EventKind;
  /** `Taegeuk 1 Jang`, `Koryo`, … */
  form?: string;
}

/** Hyphens, underscores and spaces are one: versions of the form wrote each of them. */
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

/** The event of one name of the form's comma-separated list, older names included; undefined when it is none. */
export function eventOf(name: string): EventKind | undefined {
  return kindByName.get(plain(name));
}

/** The attributes that may name the form shown in an event, the usual one first. */
export function formAttributesOf(event: EventKind): string[] {
  const literal = `${event.replaceAll(' ', '_')}_form`;
  return event === 'world-class poomsae' ? ['wc_poomsae_form', literal] : [literal];
}

/** A form's name: the form page sends a bare number n for Taegeuk n Jang. */
export function spokenForm(form: string): string {
  return /^\d{1,2}$/.test(form) ? `Taegeuk ${Number(form)} Jang` : form;
}
