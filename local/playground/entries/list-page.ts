/** The list of everybody who has registered, or tried to. */
import { moment } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import { search } from '../../../admin/find/search.ts';
import { badgeAddress } from './badge-address.ts';
import type { ListedPerson } from './people.ts';
import { standing } from './standing.ts';

/** The people that each choice shows. */
const states = {
  '': { label: 'All', holds: () => true },
  attention: { label: 'Needs attention', holds: ({ needsAttention }) => needsAttention },
  registered: { label: 'Registered', holds: ({ payment }) => payment === 'paid' },
  waiting: {
    label: 'Not registered yet',
    holds: ({ payment, erasedAt }) => payment === undefined && erasedAt === undefined,
  },
  back: {
    label: 'Payment not settled, or gone back',
    holds: ({ payment }) => payment !== undefined && payment !== 'paid',
  },
  erased: { label: 'Erased', holds: ({ erasedAt }) => erasedAt !== undefined },
} as const satisfies Record<string, { label: string; holds: (person: ListedPerson) => boolean }>;

type State = keyof typeof states;

export interface Asked {
  text: string;
  state: State;
  /** From 1. */
  page: number;
}

export const pageSize = 50;

export function askedIn(query: Readonly<Record<string, string>>): Asked {
  const { q = '', state = '', page = '1' } = query;
  const number = Math.floor(Number(page));
  return {
    text: q.trim(),
    state: Object.hasOwn(states, state) ? (state as State) : '',
    page: number >= 1 ? number : 1,
  };
}

/** Those that match. Where nobody does, those that come near. */
export function chosen(people: readonly ListedPerson[], { text, state }: Asked) {
  const some = people.filter(states[state].holds);
  if (text === '') return { found: some, near: [] };
  const { found, near } = search(text, some);
  // A search keeps the people that it is given.
  return { found: found as ListedPerson[], near: near as ListedPerson[] };
}

/** @param now epoch milliseconds. */
export function listBody(people: readonly ListedPerson[], asked: Asked, now: number): Html {
  const { found, near } = chosen(people, asked);
  const shown = found.slice((asked.page - 1) * pageSize, asked.page * pageSize);
  return html`<form method="get" action="/entries" role="search" class="choices">
      <label for="q">Name, school, code or id <input id="q" name="q" type="search" value="${asked.text}"></label>
      <label for="state">State <select id="state" name="state">${Object.entries(states).map(
        ([state, { label, holds }]) =>
          html`<option value="${state}"${state === asked.state ? html` selected` : ''}>${label} (${people.filter(holds).length})</option>`,
      )}</select></label>
      <button class="plain">Show</button>
    </form>
    ${
      people.length === 0
        ? html`<p class="empty">Nobody has registered yet. <a href="/form">Fill in the form</a>.</p>`
        : found.length === 0
          ? html`<p class="empty">Nobody matches.${near.length > 0 ? ' Did you mean:' : ''}</p>${listOf(near, now)}`
          : listOf(shown, now)
    }
    ${paging(found.length, asked)}`;
}

const listOf = (people: readonly ListedPerson[], now: number): Html =>
  html`<ul class="people">${people.map((person) => row(person, now))}</ul>`;

function row(person: ListedPerson, now: number): Html {
  const { id, badgeId, name, school, type, badge, mailed, updatedAt } = person;
  const facts = [badge ? 'badge drawn' : '', mailed ? 'mail sent' : ''].filter((fact) => fact !== '');
  return html`<li id="person-${id}">
    ${badge ? html`<img src="${badgeAddress(id, badge)}" alt="" loading="lazy">` : html`<span class="no-badge"></span>`}
    <span><a href="/entries/${id}">${name || '(no name)'}</a><br><small>${[school, type].filter(Boolean).join(', ')}</small></span>
    <span>${standing(person)}</span>
    <small>${facts.join(', ')}</small>
    <small class="when">${updatedAt === undefined ? 'just now' : moment(Date.parse(updatedAt), now)}<br><code>${badgeId}</code></small>
  </li>`;
}

function paging(count: number, asked: Asked): Html {
  const last = Math.max(1, Math.ceil(count / pageSize));
  const link = (page: number, label: string) => {
    const query = new URLSearchParams({ q: asked.text, state: asked.state, page: String(page) });
    return html`<a href="/entries?${query.toString()}">${label}</a>`;
  };
  if (last === 1) return html`<p class="note">${count} ${count === 1 ? 'entry' : 'entries'}</p>`;
  return html`<nav class="choices" aria-label="Pages">${asked.page > 1 ? link(asked.page - 1, 'Previous') : ''}
    <span>Page ${asked.page} of ${last}, ${count} entries</span> ${asked.page < last ? link(asked.page + 1, 'Next') : ''}</nav>`;
}
