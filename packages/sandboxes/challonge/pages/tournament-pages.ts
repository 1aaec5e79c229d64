import { button, scrolling } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import { type Page, tabs } from '../../page.ts';
import { hasNotStarted, isDecided, type Match, stateOf, type Tournament } from '../records.ts';
import type { StateChange } from '../tournaments.ts';
import { bracketSvg } from './bracket-svg.ts';

export function listPage(tournaments: readonly Tournament[]): Page {
  return [
    html`${links('tournaments')}
      ${tournaments.length === 0 ? html`<p class="empty">No tournament yet. They come with <code>npm run admin -- brackets publish</code>.</p>` : ''}
      ${scrolling(
        'Tournaments',
        html`<table class="stacking">
        <thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">State</th><th scope="col" class="number">Participants</th><th scope="col" class="number">Matches</th></tr></thead>
        <tbody>${tournaments.map(
          (one) => html`<tr>
            <td><a href="/${one.url}">${one.name}</a>${one.private ? ' (private)' : ''}</td>
            <td>${one.type}</td>
            <td>${one.state}</td>
            <td class="number">${one.participants.length}</td>
            <td class="number">${one.matches.filter(isDecided).length} of ${one.matches.length}</td>
          </tr>`,
        )}</tbody>
      </table>`,
      )}`,
    { title: 'Challonge sandbox', live: true },
  ];
}

/** What can be pressed in each state. */
const presses: Record<Tournament['state'], readonly [StateChange, string][]> = {
  pending: [['start', 'Start']],
  checking_in: [
    ['process_checkin', 'Process the check-in'],
    ['abort_checkin', 'Abort the check-in'],
  ],
  checked_in: [
    ['start', 'Start'],
    ['abort_checkin', 'Abort the check-in'],
  ],
  accepting_predictions: [['start', 'Start']],
  underway: [['reset', 'Reset']],
  awaiting_review: [
    ['finalize', 'Finalize'],
    ['reset', 'Reset'],
  ],
  complete: [['reset', 'Reset']],
};

/** @param problem what was refused. */
export function tournamentPage(tournament: Tournament, problem = ''): Page {
  const { id, url, name, type, state } = tournament;
  const path = `/_tournaments/${id}`;
  return [
    html`${links('')}
      ${problem ? html`<p class="problem">${problem}</p>` : ''}
      <p>${type}, <strong>${state}</strong>. See it <a href="/${url}/module">as it is embedded</a>, or <a href="/${url}.svg">as a picture</a>.</p>
      <div class="choices">
        ${presses[state].map(([change, title]) => button(`${path}/state`, title, { state: change }))}
        ${state === 'underway' ? button(`${path}/play`, 'Let the better seeds win the rest') : ''}
      </div>
      ${
        hasNotStarted(tournament)
          ? participantTable(tournament)
          : html`<p>Press a name to make it the winner of its match.</p>
            <form class="bracket" method="post" action="${path}/winner">${scrolling('The bracket', bracketSvg(tournament, true))}</form>
            ${matchTable(tournament, path)}
            ${state === 'complete' ? participantTable(tournament) : ''}`
      }`,
    { title: name, live: problem === '', styles: ['/_challonge/bracket.css'] },
  ];
}

function participantTable({ participants }: Tournament): Html {
  return html`<h2>Participants</h2>
  ${scrolling(
    'Participants',
    html`<table>
    <thead><tr><th scope="col">Seed</th><th scope="col">Name</th><th scope="col">misc</th><th scope="col">Final rank</th></tr></thead>
    <tbody>${participants.map(
      ({ name, misc, finalRank }, index) =>
        html`<tr><td>${index + 1}</td><td>${name}</td><td><code>${misc ?? ''}</code></td><td>${finalRank ?? ''}</td></tr>`,
    )}</tbody>
  </table>`,
  )}`;
}

/** To set a winner with a score, and to take a result back. */
function matchTable(tournament: Tournament, path: string): Html {
  const inOrder = tournament.matches.toSorted((a, b) => a.playOrder - b.playOrder);
  return html`<h2>Matches in their order</h2>
  <table>
    <tbody>${inOrder
      .filter((match) => stateOf(match) !== 'pending')
      .map(
        (match) => html`<tr><td>${match.identifier}</td><td>${matchForm(tournament, match, path)}</td></tr>`,
      )}</tbody>
  </table>`;
}

function matchForm({ participants }: Tournament, match: Match, path: string): Html {
  const nameOf = (id: number | null) => participants.find((one) => one.id === id)?.name ?? '';
  const scores = match.scores.map((set) => set.join('-')).join(',');
  return html`<div class="choices plain">
    <form method="post" action="${path}/winner">
      <input name="scores" aria-label="Score of match ${match.identifier}" placeholder="3-1,2-3" size="12" value="${scores}">
      ${match.sides.map(
        ({ participant }) =>
          html`<button name="win" value="${match.id}:${participant}">${nameOf(participant)} wins</button>`,
      )}
    </form>
    ${
      isDecided(match)
        ? html`<strong>${match.tie ? 'Tie' : nameOf(match.winner)}</strong>${button(`${path}/reopen`, 'Reopen', { match: String(match.id) })}`
        : ''
    }
  </div>`;
}

/** The bracket alone, for a frame in another page. */
export function modulePage(tournament: Tournament): Html {
  return html`<!doctype html>
    <html lang="en">
      <head><meta charset="utf-8" /><title>${tournament.name}</title><style>body { margin: 0 }</style></head>
      <body>${bracketSvg(tournament)}</body>
    </html>`;
}

/** @param current where the reader is. */
export const links = (current: 'tournaments' | 'settings' | ''): Html =>
  tabs(
    {
      tournaments: ['/', 'Tournaments'],
      settings: ['/settings', 'Limits, faults and switches'],
    },
    current,
  );
