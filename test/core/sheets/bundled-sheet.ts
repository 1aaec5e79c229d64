/** A program to be bundled: a sheet of the picture on standard input, to standard output. */
import { buffer } from 'node:stream/consumers';
import { sheetLayout } from '../../../core/sheets/sheet-layout.ts';
import { writeSheetPdf } from '../../../core/sheets/sheet-pdf.ts';

const image = await buffer(process.stdin);
await writeSheetPdf(
  {
    layout: sheetLayout('3x4', 'letter'),
    cutLines: true,
    title: 'Badge sheets',
    createdAt: new Date('2025-10-03T21:12:00Z'),
    badges: [{ id: 'B1', image }],
  },
  process.stdout,
);
