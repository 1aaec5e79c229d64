/** The attempts of a state, each with what went wrong and what its function wrote. */
import { html } from 'hono/html';
import type { Invocation, LogLine } from '../../functions/invocations.ts';
import { duration } from '../../pages/elements.ts';
import type { Html } from '../../pages/frame.ts';
import type { Verdict } from '../history/happenings.ts';
import type { Attempt, Visit } from '../history/visits.ts';
import { causeOf, shortResource } from '../readable.ts';

/** What was invoked for the attempt that began with an event. */
export type AttemptLogs = (eventId: number) => readonly Invocation[];

/** Of very many, the last are shown. */
const mostAttempts = 30;

export function attempts(visit: Visit, logsOf: AttemptLogs, verdict: Verdict): Html | '' {
  const all = visit.attempts;
  if (all.length === 0) return '';
  const skipped = Math.max(0, all.length - mostAttempts);
  const [{ resource } = {}] = all;
  return html`<h3>${all.length === 1 ? 'Attempt' : `${all.length} attempts`}</h3>
    ${resource === undefined ? '' : html`<p class="note">Calls <code>${shortResource(resource)}</code></p>`}
    ${skipped > 0 ? html`<p class="note">The first ${skipped} are not shown.</p>` : ''}
    <ol class="attempts" start="${skipped + 1}">${all
      .slice(skipped)
      .map((attempt, index) =>
        shown(attempt, skipped + index + 1, logsOf, attempt === all.at(-1) && verdict !== 'succeeded'),
      )}</ol>`;
}

function shown(attempt: Attempt, number: number, logsOf: AttemptLogs, isOpen: boolean): Html {
  const { from, until, error, cause } = attempt;
  const took = until === undefined ? 'not ended' : duration((until - from) * 1000);
  const message = cause === undefined ? '' : causeOf(cause).message;
  return html`<li><time datetime="${new Date(from * 1000).toISOString()}">${timeOfDay(from * 1000)}</time>, ${took}
    ${error === undefined ? '' : html`<div class="went-wrong"><strong>${error}</strong> ${message}</div>`}
    ${logsOf(attempt.eventId).map((invocation) => log(invocation, number, isOpen))}</li>`;
}

/** Milliseconds since 1970. */
export const timeOfDay = (at: number): string => new Date(at).toISOString().slice(11, 23);

/** Metrics are for CloudWatch alone. */
const isMetric = ({ line }: LogLine) => line.startsWith('{"_aws"');

function log({ requestId, lines }: Invocation, number: number, isOpen: boolean): Html {
  const written = lines.filter((line) => !isMetric(line));
  if (written.length === 0) return html`<p class="note">Nothing was logged.</p>`;
  const count = written.length === 1 ? '1 log line' : `${written.length} log lines`;
  return html`<details id="log-${number}-${requestId}" class="log"${isOpen ? html` open` : ''}><summary>${count}</summary>
    <ol>${written.map(({ at, level, line }) => html`<li class="${(level ?? '').toLowerCase()}"><time>${timeOfDay(at)}</time> <b>${level ?? ''}</b> <code>${line}</code></li>`)}</ol>
    <p class="note">Request ${requestId}</p></details>`;
}
