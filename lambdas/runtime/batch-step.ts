import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import type { RegistrationErrorClass } from '../../core/domain/errors.ts';
import { parseStepEvent, type StepEvent } from '../../core/domain/state.ts';
import { workThrough } from '../../core/jobs/batch.ts';
import { batchOf, type JobItem, nameOf, type WorkedBatch } from '../../core/jobs/job-state.ts';
import { reportFailure } from './report-failure.ts';
import { withoutTexts } from './step.ts';

/** What the work on an item is told besides the item. */
interface Job<Order> {
  /** The name of the job's execution. */
  job: string;
  /** The name of the batch's own execution. */
  execution: string;
  order: Order;
}

interface BatchStep<Order extends z.ZodType, Item extends z.ZodType<JobItem>> {
  /** What the job's plan has as its order. */
  order: Order;
  /** What the items are. */
  item: Item;
  workOnOne: (item: z.output<Item>, job: Job<z.output<Order>>) => Promise<string>;
  /** How much of the Lambda's time must be left to begin another item, in milliseconds. */
  reserveMs: number;
  attempts?: number;
  concernAll?: readonly RegistrationErrorClass[];
  kindOf?: (item: z.output<Item>) => string;
}

/** A handler of a step that works on batches: see `workThrough`. Each failure of an item is logged by its id. */
export function batchStep<Order extends z.ZodType, Item extends z.ZodType<JobItem>>({
  order,
  item,
  workOnOne,
  reserveMs,
  ...limits
}: BatchStep<Order, Item>) {
  const schema = batchOf(order, item);
  return (
    event: StepEvent,
    context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
  ): Promise<WorkedBatch<z.output<Item>>> =>
    withoutTexts(context, async () => {
      const { execution, state } = parseStepEvent(schema, event);
      const job = { ...state.BatchInput, execution } as Job<z.output<Order>>;
      const deadline = Date.now() + context.getRemainingTimeInMillis() - reserveMs;
      return workThrough(
        state as { Items: z.output<Item>[]; batch?: WorkedBatch<z.output<Item>> },
        (one) => reportFailure({ job: job.job, item: nameOf(one) }, () => workOnOne(one, job)),
        { now: Date.now, deadline, ...limits },
      );
    });
}
