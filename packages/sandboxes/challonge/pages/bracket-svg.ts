import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import { type Match, stateOf, type Tournament } from '../records.ts';
import { box, type Layout, layoutOf, type Placed } from './bracket-layout.ts';

const half = box.height / 2;
const mostCharacters = 26;

/** @param pressable whether each side of a match that can be decided is a button, named `win`, of the form around it. */
export function bracketSvg(tournament: Tournament, pressable = false): Html {
  const layout = layoutOf(tournament);
  const { width, height } = layout;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"${pressable ? '' : html` role="img"`} font-family="system-ui, sans-serif" font-size="13">
    <title>${tournament.name}</title>
    <rect width="${width}" height="${height}" fill="#fff"/>
    ${layout.titles.map(({ x, title }) => html`<text x="${x + box.width / 2}" y="26" text-anchor="middle" fill="#4f566b">${title}</text>`)}
    ${layout.matches.map((placed) => lines(placed, layout))}
    ${layout.matches.map((placed) => matchBox(placed, tournament, pressable))}
  </svg>`;
}

/** From the matches whose winners come here. */
function lines({ match, x, y }: Placed, { matches }: Layout): Html[] {
  return match.sides.flatMap(({ from, loser }, side) => {
    const before = matches.find((one) => one.match.id === from);
    if (!before || loser) return [];
    const [startX, startY] = [before.x + box.width, before.y + half];
    const endY = y + half / 2 + side * half;
    const middle = (startX + x) / 2;
    return [html`<path d="M${startX} ${startY}H${middle}V${endY}H${x}" fill="none" stroke="#9aa3af"/>`];
  });
}

function matchBox({ match, x, y }: Placed, tournament: Tournament, pressable: boolean): Html {
  return html`<g>
    <rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="4" fill="#f6f8fa" stroke="#9aa3af"/>
    <path d="M${x} ${y + half}h${box.width}" stroke="#d5dbe1"/>
    <text x="${x + box.width}" y="${y - 4}" font-size="10" text-anchor="end" fill="#4f566b">${match.identifier}</text>
    ${[0, 1].map((side) => sideOf(match, side, { x, y: y + side * half }, tournament, pressable))}
  </g>`;
}

function sideOf(
  match: Match,
  side: number,
  { x, y }: { x: number; y: number },
  { matches, participants }: Tournament,
  pressable: boolean,
): Html {
  const { participant, from, loser } = match.sides[side === 0 ? 0 : 1];
  const known = participants.find(({ id }) => id === participant);
  const before = matches.find(({ id }) => id === from);
  const name = known?.name ?? (before ? `${loser ? 'Loser' : 'Winner'} of ${before.identifier}` : '');
  const won = participant !== null && match.winner === participant;
  const score = match.scores.map((set) => set[side === 0 ? 0 : 1]).join(' ');
  const text = y + half / 2 + 4;
  return html`${won ? html`<rect x="${x + 1}" y="${y + 1}" width="${box.width - 2}" height="${half - 2}" fill="#dcfce7"/>` : ''}
    ${known ? html`<text x="${x + 8}" y="${text}" font-size="10" fill="#4f566b">${participants.indexOf(known) + 1}</text>` : ''}
    <text x="${x + 30}" y="${text}" fill="${known ? '#1a1f36' : '#6b7280'}" font-weight="${won ? 'bold' : 'normal'}">${shortened(name)}</text>
    <text x="${x + box.width - 8}" y="${text}" text-anchor="end">${score}</text>
    ${
      pressable && known && stateOf(match) !== 'pending'
        ? html`<foreignObject x="${x}" y="${y}" width="${box.width}" height="${half}"><button class="side" name="win" value="${match.id}:${known.id}" aria-label="${name} wins match ${match.identifier}" title="${name} wins"></button></foreignObject>`
        : ''
    }`;
}

const shortened = (name: string) => {
  const characters = [...name];
  return characters.length > mostCharacters ? `${characters.slice(0, mostCharacters - 1).join('')}…` : name;
};
