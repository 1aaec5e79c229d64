/** The attempts of a state, each with what went wrong and what its function wrote. */
import { html } from 'hono/html';
import { type Invocation, isMetric } from '../../functions/invocations.ts';
import { duration } from '../../pages/elements.ts';
import type { Html } from '../../pages/frame.ts';
import type { Verdict } from '../history/happenings.ts';
import type { Attempt, Visit } from '../history/visits.ts';
import { causeOf, plural, shortResource } from '../readable.ts';

/** What was invoked for the attempt that began with an event. */
export type AttemptLogs = (eventId: number) => readonly Invocation[];

/** Of very many, the last are listed. */
const mostAttempts = 40;
/** The others are folded. */
const mostOpen = 3;

export function attempts(visit: Visit, logsOf: AttemptLogs, verdict: Verdict): Html | '' {
  const all = visit.attempts;
  const [first] = all;
  if (!first) return '';
  const { resource } = first;
  const open = Math.max(0, all.length - mostOpen);
  const listed = Math.max(0, all.length - mostAttempts);
  const list = (from: number, to: number) =>
    html`<ol class="attempts" start="${from + 1}">${all.slice(from, to).map((attempt, index) => {
      const number = from + index + 1;
      const isLast = number === all.length;
      return shown(
        attempt,
        all[number - 2],
        log(logsOf(attempt.eventId), number, isLast && verdict !== 'succeeded'),
      );
    })}</ol>`;
  return html`<h3>${all.length === 1 ? 'Attempt' : `${all.length} attempts`}</h3>
    ${resource === undefined ? '' : html`<p class="note">Calls <code>${shortResource(resource)}</code></p>`}
    ${open > 0 ? html`<details id="earlier"><summary>${listed > 0 ? `The ${open - listed} before` : `The first ${open}`}</summary>${list(listed, open)}</details>` : ''}
    ${list(open, all.length)}`;
}

function shown(attempt: Attempt, before: Attempt | undefined, log: Html): Html {
  const { from, until, error } = attempt;
  const took = until === undefined ? 'not ended' : duration((until - from) * 1000);
  // Most attempts fail as the one before did.
  const isSame = before?.error === error && before && messageOf(before) === messageOf(attempt);
  const message = isSame ? 'again' : messageOf(attempt);
  return html`<li><time datetime="${new Date(from * 1000).toISOString()}">${timeOfDay(from * 1000)}</time>, ${took}
    ${error === undefined ? '' : html`<div class="went-wrong"><strong>${error}</strong> ${message}</div>`}
    ${log}</li>`;
}

const messageOf = ({ cause }: Attempt) => (cause === undefined ? '' : causeOf(cause).message);

/** Milliseconds since 1970. */
const timeOfDay = (at: number): string => new Date(at).toISOString().slice(11, 23);

/** The id is said once, below. */
const withoutId = (line: string, requestId: string) =>
  line.startsWith(`${requestId} `) ? line.slice(requestId.length + 1) : line;

function log(invocations: readonly Invocation[], number: number, isOpen: boolean): Html {
  return html`${invocations.map(({ requestId, lines }) => {
    const written = lines.filter((line) => !isMetric(line));
    if (written.length === 0) return html`<p class="note">Nothing was logged.</p>`;
    return html`<details id="log-${number}-${requestId}" class="log"${isOpen ? html` open` : ''}><summary>${plural(written.length, 'log line')}</summary>
    <ol>${written.map(({ at, level, line }) => html`<li class="${(level ?? '').toLowerCase()}"><time>${timeOfDay(at)}</time> <b>${level ?? ''}</b> <code>${withoutId(line, requestId)}</code></li>`)}</ol>
    <p class="note">Request ${requestId}</p></details>`;
  })}`;
}
