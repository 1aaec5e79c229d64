import type { Fault } from '@tkd-registration/local-cloud/faults';
import { scrolling } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import type { Page } from '../../page.ts';
import type { CallRecord } from '../calls.ts';
import { challongeFaults } from '../faults.ts';
import { choicesOf, type Settings } from '../settings.ts';
import { links } from './tournament-pages.ts';

const titles: Record<keyof Settings, string> = {
  callsPerMonth: 'Calls a month; 0: no limit',
  failedCallsCount: 'Refused calls count, too',
  callsPerMinute: 'Calls a minute; 0: no limit',
  limitBody: 'Body of 429 above a limit',
  retryAfter: 'Retry-After of that 429, in seconds; 0: none',
  errorForm: 'v2.1: form of errors',
  errorStatus: 'v2.1: status in errors',
  accept: 'v2.1: Accept must be',
  suffixNeeded: 'v2.1: addresses must end in .json',
  ownStatuses: 'v2.1: answers 201 and 204',
  bulkLimit: 'v2.1: participants in one bulk_add; 0: no limit',
  bulkAtomic: 'v2.1: bulk_add adds all or none',
  namesFolded: 'Case and accents are ignored when names are compared',
  pendingSides: 'v2.1: points_by_participant of a pending match',
  playerRelationships: 'v2.1: relationships name the players',
  underwayAt: 'v2.1: where underway_at stands',
  includedLimit: 'v2.1: the most of a kind in included; 0: no limit',
  pageLimit: 'v2.1: the most that per_page brings; 0: no limit',
  deleteStarted: 'Deleting a started tournament works in',
  repeatedStateRefused: 'Starting or resetting twice is refused',
  matchStateFails: 'v2.1: change_state of a match answers 500',
  roundRobinOrder: 'Order of a round robin',
};

interface Shown {
  settings: Readonly<Settings>;
  used: number;
  calls: readonly CallRecord[];
  faults: readonly Fault[];
}

/** What can be switched, what goes wrong next, and the latest calls. */
export function settingsPage({ settings, used, calls, faults }: Shown): Page {
  const { callsPerMonth } = settings;
  return [
    html`${links('settings')}
      <section aria-label="Calls">
        <h2>Calls</h2>
        <p>${used}${callsPerMonth > 0 ? ` of ${callsPerMonth}` : ''} have counted in this month.</p>
        <form class="choices plain" method="post" action="/_usage">
          <label>Set the count to<input name="used" type="number" min="0" value="0"></label><button>Set</button>
        </form>
        ${scrolling(
          'The latest calls',
          html`<table>
          <tbody>${calls
            .slice(-15)
            .toReversed()
            .map(
              ({ at, version, operation, status }) =>
                html`<tr><td>${new Date(at).toISOString()}</td><td>${version}</td><td>${operation}</td><td>${status ?? 'not answered'}</td></tr>`,
            )}</tbody>
        </table>`,
        )}
      </section>
      <section aria-label="Faults">
        <h2>What goes wrong next</h2>
        ${faults.map((fault) => html`<p class="problem"><code>${fault.operation}</code>, ${fault.times} times: ${fault.behaviour.kind}</p>`)}
        <form class="choices plain" method="post" action="/_faults">
          <label>What<select name="fault">${Object.keys(challongeFaults).map((name) => html`<option>${name}</option>`)}</select></label>
          <label>Operation<input name="operation" value="*"></label>
          <label>Times<input name="times" type="number" min="1" value="1"></label>
          <button>Add</button>
        </form>
      </section>
      <section aria-label="Switches">
        <h2>Switches</h2>
        <form class="plain" method="post" action="/_settings">
          <div class="fields">${(Object.keys(titles) as (keyof Settings)[]).map((name) => control(name, settings))}</div>
          <button>Set all</button>
        </form>
      </section>`,
    { title: 'Limits, faults and switches' },
  ];
}

function control(name: keyof Settings, settings: Readonly<Settings>): Html {
  const choices = choicesOf(name);
  const value = String(settings[name]);
  return html`<label>${titles[name]}${
    choices.length > 0
      ? html`<select name="${name}">${choices.map((choice) => html`<option${choice === value ? html` selected` : ''}>${choice}</option>`)}</select>`
      : html`<input name="${name}" type="number" min="0" value="${value}">`
  }</label>`;
}
