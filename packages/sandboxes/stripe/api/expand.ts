import { invalidRequest } from '../api-error.ts';

type Value = Record<string, unknown>;

export interface Expansions {
  /** The object with this id, as the API returns it; undefined when the sandbox has no such object. */
  find: (id: string) => object | undefined;
  /**
   * What an object has only where it is asked for, such as a session's line items; undefined for any other name.
   * @param owner the object itself, or the one with an id that it is part of.
   */
  include: (owner: object, name: string) => unknown;
}

/** Members that hold the id of another object, or null. */
const expandable = new Set([
  ...[
    'balance_transaction',
    'charge',
    'coupon',
    'customer',
    'default_price',
    'destination',
    'failure_balance_transaction',
  ],
  ...[
    'invoice',
    'latest_charge',
    'payment_intent',
    'payment_link',
    'payment_method',
    'product',
    'promotion_code',
  ],
  ...['setup_intent', 'source', 'source_transaction', 'subscription', 'on_behalf_of', 'review', 'transfer'],
]);

/**
 * Puts objects in place of their ids at these paths of an answer.
 * @throws ApiError 400 for a path that leads nowhere. Source: https://docs.stripe.com/api/expanding_objects
 */
export function expanded(answer: object, paths: readonly string[] = [], expansions: Expansions): object {
  return paths.reduce(
    (value, path) => at(value, path.split('.'), { path, owner: answer, ...expansions }) as object,
    answer,
  );
}

interface Walk extends Expansions {
  path: string;
  owner: object;
}

function at(value: unknown, [name, ...rest]: string[], walk: Walk): unknown {
  if (name === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => at(item, [name, ...rest], walk));
  if (typeof value !== 'object') throw cannotExpand(walk.path);
  const owner = 'id' in value ? value : walk.owner;
  const inner = innerOf(value as Value, name, rest.length === 0, { ...walk, owner });
  return { ...value, [name]: at(inner, rest, { ...walk, owner }) };
}

function innerOf(object: Value, name: string, last: boolean, { path, owner, find, include }: Walk): unknown {
  const inner = object[name];
  if (typeof inner === 'string' && expandable.has(name)) {
    const found = find(inner);
    if (!found)
      throw invalidRequest(`The sandbox does not have ${inner} (${path}).`, {
        param: 'expand',
        begun: false,
      });
    return found;
  }
  if (inner === undefined) {
    const included = include(owner, name);
    if (included === undefined) throw cannotExpand(path);
    return included;
  }
  // It may be an object that a path leads through, as `data` in `data.charge`, or one already expanded.
  const isOnTheWay = !last && typeof inner === 'object';
  if (!isOnTheWay && !expandable.has(name)) throw cannotExpand(path);
  return inner;
}

function cannotExpand(path: string) {
  return invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand', begun: false });
}
