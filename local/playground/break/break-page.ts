import type { CloudClock } from '@tkd-registration/local-cloud/clock';
import type { Fault } from '@tkd-registration/local-cloud/faults';
import { button, moment, pill, timeOfDay } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import { type Breakage, untilMended } from './breakages.ts';
import { mishaps, services } from './calls.ts';
import { type Affected, type FailedFunction, type HitCall, howOf, type Unharmed } from './consequences.ts';

/** A fault that none of the buttons has begun. */
export interface OtherFault {
  id: string;
  title: string;
  left: string;
  fault: Fault;
}

export interface Shown {
  /** All that can be broken, and for how much longer it is; undefined when it is not. */
  standing: readonly { breakage: Breakage; state: string | undefined }[];
  others: readonly OtherFault[];
  clock: Pick<CloudClock, 'now' | 'aheadMs' | 'toGoMs'>;
  /** When something was broken first, epoch milliseconds. */
  since: number | undefined;
  hits: number;
  calls: readonly (HitCall & { about?: string })[];
  executions: readonly (Affected & { entryId?: string; about?: string })[];
  functions: readonly FailedFunction[];
  unharmed: readonly (Unharmed & { about?: string })[];
  problem?: string;
  done?: string;
}

export function breakBody(shown: Shown): Html {
  const { standing, problem, done } = shown;
  const groups = Map.groupBy(standing, ({ breakage }) => breakage.group);
  return html`
    <p>Break something, let a family register, and watch what the software makes of it. Nothing here can be lost for good.</p>
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : ''}
    ${done ? html`<p class="done" role="status">${done}</p>` : ''}
    <div class="columns break">
      ${brokenNow(shown)}
      ${clockSection(shown.clock)}
    </div>
    ${consequences(shown)}
    <h2 id="things">Break something</h2>
    ${[...groups].map(
      ([group, all]) => html`<h3>${group}</h3>
        <ul class="cards things">${all.map(({ breakage, state }) => thing(breakage, state))}</ul>`,
    )}
    ${anyCall()}`;
}

function brokenNow({ standing, others }: Shown): Html {
  const broken = standing.filter(({ state }) => state !== undefined);
  const count = broken.length + others.length;
  return html`<section id="now" class="card" aria-labelledby="now-title">
    <h2 id="now-title">Broken now</h2>
    ${
      count === 0
        ? html`<p>${pill('good', 'Nothing is broken')}</p>`
        : html`<ul class="broken">
            ${broken.map(
              ({ breakage: { id, title }, state }) =>
                html`<li id="now-${id}"><span>${pill('bad', title)} <small>${state}</small></span>${mend(`/break/things/${id}/mend`, title)}</li>`,
            )}
            ${others.map(
              ({ id, title, left, fault }) =>
                html`<li id="now-call-${id}"><span>${pill('bad', title)} <small>${howOf(fault)}, ${left}</small></span>${mend(`/break/calls/${id}/mend`, title)}</li>`,
            )}
          </ul>`
    }
    <div class="choices">
      ${count > 0 ? button('/break/mend', 'Mend all') : ''}
      ${button('/break/family', 'Let a family register', {}, count > 0 ? 'plain' : '')}
      <a class="button plain" href="/form">Fill in the form yourself</a>
    </div>
  </section>`;
}

const mend = (action: string, title: string): Html =>
  html`<form method="post" action="${action}"><button class="plain" aria-label="Mend: ${title}">Mend</button></form>`;

const spans = { 'A minute': 60_000, 'An hour': 3_600_000, 'A day': 86_400_000 };

function clockSection({ now, aheadMs, toGoMs }: Shown['clock']): Html {
  return html`<section id="clock" class="card" aria-labelledby="clock-title">
    <h2 id="clock-title">The clock</h2>
    <p><strong class="clock">${moment(now())}</strong><br>
      <small>${aheadMs === 0 ? 'the time of this machine' : `${inWords(aheadMs)} ahead of this machine`}</small></p>
    ${toGoMs > 0 ? html`<p role="status">${pill('busy', 'Time passes')} ${inWords(toGoMs)} to go</p>` : ''}
    <div class="choices plain">${Object.entries(spans).map(([label, ms]) => button('/break/clock', `${label} later`, { ms: String(ms) }))}</div>
    <p class="note">What waits for a time happens: retries, payment pages that expire, delayed messages, the hourly sweep. The clock cannot be set back.</p>
  </section>`;
}

function thing({ id, title, expect }: Breakage, state: string | undefined): Html {
  return html`<li class="card${state === undefined ? '' : ' is-broken'}" id="thing-${id}">
    <h4>${title}</h4>
    <p class="note">${expect}</p>
    ${
      state === undefined
        ? html`<form method="post" action="/break/things/${id}"><button class="plain" aria-label="Break: ${title}">Break</button></form>`
        : html`<div class="choices">${pill('bad', `Broken, ${state}`)}${mend(`/break/things/${id}/mend`, title)}</div>`
    }
  </li>`;
}

function consequences({ since, hits, calls, executions, functions, unharmed, clock }: Shown): Html {
  if (since === undefined) return html``;
  const nothing = hits + executions.length + functions.length + unharmed.length === 0;
  return html`<section id="consequences" aria-labelledby="consequences-title">
    <h2 id="consequences-title">What happened because of it</h2>
    ${nothing ? html`<p class="note">Nothing yet: let a family register.</p>` : ''}
    ${
      executions.length + unharmed.length > 0
        ? html`<ul class="affected">${executions.map((one) => affectedRow(one, clock.now()))}${unharmed.map(unharmedRow)}</ul>`
        : ''
    }
    ${
      functions.length > 0
        ? html`<h3>Functions that failed by themselves</h3>
          <ul>${functions.slice(0, 5).map(({ at, name, error, reason }) => html`<li>${timeOfDay(at)} <code>${name}</code>: ${error}${reason ? `: ${reason}` : ''}</li>`)}</ul>`
        : ''
    }
    ${
      hits > 0
        ? html`<details id="calls-hit"><summary>${hits === 1 ? 'One call was hit' : `${hits} calls were hit`}</summary>
            <ol class="hits">${calls.map(hitRow)}</ol>
          </details>`
        : ''
    }
  </section>`;
}

function affectedRow(affected: Shown['executions'][number], now: number): Html {
  const { executionArn, name, machine, entryId, about, steps } = affected;
  const page = `/executions/${encodeURIComponent(name)}?machine=${encodeURIComponent(machine)}`;
  const who = entryId
    ? html`<a href="/entries/${entryId}">${about ?? 'An entry'}</a>`
    : html`<code>${name}</code>`;
  return html`<li id="affected-${executionArn}">
    <p>${who}<br><small><a href="${page}">its execution</a> of ${machine}</small></p>
    <p>${steps.map(
      ({ name: step, attempts, error }) =>
        html`<span><a href="${page}&amp;step=${encodeURIComponent(step)}#step">${step}</a>${attempts > 1 ? `, ${attempts} attempts` : ''}<br><small>${error}</small></span>`,
    )}</p>
    <p>${becameOf(affected, now)}</p>
  </li>`;
}

const unharmedStates = {
  'not begun': pill('warn', 'Paid, and nobody has heard of it yet'),
  running: pill('busy', 'At work'),
  done: pill('good', 'All done'),
};

function unharmedRow({ entryId, about, state }: Shown['unharmed'][number]): Html {
  return html`<li id="unharmed-${entryId}">
    <p><a href="/entries/${entryId}">${about ?? 'An entry'}</a></p>
    <p><small>no step has failed</small></p>
    <p>${unharmedStates[state]}</p>
  </li>`;
}

function hitRow({ at, title, how, entryId, about }: Shown['calls'][number]): Html {
  const who = entryId && html`, for <a href="/entries/${entryId}">${about ?? 'an entry'}</a>`;
  return html`<li>${timeOfDay(at)} ${title}: ${how}${who ?? ''}</li>`;
}

function becameOf({ state, entryId }: Shown['executions'][number], now: number): Html {
  switch (state.kind) {
    case 'done':
      return pill('good', 'All done in the end');
    case 'waiting':
      return html`${pill('warn', 'Waits')} <small>${state.step} is tried again in ${inWords(Math.max(1_000, state.until - now))}</small>`;
    case 'running':
      return pill('busy', 'At work');
    case 'ended':
      return entryId
        ? html`${pill('bad', 'Needs attention')} <small><a href="/entries/${entryId}">Mend it and run it again</a></small>`
        : html`${pill('bad', 'Failed')} <small>${state.status}</small>`;
  }
}

const counts = [1, 2, 4, 10, 30];

function anyCall(): Html {
  return html`<section id="calls" aria-labelledby="calls-title">
    <h2 id="calls-title">Break any call</h2>
    <form method="post" action="/break/calls" class="choices">
      <label>Call
        <select name="call">${Object.entries(services).map(
          ([service, { title, calls }]) =>
            html`<optgroup label="${title}">${Object.entries(calls).map(
              ([operation, what]) =>
                html`<option value="${service} ${operation}">${title}: ${what}${operation === '*' ? '' : ` (${operation})`}</option>`,
            )}</optgroup>`,
        )}</select></label>
      <label>What happens to it
        <select name="how">${Object.entries(mishaps).map(([how, words]) => html`<option value="${how}">${words}</option>`)}</select></label>
      <label>How often
        <select name="times">${counts.map((times) => html`<option value="${times}">${times === 1 ? 'once' : `${times} times`}</option>`)}<option value="${untilMended}">until mended</option></select></label>
      <button>Break it</button>
    </form>
    <p class="note">AWS’s own client asks up to four times before a step hears of a failure. The same can be done by <code>POST /_faults</code> at the AWS address.</p>
  </section>`;
}

const units = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
] as const;

/** `2 hours 5 minutes`, `12 seconds`. */
export function inWords(ms: number): string {
  const first = units.findIndex(([unit]) => ms >= unit);
  if (first < 0) return 'a moment';
  const [[unit, name] = units[3], smaller] = [units[first], units[first + 1]];
  const count = Math.floor(ms / unit);
  const rest = smaller && Math.floor((ms % unit) / smaller[0]);
  const words = (number: number, of: string) => `${number} ${of}${number === 1 ? '' : 's'}`;
  return words(count, name) + (smaller && rest && count < 10 ? ` ${words(rest, smaller[1])}` : '');
}
