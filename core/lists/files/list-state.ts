/** What the steps of the lists job pass on to each other, in the state and through the config bucket. */
import * as z from 'zod';
import { plannedJob } from '../../jobs/job-state.ts';
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

/** A document of group sheets that is to be drawn. */
const plannedDocument = z.object({
  id: z.string(),
  name: z.enum(documentNames),
  paper: z.enum(paperNames as [Paper, ...Paper[]]),
});
export type PlannedDocument = z.infer<typeof plannedDocument>;

/** A list that is made, and is to be put into the folder in Drive. */
interface MadeList {
  id: string;
  key: string;
}

/** An item of the plan; its id is the file's name. */
export type ListItem = PlannedDocument | MadeList;

/** Make lists adds `plan`: which files there are, and how many people and groups are on them. */
export const madeLists = plannedJob.extend({
  plan: plannedJob.shape.plan.extend({
    /** All files, in the config bucket; the group sheets are still to be drawn. */
    files: z.array(z.object({ key: z.string() })),
    counts: z.object({
      takingPart: z.int(),
      notTakingPart: z.int(),
      /** How many registrations a person should look at. */
      withFindings: z.int(),
      sparringGroups: z.int(),
      breakingGroups: z.int(),
      poomsaeGroups: z.int(),
    }),
  }),
});
export type MadeLists = z.infer<typeof madeLists>['plan'];

/** What is done with a document. `job` is the name of the lists' execution. */
export const documentToDraw = z.object({ job: z.string().min(1), item: plannedDocument });

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
