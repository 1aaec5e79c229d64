/** A page for the envelope of each school's badges: whose are in it, and what to look at before it is handed out. */
import { drawPagesPdf } from './pages-pdf.tsx';
import { type NotPrinted, type PrintedBadge, toLookAt } from './preflight-report.ts';
import type { Report, ReportContent, Table } from './report-content.ts';
import { pagesOf } from './report-page.tsx';
import { uprightPaper } from './report-pdf.tsx';

/**
 * Draws the envelopes' pages as a PDF, in the order of the files; a school with many badges has several. The same report
 * gives the same bytes. Nothing is fetched.
 */
export async function drawEnvelopesPdf(report: Report): Promise<Buffer> {
  const paper = uprightPaper(report.layout);
  const pages = [];
  for (const content of envelopesOf(report)) pages.push(...(await pagesOf(content, paper)));
  const { name, year } = report.competition;
  return drawPagesPdf(pages, paper, { title: `Envelopes, ${name} ${year}`, createdAt: report.createdAt });
}

/** What is on each envelope, also of a school of which nobody is printed. */
export function envelopesOf({ competition, madeAt, printed, notPrinted }: Report): ReportContent[] {
  const here = Map.groupBy(printed, ({ school }) => school);
  const missing = Map.groupBy(notPrinted, ({ school }) => school);
  return [...new Set([...printed, ...notPrinted].map(({ school }) => school))].map((school) => {
    const badges = here.get(school) ?? [];
    const left = missing.get(school) ?? [];
    const count = (fits: (badge: PrintedBadge) => boolean) => badges.filter(fits).length;
    const [withoutPhoto, findings] = [
      count(({ photo }) => photo === false),
      count((badge) => badge.findings.length > 0),
    ];
    const title = school || '(no school)';
    return {
      eyebrow: `${competition.name} ${competition.year}`.toUpperCase(),
      title,
      facts: [
        { label: 'In here', text: rolesInWords(badges) },
        { label: 'Made', text: madeAt },
      ],
      counts: [
        { count: badges.length, label: badges.length === 1 ? 'badge' : 'badges' },
        { count: withoutPhoto, label: withoutPhoto === 1 ? 'without a photo' : 'without photos' },
        { count: findings, label: 'to look at', alarming: findings > 0 },
        { count: left.length, label: 'not printed', alarming: left.length > 0 },
      ],
      tables: [badgesTable(title, badges), notPrintedTable(title, left)].filter(
        ({ rows }) => rows.length > 0,
      ),
    };
  });
}

/** `12 competitors, 1 coach`. */
function rolesInWords(badges: readonly PrintedBadge[]): string {
  if (badges.length === 0) return 'nothing';
  return [...Map.groupBy(badges, ({ registrationType }) => registrationType)]
    .map(([role, { length }]) => `${length} ${length === 1 ? role : (plurals[role] ?? role)}`)
    .join(', ');
}

const plurals: Record<string, string> = {
  competitor: 'competitors',
  coach: 'coaches',
  seminar: 'seminar guests',
};

// The tables' titles name the school, because they are repeated on the pages after its first.
function badgesTable(school: string, badges: readonly PrintedBadge[]): Table {
  const several = badges.some(({ file }) => file > 1);
  return {
    title: `Badges of ${school}`,
    columns: [
      { heading: 'Name', share: 0.4 },
      { heading: 'Role', width: 62 },
      { heading: 'Badge', width: 92 },
      { heading: several ? 'File, page' : 'Page', width: 48 },
      { heading: 'What to look at', share: 0.6 },
    ],
    rows: badges.map((badge) => {
      const { name, registrationType, badgeId, file, page, photo } = badge;
      // A missing photo is a finding only where one was promised.
      const look = toLookAt(badge) || (photo === false ? 'no photo' : '');
      return { cells: [name, registrationType, badgeId, several ? `${file}, ${page}` : `${page}`, look] };
    }),
  };
}

const notPrintedTable = (school: string, people: readonly NotPrinted[]): Table => ({
  title: `Not printed of ${school}`,
  columns: [
    { heading: 'Name', share: 0.4 },
    { heading: 'Why', share: 0.6 },
  ],
  // Of a registration that is gone there is no name.
  rows: people.map(({ name, entryId, reason }) => ({ cells: [name || `Entry ${entryId}`, reason] })),
});
