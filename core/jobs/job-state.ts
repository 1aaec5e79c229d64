/** What the steps of a bulk job pass on to each other, in the state and through the config bucket. */
import * as z from 'zod';

/** An id, and in which part of the job's rows the rest is: see `job-rows.ts`. */
export const rowItem = z.strictObject({ id: z.string(), part: z.int().min(1) });

/**
 * An item of a plan, which becomes a part of an execution's state: an entry's id, or which part of the job's rows in the
 * bucket. Never a key, a name or an address.
 */
export const jobItem = z.union([
  z.strictObject({
    id: z.string(),
    /** What the plan has found out about it, in a word. */
    found: z.string().optional(),
  }),
  z.strictObject({ part: z.int().min(1) }),
  rowItem,
]);
export type JobItem = z.infer<typeof jobItem>;

/** What an item is called in results: its id, or `part 3`. */
export const nameOf = (item: JobItem): string => ('id' in item ? item.id : `part ${item.part}`);

/** A number for each kind of thing that was found or done, such as `{ "unchanged": 4950 }`. */
const counts = z.record(z.string(), z.int().min(0));
export type Counts = z.infer<typeof counts>;

/** What became of an item: what was done, or with which error it failed. */
export const outcome = z.union([
  z.object({ id: z.string(), outcome: z.string() }),
  z.object({ id: z.string(), failed: z.string(), reason: z.string() }),
]);
export type Outcome = z.infer<typeof outcome>;
export type Failure = Extract<Outcome, { failed: string }>;

/** The plan step adds `plan`. */
export const plannedJob = z.object({
  plan: z.object({
    /** The object with the items, one a line. */
    bucket: z.string(),
    key: z.string(),
    items: z.int().min(0),
    counts,
    /** What was asked for, with defaults filled in. Ids at most. */
    order: z.unknown(),
  }),
});
export type JobPlan = z.infer<typeof plannedJob>['plan'];

/**
 * The input of the step that works on a batch. The step itself adds `batch`, and gets it back as long as something is
 * left.
 *
 * @param order the plan's `order`.
 * @param item narrows the items, where all of a job's are of one kind.
 */
export function batchOf<Order extends z.ZodType, Item extends z.ZodType<JobItem>>(order: Order, item: Item) {
  return z.object({
    /** `job` is the name of the job's execution: each batch has an execution of its own. */
    BatchInput: z.object({ job: z.string().min(1), order }),
    Items: z.array(item).min(1),
    batch: z.object({ done: z.array(outcome), left: z.array(leftItem(item)) }).optional(),
  });
}

const leftItem = <Item extends z.ZodType<JobItem>>(item: Item) =>
  z.object({ item, attempts: z.int().min(0), notBefore: z.number() });

/** An item that is not done. */
export interface LeftItem<Item extends JobItem = JobItem> {
  item: Item;
  /** How often it was tried. */
  attempts: number;
  /** Epoch milliseconds. */
  notBefore: number;
}

/** What has become of a batch so far; a step's result. */
export interface WorkedBatch<Item extends JobItem = JobItem> {
  done: Outcome[];
  left: LeftItem<Item>[];
  /** When to go on with what is left (ISO 8601); absent when nothing is. */
  waitUntil?: string;
}

/** The Map adds `run`: where its results are listed. */
export const workedJob = plannedJob.extend({
  run: z.object({ ResultWriterDetails: z.object({ Bucket: z.string(), Key: z.string() }) }),
});

/** Finish job adds `result`. */
export const finishedJob = workedJob.extend({
  result: z.object({
    /** The object with the whole result. */
    bucket: z.string(),
    key: z.string(),
    items: z.int(),
    /** Of what was found, and of what was done. */
    counts,
    failed: z.int(),
    /** How many failed with which error, if any did. */
    cause: z.string().optional(),
  }),
});
export type JobResult = z.infer<typeof finishedJob>['result'];

/** The content of `result.json`. */
export const resultFile = z.object({
  items: z.int(),
  counts,
  failed: z.int(),
  cause: z.string().optional(),
  failures: z.array(z.object({ id: z.string(), failed: z.string(), reason: z.string() })),
  /** The key of the object that lists the files with the outcome of every item. */
  manifest: z.string().optional(),
  /** How many items ended in which way. */
  outcomes: counts,
});
export type ResultFile = z.infer<typeof resultFile>;

/** A folder of a job's execution in the config bucket. @param job the machine's name after the stage: `drive-sync`. */
export const jobFolder = (job: string, execution: string) => `jobs/${job}/${execution}`;
export const planKey = (job: string, execution: string) => `${jobFolder(job, execution)}/plan.jsonl`;
/** Beside the plan: `jobs/drive-sync/2026-11-26T…/result.json`. */
export const resultKeyOf = (planKey: string) => planKey.replace(/[^/]*$/, 'result.json');

/** The content of a plan's object. */
export const planLines = (items: readonly object[]): string =>
  items.map((item) => `${JSON.stringify(item)}\n`).join('');
