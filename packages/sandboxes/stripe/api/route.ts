import type Stripe from 'stripe';
import * as z from 'zod';
import type { Account } from '../account.ts';
import { type Expansions, expanded } from './expand.ts';
import { parseParams } from './form.ts';
import { page, pageOf } from './paging.ts';
import { isWithin } from './params.ts';

/** One call of the API. */
export interface Call {
  account: Account;
  /** The id in the path; empty when there is none. */
  id: string;
  /** For the events that the call causes. */
  request: Stripe.Event.Request;
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below `/v1`. */
  path: string;
  /** As the library calls it: `refunds.create`. Faults name it. */
  operation: string;
  /** @param params form-encoded. @throws ApiError. */
  answer: (params: string, call: Call, expansions: Expansions) => object;
}

const expand = z.array(z.string()).max(20).optional();

/** @param on such as `POST /refunds/:id/cancel` */
export function route<S extends z.ZodObject>(
  on: `${Route['method']} /${string}`,
  operation: string,
  params: S,
  answer: (given: z.output<S>, call: Call) => object,
): Route {
  const [method, path] = on.split(' ') as [Route['method'], string];
  const withExpand = params.extend({ expand });
  return {
    method,
    path,
    operation,
    answer(text, call, expansions) {
      const { expand: paths, ...given } = parseParams(withExpand, text) as { expand?: string[] };
      return expanded(answer(given as z.output<S>, call), paths, expansions);
    },
  };
}

/** The call that gets one object by its id. */
export function retrieving(
  path: `/${string}`,
  resource: string,
  find: (account: Account, id: string) => object,
): Route {
  return route(`GET ${path}/:id`, `${resource}.retrieve`, z.strictObject({}), (_, { account, id }) =>
    find(account, id),
  );
}

type Filters = z.ZodRawShape;

/**
 * The call that lists objects, newest first, in pages. A filter keeps the objects whose member of the same name equals
 * it, or lies within the range given; `matches` overrides that for the filters it names. `shown` is what the answer has of
 * an object.
 */
export function listing<T extends { id: string; created?: number }, F extends Filters>(
  path: `/${string}`,
  resource: string,
  filters: F,
  all: (account: Account) => readonly T[],
  matches: Partial<Record<keyof F, (item: T, given: never) => boolean>> = {},
  shown: (item: T) => T = (item) => item,
): Route {
  return route(
    `GET ${path}`,
    `${resource}.list`,
    z.strictObject({ ...filters, ...page }),
    (params, { account }) => {
      const given = params as unknown as Record<string, unknown> & z.output<z.ZodObject<typeof page>>;
      const wanted = Object.keys(filters).filter((name) => given[name] !== undefined);
      const isWanted = (item: T) =>
        wanted.every((name) =>
          (matches[name]?.bind(undefined, item) ?? sameOrWithin(item, name))(given[name] as never),
        );
      const list = pageOf(`/v1${path}`, all(account).toReversed().sort(newestFirst), given, isWanted);
      return { ...list, data: list.data.map(shown) };
    },
  );
}

/** Of those made in the same second, the order stays. */
const newestFirst = (one: { created?: number }, other: { created?: number }) =>
  (other.created ?? 0) - (one.created ?? 0);

function sameOrWithin(item: object, name: string) {
  const value = (item as Record<string, unknown>)[name];
  return (wanted: unknown) =>
    typeof wanted === 'object' && wanted !== null ? isWithin(Number(value), wanted) : value === wanted;
}
