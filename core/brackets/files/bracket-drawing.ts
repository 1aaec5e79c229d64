/** A bracket as SVG: who meets whom, from left to right. Colors are those of the page's style. */
import { html, raw } from 'hono/html';
import { counted } from '../../domain/spoken-numbers.ts';
import type { Side } from '../bracket.ts';
import type { PlannedDivision, PlannedMatch } from '../plan.ts';
import { fittedTo } from './fitted-text.ts';
import type { PlanView } from './plan-view.ts';
import type { Markup } from './plan-words.ts';

/** In pixels. Names are only in round one and, where there are byes, in round two: other columns are narrower. */
const size = {
  heading: 30,
  row: 40,
  /** Between two matches of round one. */
  gap: 8,
  named: 232,
  unnamed: 104,
  winner: 120,
  name: 13,
  school: 11,
  /** Kept free at the end of a line, for the number of the match. */
  numberRoom: 30,
};

/** Where a side of a match is: the start of its line, and the height of it. */
interface Spot {
  x: number;
  y: number;
}

/** @param described the id of the element that says in words what is drawn. */
export function bracketDrawing(division: PlannedDivision, view: PlanView, described: string): Markup {
  const { matches, seeds, firstRound } = division;
  const rounds = Math.max(...matches.map(({ round }) => round));
  const byes = matches.some(({ round, sides }) => round === 2 && sides.some((side) => 'seed' in side));
  const starts = columnStarts(rounds, byes ? 2 : 1);
  const mates = new Set(firstRound?.pairs.map((pair) => pair.toSorted().join('\n')));
  const matchOf = new Map(matches.map((match) => [match.id, match]));
  const lines: string[] = [];
  const alarming: string[] = [];
  const texts: Markup[] = [];
  let top = size.heading;

  const placeSide = (side: Side, round: number): Spot => {
    const x = starts[round - 1] ?? 0;
    const end = starts[round] ?? 0;
    if ('winnerOf' in side) {
      const y = placeMatch(matchOf.get(side.winnerOf) as PlannedMatch);
      lines.push(`M${x} ${y}H${end}`);
      return { x, y };
    }
    const y = top + size.row / 2;
    top += size.row;
    lines.push(`M${x} ${y}H${end}`);
    texts.push(...namesAt({ x, y }, view.person(seeds[side.seed - 1] ?? '')));
    if (round > 1) texts.push(html`<text x="${x - 8}" y="${y + 4}" class="b">bye</text>`);
    return { x, y };
  };

  const placeMatch = (match: PlannedMatch): number => {
    const [upper, lower] = match.sides.map((side) => placeSide(side, match.round)) as [Spot, Spot];
    if (match.sides.every((side) => 'seed' in side)) top += size.gap;
    const x = starts[match.round] ?? 0;
    const y = (upper.y + lower.y) / 2;
    const ids = match.sides.map((side) => ('seed' in side ? (seeds[side.seed - 1] ?? '') : ''));
    const meet = mates.has(ids.toSorted().join('\n'));
    (meet ? alarming : lines).push(`M${x} ${upper.y}V${lower.y}`);
    const pill = `M${x - 19} ${y - 9}h38v18h-38z`;
    texts.push(
      html`<path d="${pill}" class="${meet ? 'p x' : 'p'}"/><text x="${x}" y="${y + 4}" class="m">${match.number}</text>`,
    );
    return y;
  };

  const final = matches.at(-1);
  const middle = final ? placeMatch(final) : 0;
  const end = starts[rounds] ?? 0;
  lines.push(`M${end} ${middle}h${size.winner}`);
  const [width, height] = [end + size.winner, top];
  const headings = Array.from(
    { length: rounds },
    (_, index) =>
      html`<text x="${(starts[index] ?? 0) + 2}" y="14" class="h">${roundName(index + 1, rounds)}</text>`,
  );
  const label = `Bracket of ${counted(seeds.length, 'person', 'people')}, ${counted(matches.length, 'match', 'matches')} in ${counted(rounds, 'round')}`;
  return html`<svg role="img" aria-label="${label}" aria-describedby="${described}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><path d="${raw(lines.join(''))}" class="l"/>${
    alarming.length > 0 && html`<path d="${raw(alarming.join(''))}" class="l x"/>`
  }${headings}<text x="${end + 26}" y="${middle - 5}" class="h">Winner</text>${texts}</svg>`;
}

/** Where each round's column starts, and where the last one ends. @param named how many rounds have names. */
function columnStarts(rounds: number, named: number): number[] {
  const starts = [0];
  for (let round = 1; round <= rounds; round += 1) {
    starts.push((starts.at(-1) ?? 0) + (round <= named ? size.named : size.unnamed));
  }
  return starts;
}

function namesAt({ x, y }: Spot, { name, school }: { name: string; school: string }): Markup[] {
  const room = size.named - size.numberRoom;
  return [
    textAt(name, { x: x + 4, y: y - 5 }, room / size.name, 'n'),
    textAt(school, { x: x + 4, y: y + 12 }, room / size.school, 's'),
  ];
}

function textAt(text: string, { x, y }: Spot, mostEm: number, kind: 'n' | 's'): Markup {
  const { text: shown, cut } = fittedTo(mostEm, text);
  return html`<text x="${x}" y="${y}" class="${kind}"${fromTheRight.test(shown) && raw(rightToLeft)}>${cut && html`<title>${text}</title>`}${shown}</text>`;
}

/** Texts whose first letter is of a script that is written from right to left. */
const fromTheRight =
  /^\P{Letter}*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** The end of such a text is at its left: it starts there as the others do. */
const rightToLeft = ' direction="rtl" text-anchor="end"';

function roundName(round: number, rounds: number): string {
  return ['Final', 'Semifinals', 'Quarterfinals'][rounds - round] ?? `Round ${round}`;
}
