/** Works through the items of one batch, one after another. */
import {
  notYetErrors,
  outageErrors,
  RegistrationError,
  type RegistrationErrorClass,
  rateLimitedErrors,
  transientErrors,
  unclearErrors,
} from '../domain/errors.ts';
import { type JobItem, type LeftItem, nameOf, type Outcome, type WorkedBatch } from './job-state.ts';

interface Batch<Item extends JobItem> {
  Items: Item[];
  batch?: Pick<WorkedBatch<Item>, 'done' | 'left'>;
}

interface Limits<Item> {
  /** Epoch milliseconds. */
  now: () => number;
  /** Epoch milliseconds from which on no further item is begun: the Lambda's time is nearly over. */
  deadline?: number;
  /** How often an item is tried; 12 times when left out. */
  attempts?: number;
  /**
   * Errors that every further item would have too, such as access that was taken away: the rest of the batch fails with
   * the same one, without being tried.
   */
  concernAll?: readonly RegistrationErrorClass[];
  /** The kind of an item, where there are several: such an error then fails only the items of its kind. */
  kindOf?: (item: Item) => string;
  /** Between 0 and 1, for the waits. */
  random?: () => number;
}

/**
 * Works on what is left of a batch, or on all of it at first. Each item ends as done or failed, or is left for later:
 *
 * - An error that may pass leaves the item for some seconds or minutes, until it has had its attempts.
 * - An error with `notBefore` (a pace to be kept) leaves this item and all after it until then. It is not an attempt.
 * - At the deadline the rest is left, and goes on at once.
 *
 * Does not wait itself: `waitUntil` is for the state machine.
 *
 * @param workOnOne returns in a word or two what was done: `updated`. A batch may be given a second time after a crash, so
 *   it must not matter whether an item was done already.
 */
export async function workThrough<Item extends JobItem>(
  { Items, batch }: Batch<Item>,
  workOnOne: (item: Item) => Promise<string>,
  limits: Limits<Item>,
): Promise<WorkedBatch<Item>> {
  const { now, deadline = Number.POSITIVE_INFINITY, attempts = 12, concernAll = [] } = limits;
  const { kindOf = () => '' } = limits;
  const todo: LeftItem<Item>[] = batch?.left ?? Items.map((item) => ({ item, attempts: 0, notBefore: 0 }));
  const done: Outcome[] = [...(batch?.done ?? [])];
  const left: LeftItem<Item>[] = [];
  const concerned = new Map<string, Error>();
  for (const [index, one] of todo.entries()) {
    const rest = todo.slice(index);
    const concerns = concerned.get(kindOf(one.item));
    if (concerns) {
      done.push(failureOf(one.item, concerns));
      continue;
    }
    if (now() >= deadline) {
      left.push(...rest);
      break;
    }
    if (now() < one.notBefore) {
      left.push(one);
      continue;
    }
    try {
      done.push({ id: nameOf(one.item), outcome: await workOnOne(one.item) });
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error();
      const paced = notBeforeOf(error);
      if (paced !== undefined) {
        left.push(...rest.map((later) => ({ ...later, notBefore: Math.max(later.notBefore, paced) })));
        break;
      }
      if (isOneOf(concernAll, error)) {
        concerned.set(kindOf(one.item), error);
        done.push(failureOf(one.item, error));
        continue;
      }
      const tried = one.attempts + 1;
      const pause = pauseAfter(error, tried, limits.random ?? Math.random);
      if (pause !== undefined && tried < attempts) {
        left.push({ item: one.item, attempts: tried, notBefore: now() + pause });
      } else {
        done.push(failureOf(one.item, error));
      }
    }
  }
  if (left.length === 0) return { done, left };
  const goOnAt = Math.max(now(), Math.min(...left.map(({ notBefore }) => notBefore)));
  return { done, left, waitUntil: new Date(goOnAt).toISOString() };
}

/** The reason of one of our own errors has ids only; any other text may quote a name or an address. */
function failureOf(item: JobItem, error: Error): Outcome {
  const reason = error instanceof RegistrationError ? error.message : 'unexpected; its text is withheld';
  return { id: nameOf(item), failed: error.name, reason };
}

/** When an error itself says when to try again, in epoch milliseconds. */
function notBeforeOf(error: Error): number | undefined {
  return 'notBefore' in error && typeof error.notBefore === 'number' ? error.notBefore : undefined;
}

/** Milliseconds to wait before the next attempt; undefined when the outcome would be the same. */
function pauseAfter(error: Error, attempts: number, random: () => number): number | undefined {
  const pace = paces.find(({ errors }) => isOneOf(errors, error));
  if (!pace) return undefined;
  const longest = Math.min(pace.first * 2 ** (attempts - 1), pace.most);
  // Full jitter, as for a step's own retries.
  return Math.ceil(random() * longest);
}

const paces = [
  { errors: [...transientErrors, ...notYetErrors], first: 2_000, most: 120_000 },
  { errors: [...rateLimitedErrors, ...outageErrors], first: 15_000, most: 3_600_000 },
  { errors: unclearErrors, first: 600_000, most: 600_000 },
];

const isOneOf = (classes: readonly RegistrationErrorClass[], error: Error) =>
  classes.some((one) => error instanceof one);
