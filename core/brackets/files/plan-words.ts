/** How the page of a plan says things. */
import { html } from 'hono/html';
import { spokenEvent } from '../../domain/events.ts';
import { printable, shortenedTo } from '../../domain/text.ts';
import type { DivisionName } from '../divisions.ts';
import type { PlannedDivision } from '../plan.ts';

/** HTML whose values are escaped. */
export type Markup = ReturnType<typeof html>;

/** No real name is longer. */
const longestShown = 90;

/** A text from a form: on one line, with a reading direction of its own, and in full in its title where it is cut off. */
export function fromForm(text: string): Markup {
  const { text: whole, cut } = printable(text);
  const shown = shortenedTo(longestShown, whole);
  return cut || shown !== whole
    ? html`<bdi title="${text}">${shown}</bdi>`
    : html`<bdi>${shown === '' ? '(no name)' : shown}</bdi>`;
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

type Named = Pick<DivisionName, 'ageGroup' | 'gender' | 'beltGroup' | 'weightClass'>;

/** `Cadet male, low belts, light middle` */
export function divisionTitle({ ageGroup, gender, beltGroup, weightClass }: Named): string {
  return `${capitalised(ageGroup)} ${gender}, ${beltGroup} belts, ${weightClass}`;
}

/** `grass roots`; for sparring without more in the name, `sparring`. */
export function styleName({ event }: Pick<DivisionName, 'event'>): string {
  return /\((.*)\)/.exec(spokenEvent(event))?.[1] ?? spokenEvent(event).toLowerCase();
}

/** When a ring is assumed to start, in minutes after midnight. */
export const dayStarts = 9 * 60;

/** The time of day so many minutes after the start: `3:42 PM`, `12:10 AM on day 2`. */
export function clockAfter(minutes: number): string {
  const all = Math.round(dayStarts + minutes);
  const day = Math.floor(all / (24 * 60)) + 1;
  const hour = Math.floor(all / 60) % 24;
  const clock = `${hour % 12 || 12}:${String(all % 60).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`;
  return day === 1 ? clock : `${clock} on day ${day}`;
}

/** `201 to 211`; the numbers between may belong to other divisions. */
export function matchNumbers({ matches }: Pick<PlannedDivision, 'matches'>): string {
  const numbers = matches.map(({ number }) => number);
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  return first === last ? `${first}` : `${first} to ${last}`;
}

/** A command of the engineer's tool, to be copied. */
export function commandLine(stage: string, command: string): Markup {
  const where = stage === 'local' ? '' : ` --stage ${stage}`;
  return html`<code class="copy">npm run admin -- brackets ${command}${where}</code>`;
}
