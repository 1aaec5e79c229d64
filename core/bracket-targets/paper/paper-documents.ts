/** The documents of a draw, and what each of them shows. Nothing is drawn here. */
import { matchesCsv } from '../../brackets/files/matches-csv.ts';
import { exhibitionCsv } from '../../brackets/files/people-csv.ts';
import type { Plan } from '../../brackets/plan.ts';
import type { Competition } from '../../domain/competition.ts';
import { hexHash } from '../../domain/ids.ts';
import type { Paper } from '../../sheets/sheet-layout.ts';
import type { TargetPart } from '../bracket-target.ts';
import { type CardsContent, cardsContent } from './card-content.ts';
import { type RingContent, ringContent } from './ring-content.ts';

/** The one document that shows nobody. */
export const blankPart = 'blank.pdf';

/** Raise it when sheets look so different that those printed before are to be replaced. */
const layoutVersion = 1;

export interface PaperSettings {
  competition: Competition;
  paper: Paper;
}

export interface PaperDocument extends TargetPart {
  contentType: string;
  shown: { ring: RingContent } | { cards: CardsContent } | { blankFor: Competition } | { csv: string };
}

export function documentsOf(plan: Plan, { competition, paper }: PaperSettings): PaperDocument[] {
  const document = (
    part: string,
    shown: PaperDocument['shown'],
    divisions: readonly string[] = [],
  ): PaperDocument => ({
    part,
    divisions,
    contentHash: hexHash(JSON.stringify([layoutVersion, paper, shown]), 32),
    contentType: 'csv' in shown ? 'text/csv; charset=utf-8' : 'application/pdf',
    shown,
  });
  const { name, year } = competition;
  const rings = [...new Set(plan.divisions.map(({ ring }) => ring))].sort((a, b) => a - b);
  return [
    ...rings.map((ring) => {
      const divisions = plan.divisions.filter((one) => one.ring === ring).map(({ key }) => key);
      return document(`ring-${ring}.pdf`, { ring: ringContent(plan, ring, competition) }, divisions);
    }),
    document('cards.pdf', { cards: cardsContent(plan, competition) }),
    document(blankPart, { blankFor: { name, year } }),
    document('matches.csv', { csv: matchesCsv(plan) }),
    document('exhibition_entries.csv', { csv: exhibitionCsv(plan) }),
  ];
}
