/** What the steps of the lists job pass on to each other, in the state and through the config bucket. */
import * as z from 'zod';
import { parseOrder } from '../../jobs/parse-order.ts';
import { type Paper, paperNames } from '../../sheets/sheet-layout.ts';
import { type DocumentName, documentNames } from './group-documents.ts';

const listOrder = z.strictObject({
  /** What the group sheets are printed on. */
  paper: z.enum(paperNames as [Paper, ...Paper[]]).default('letter'),
});

export type ListOrder = z.infer<typeof listOrder>;

/**
 * Reads the execution's input; `{}` is one.
 * @throws InputInvalidError naming each field at fault.
 */
export function parseListOrder(order: unknown): ListOrder {
  return parseOrder(listOrder, order);
}

/** An item of the Map that draws. */
export const plannedDocument = z.object({
  name: z.enum(documentNames),
  paper: z.enum(paperNames as [Paper, ...Paper[]]),
});
export type PlannedDocument = z.infer<typeof plannedDocument>;

/** Make lists adds `lists`: which files there are, and how many people and groups are on them. */
export const madeLists = z.object({
  lists: z.object({
    /** The config bucket. */
    bucket: z.string(),
    /** For spreadsheets and programs. */
    files: z.array(z.object({ key: z.string() })),
    /** Those of them that people read, which go into the folder in Drive. */
    forPeople: z.array(z.object({ key: z.string() })),
    /** The group sheets to be drawn. */
    documents: z.array(plannedDocument),
    takingPart: z.int(),
    notTakingPart: z.int(),
    /** How many registrations a person should look at. */
    withFindings: z.int(),
    groups: z.object({ sparring: z.int(), breaking: z.int(), poomsae: z.int() }),
  }),
});
export type MadeLists = z.infer<typeof madeLists>['lists'];

/** Draw group sheets adds `drawn` to a planned document. */
export const drawnDocument = plannedDocument.extend({ drawn: z.object({ key: z.string() }) });

/** The Map adds `documents`. */
export const finishedLists = madeLists.extend({ documents: z.array(drawnDocument) });

/** The input of Push list to Drive: an object in the config bucket. */
export const pushedList = z.object({ key: z.string().startsWith('lists/') });

/** The key of an execution's object. */
export const listKey = (execution: string, file: string) => `lists/${execution}/${file}`;
/** The key of what a document says, before it is drawn. */
export const contentKey = (execution: string, name: DocumentName) =>
  listKey(execution, `content-${name}.json`);

const column = z.object({ heading: z.string(), width: z.number().optional(), share: z.number().optional() });

/** The content of a document's object. */
export const documentContent = z.object({
  content: z.object({
    eyebrow: z.string(),
    title: z.string(),
    facts: z.array(z.object({ label: z.string(), text: z.string() })),
    counts: z.array(z.object({ count: z.int(), label: z.string(), alarming: z.boolean().optional() })),
    closing: z.string().optional(),
    tables: z.array(
      z.object({
        title: z.string(),
        columns: z.array(column),
        rows: z.array(z.object({ cells: z.array(z.string()), note: z.string().optional() })),
      }),
    ),
  }),
  groups: z.array(
    z.object({
      title: z.string(),
      about: z.string(),
      warnings: z.array(z.string()),
      columns: z.array(column),
      rows: z.array(z.array(z.string())),
      results: z.array(z.string()),
    }),
  ),
});
