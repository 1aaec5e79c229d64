/** A program to be bundled: a sheet of a badge whose facts are on standard input, to standard output. */
import { text } from 'node:stream/consumers';
import { badgeDesign } from '../../../core/badges/badge-design.ts';
import { sheetLayout } from '../../../core/sheets/sheet-layout.ts';
import { writeSheetPdf } from '../../../core/sheets/sheet-pdf.ts';

await writeSheetPdf(
  {
    layout: sheetLayout('3x4', 'letter'),
    design: badgeDesign.parse({}),
    cutLines: true,
    title: 'Badge sheets',
    createdAt: new Date('2025-10-03T21:12:00Z'),
    badges: [{ facts: JSON.parse(await text(process.stdin)) }],
  },
  process.stdout,
);
