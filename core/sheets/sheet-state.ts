/** What the steps of the badge sheets pass on to each other, in the state and through the badge bucket. */
import * as z from 'zod';
import { printSettings } from './sheet-order.ts';

/** The most badges in a file. */
export const mostBadgesInFile = 200;

/** An object's key. */
const storedObject = z.object({ key: z.string() });

const plannedFile = z.object({ file: z.int().min(1), of: z.int().min(1), badges: z.int() });

/** What all files of an order have in common: how they are printed, and what was asked for, in words. */
const print = printSettings.extend({ askedFor: z.string() });

/** Plan sheets adds `plan`. */
export const plannedSheets = z.object({
  plan: z.object({
    badges: z.int(),
    print,
    files: z.array(plannedFile),
    /** The object with near misses, if something was asked for that does not exist. */
    nearMisses: z.object({ bucket: z.string(), key: z.string() }).optional(),
  }),
});

/** An item of the Map that follows. */
export const plannedSheet = z.object({ print, file: plannedFile });

/** Make sheet adds `sheet` to it. */
export const madeSheet = plannedSheet.extend({
  sheet: z.object({
    /** The PDF's object key in the badge bucket; absent when no badge of the file could be printed. */
    key: z.string().optional(),
    badges: z.int(),
    notPrinted: z.int(),
    /** How many badges a person should check. */
    withFindings: z.int(),
  }),
});

/** The Map adds `sheets`, and Finish sheets after it `report`. */
export const finishedSheets = plannedSheets.extend({
  sheets: z.array(madeSheet),
  report: z.object({
    /** The badge bucket, and in it the report for people and the list for spreadsheets. */
    bucket: z.string(),
    pdf: storedObject,
    csv: storedObject,
    badges: z.int(),
    notPrinted: z.int(),
    withFindings: z.int(),
  }),
});

export type SheetsPlan = z.infer<typeof plannedSheets>['plan'];
export type PlannedSheet = z.infer<typeof plannedSheet>;
export type MadeSheet = z.infer<typeof madeSheet>['sheet'];
export type SheetsReport = z.infer<typeof finishedSheets>['report'];

/** The input of Push sheet to Drive: an object in the badge bucket. */
export const pushedObject = z.object({ key: z.string().startsWith('sheets/') });

/** The keys of an execution's objects. */
const folder = (execution: string) => `sheets/${execution}`;

export const planKey = (execution: string, file: number) => `${folder(execution)}/plan-${file}.json`;
export const nearMissesKey = (execution: string) => `${folder(execution)}/near-misses.json`;
export const rowsKey = (execution: string, file: number) => `${folder(execution)}/rows-${file}.json`;
export const attemptsKey = (execution: string, file: number) => `${folder(execution)}/attempts-${file}.json`;
export const sheetKey = (execution: string, file: number, of: number) =>
  `${folder(execution)}/badges-${file}-of-${of}.pdf`;
export const reportKey = (execution: string) => `${folder(execution)}/report.pdf`;
export const preflightKey = (execution: string) => `${folder(execution)}/preflight.csv`;

/** The content of a plan's object: the badges of a file, in order. An id without `pk` belongs to nobody. */
export const plannedBadges = z.array(z.object({ id: z.string(), pk: z.string().optional() }));
export type PlannedBadge = z.infer<typeof plannedBadges>[number];

const person = { entryId: z.string(), school: z.string(), name: z.string() };

/** The content of a rows object: what Make sheet did, for the report and for later orders of changed badges. */
export const sheetRows = z.object({
  printed: z.array(
    z.object({
      ...person,
      file: z.int(),
      page: z.int(),
      position: z.int(),
      badgeId: z.string(),
      registrationType: z.string(),
      findings: z.array(z.string()),
      findingsInWords: z.string().optional(),
      /** The badge's, as it is on the sheet. */
      hash: z.string(),
    }),
  ),
  notPrinted: z.array(z.object({ ...person, reason: z.string() })),
});
export type SheetRows = z.infer<typeof sheetRows>;

/** What an execution's state says about badges: only how many there are. */
export const countsOf = ({ printed, notPrinted }: SheetRows) => ({
  badges: printed.length,
  notPrinted: notPrinted.length,
  withFindings: printed.filter(({ findings }) => findings.length > 0).length,
});
