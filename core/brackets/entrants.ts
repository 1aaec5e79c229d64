import { type EntryItem, textOf } from '../domain/entry-item.ts';
import { consequencesFor, paymentStateAttribute } from '../domain/payment-state.ts';
import { participantAttributes } from '../domain/registration.ts';
import { type Participant, participantOf } from '../lists/participant.ts';

/** What the front end, or an organiser, writes on the row of somebody who is there: true, or a text such as the time. */
const checkedInAttribute = 'checked_in';

/** The attributes of a row that a draw is made of. */
export const drawnAttributes: readonly string[] = [
  ...participantAttributes,
  paymentStateAttribute,
  checkedInAttribute,
];

type Row = Parameters<typeof consequencesFor>[0];

/** Who may be drawn: everybody whose money is in order, and which competitors of them have checked in. */
export function entrantsOf(
  rows: readonly Row[],
  competitionYear: number,
): { people: Participant[]; checkedIn: Set<string> } {
  const taking = rows.filter((row) => consequencesFor(row).inDraw);
  const people = taking.map((row) => ({ row, one: participantOf(row, competitionYear) }));
  // A coach at the desk says nothing about who is there to fight.
  const there = people.filter(
    ({ row, one }) => one.registrationType === 'competitor' && hasCheckedIn(row[checkedInAttribute]),
  );
  return { people: people.map(({ one }) => one), checkedIn: new Set(there.map(({ one }) => one.id)) };
}

function hasCheckedIn(value: EntryItem[string]): boolean {
  if (isTrue(value)) return true;
  const text = textOf(value);
  return typeof text === 'string' && !['', '0', 'false', 'no'].includes(text.trim().toLowerCase());
}

const isTrue = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'BOOL' in value && value.BOOL === true;
