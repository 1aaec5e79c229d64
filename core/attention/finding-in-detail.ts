import type { Entry } from '../domain/entry.ts';
import { eventKinds, spokenEvent } from '../domain/events.ts';
import { type Finding, fieldName, findingInWords } from '../domain/findings.ts';

/** The accepted values of a field, for when its value is unknown. */
const accepted: Readonly<Record<string, string>> = {
  gender: 'We know male and female.',
  beltRank: 'We know the colours from white to black, and degrees such as 2nd dan.',
  events: `We know ${eventKinds.map(spokenEvent).join(', ')}.`,
};

/** What to do, for findings whose sentence does not say it. */
const advice: Partial<Record<Finding['code'], string>> = {
  'not-listed':
    'If it is new, add it to the list in the registration site; if it is another spelling of one on the list, correct it.',
  'not-checked': 'Ask the engineer to check that schools.json exists and is a list of names.',
  'not-priced': 'What it should cost is not known: ask the engineer to add it to the price list.',
  'paid-less': 'Ask the family for the rest, or leave it at that.',
  'paid-more': 'Refund the difference in Stripe, unless it is meant so.',
  'paid-otherwise': 'Ask the family which is right, and correct the entry if it is the payment.',
};

/** A mail may be kept for years, so it does not repeat a birth date. */
const withheld: readonly string[] = ['birthdate'];

/**
 * A finding for the organisers, with what was written and what would be accepted:
 * `Belt: “camo” is not one that we know. We know …`
 */
export function findingInDetail(finding: Finding, { asWritten, events }: Entry): string {
  const { field, code } = finding;
  const unknownEvents = events.flatMap((event) => ('written' in event ? [event.written] : []));
  const written = field === 'events' && code === 'unknown' ? unknownEvents.join(', ') : asWritten[field];
  const sentence = `${findingInWords(finding)}.`;
  const quoted = written !== undefined && !withheld.includes(field);
  const problem = sentence.slice(fieldName(field).length + 1);
  return [
    quoted ? `${fieldName(field)}: “${written}” ${problem}` : sentence,
    quoted && code === 'unknown' && accepted[field],
    advice[code],
  ]
    .filter(Boolean)
    .join(' ');
}
