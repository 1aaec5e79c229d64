/** The report on an order of badge sheets: what is printed, what to check first, who is not printed, where each school is. */
import { drawPagesPdf } from './pages-pdf.tsx';
import { contentOf, type Report } from './report-content.ts';
import { pagesOf } from './report-page.tsx';
import type { SheetLayout, Size } from './sheet-layout.ts';

/**
 * Draws the report as a PDF, with as many pages as it needs and each text in full. Its words can be searched and copied.
 * The same report gives the same bytes. Nothing is fetched.
 */
export async function drawReportPdf(report: Report): Promise<Buffer> {
  const paper = uprightPaper(report.layout);
  const { name, year } = report.competition;
  const { createdAt } = report;
  const pages = await pagesOf(contentOf(report), paper);
  return drawPagesPdf(pages, paper, { title: `Badge sheets, ${name} ${year}`, createdAt });
}

/** A report is always in portrait, however badges lie on the paper. */
export function uprightPaper({ paper: { width, height } }: SheetLayout): Size {
  return { width: Math.min(width, height), height: Math.max(width, height) };
}
