import type { Fault } from '@tkd-registration/local-cloud/faults';
import { html } from 'hono/html';
import { frame, type Markup } from '../../page.ts';
import type { CallRecord } from '../calls.ts';
import { challongeFaults } from '../faults.ts';
import { choicesOf, type Settings } from '../settings.ts';
import { links } from './tournament-pages.ts';

const titles: Record<keyof Settings, string> = {
  callsPerMonth: 'Calls a month; 0 for any number',
  failedCallsCount: 'Calls that are refused count, too',
  callsPerMinute: 'Calls a minute; 0 for any number',
  limitBody: 'Above a limit, the body of 429 is',
  retryAfter: 'Its Retry-After, seconds; 0 for none',
  errorForm: 'Errors of version 2.1 are',
  errorStatus: 'The status in them is a',
  accept: 'Version 2.1 needs an Accept of',
  suffixNeeded: 'Its addresses must end in .json',
  ownStatuses: 'It answers 201 and 204, not only 200',
  bulkLimit: 'Participants in its bulk_add; 0 for any number',
  bulkAtomic: 'Its bulk_add adds all or none',
  namesFolded: 'Case and accents make no other name',
  pendingSides: 'The sides of a pending match in it are',
  playerRelationships: 'Its matches name their players in relationships that are',
  underwayAt: 'Its underway_at is in',
  includedLimit: 'The most of a kind in included; 0 for all',
  pageLimit: 'The most that per_page brings; 0 for any number',
  deleteStarted: 'A tournament that has started can be deleted in',
  repeatedStateRefused: 'Starting or resetting twice is refused',
  matchStateFails: 'change_state of a match answers 500',
  roundRobinOrder: 'The order of a round robin is',
};

interface Shown {
  settings: Readonly<Settings>;
  used: number;
  calls: readonly CallRecord[];
  faults: readonly Fault[];
}

/** What can be switched, what goes wrong next, and the latest calls. */
export function settingsPage({ settings, used, calls, faults }: Shown): Markup {
  const { callsPerMonth } = settings;
  return frame(
    'Limits, faults, what is not known',
    html`${links('settings')}
      <section aria-label="Calls">
        <h2>Calls</h2>
        <p>${used}${callsPerMonth > 0 ? ` of ${callsPerMonth}` : ''} have counted in this month.</p>
        <form class="choices plain" method="post" action="/_usage">
          <label>Let it be<input name="used" type="number" min="0" value="0"></label><button>Set</button>
        </form>
        <table>
          <tbody>${calls
            .slice(-15)
            .toReversed()
            .map(
              ({ at, version, operation, status }) =>
                html`<tr><td>${new Date(at).toISOString()}</td><td>${version}</td><td>${operation}</td><td>${status ?? 'not answered'}</td></tr>`,
            )}</tbody>
        </table>
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
        <form class="choices plain" method="post" action="/_settings">
          ${(Object.keys(titles) as (keyof Settings)[]).map((name) => control(name, settings))}
          <button>Set all</button>
        </form>
      </section>`,
    'wide',
  );
}

function control(name: keyof Settings, settings: Readonly<Settings>): Markup {
  const choices = choicesOf(name);
  const value = String(settings[name]);
  return html`<label>${titles[name]}${
    choices.length > 0
      ? html`<select name="${name}">${choices.map((choice) => html`<option${choice === value ? html` selected` : ''}>${choice}</option>`)}</select>`
      : html`<input name="${name}" type="number" min="0" value="${value}">`
  }</label>`;
}
