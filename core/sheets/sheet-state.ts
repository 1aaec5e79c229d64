/** What the steps of the badge sheets pass on to each other, in the state and through the badge bucket. */
import * as z from 'zod';
import { plannedJob, workedJob } from '../jobs/job-state.ts';
import { printSettings } from './sheet-order.ts';

/** The most badges in a file. */
export const mostBadgesInFile = 200;

/** An object's key. */
const storedObject = z.object({ key: z.string() });

/** An item of the plan: one file. */
const plannedFile = z.object({
  /** `file 3`. */
  id: z.string(),
  file: z.int().min(1),
  of: z.int().min(1),
  badges: z.int(),
});
export type PlannedFile = z.infer<typeof plannedFile>;

/** What all files of an order have in common: how they are printed, and what was asked for, in words. */
const print = printSettings.extend({ askedFor: z.string() });

/** Plan sheets adds `plan`. */
export const plannedSheets = plannedJob.extend({
  plan: plannedJob.shape.plan.extend({
    order: print,
    counts: z.object({ badges: z.int() }),
    /** The object with near misses, if something was asked for that does not exist. */
    nearMisses: z.object({ bucket: z.string(), key: z.string() }).optional(),
  }),
});

/** What is done with a file. `job` is the name of the order's execution. */
export const plannedSheet = z.object({ job: z.string().min(1), item: plannedFile, print });

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

/** The Map adds `run`. */
export const workedSheets = workedJob.extend({ plan: plannedSheets.shape.plan });

/** Finish sheets adds `report`. */
export const finishedSheets = workedSheets.extend({
  report: z.object({
    /** The badge bucket, and in it the report for people and the list for spreadsheets. */
    bucket: z.string(),
    pdf: storedObject,
    csv: storedObject,
    /** A page for each school's envelope; absent from a release before there was one. */
    envelopes: storedObject.optional(),
    /** The files of badges that were made. */
    files: z.array(storedObject),
    badges: z.int(),
    notPrinted: z.int(),
    withFindings: z.int(),
    /** How many files could not be made, or not be put into the folder in Drive. */
    failed: z.int(),
    /** Which ones, and with which errors. */
    cause: z.string().optional(),
  }),
});

export type SheetsPlan = z.infer<typeof plannedSheets>['plan'];
export type PlannedSheet = z.infer<typeof plannedSheet>;
export type MadeSheet = z.infer<typeof madeSheet>['sheet'];
export type SheetsReport = z.infer<typeof finishedSheets>['report'];

/** The keys of an execution's objects. */
const folder = (execution: string) => `sheets/${execution}`;

/** What a file of badges is to hold. */
export const badgesKey = (execution: string, file: number) => `${folder(execution)}/plan-${file}.json`;
/** The files, one a line. */
export const filesKey = (execution: string) => `${folder(execution)}/plan.jsonl`;
export const nearMissesKey = (execution: string) => `${folder(execution)}/near-misses.json`;
export const rowsKey = (execution: string, file: number) => `${folder(execution)}/rows-${file}.json`;
export const attemptsKey = (execution: string, file: number) => `${folder(execution)}/attempts-${file}.json`;
export const sheetKey = (execution: string, file: number, of: number) =>
  `${folder(execution)}/badges-${file}-of-${of}.pdf`;
export const reportKey = (execution: string) => `${folder(execution)}/report.pdf`;
export const envelopesKey = (execution: string) => `${folder(execution)}/envelopes.pdf`;
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
      /** Whether the badge has a photo; absent in rows of the release before this was noted. */
      photo: z.boolean().optional(),
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
