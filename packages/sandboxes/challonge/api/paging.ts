import type { World } from './call.ts';

const usualSize = 25;

/**
 * One page of a list of version 2.1. `next` and `prev` are always there, with nothing behind them, too; before the first
 * page is page 0.
 */
export function page<T>(
  { baseUrl, settings }: World,
  path: string,
  query: URLSearchParams,
  all: readonly T[],
  shape: (one: T) => object,
): object {
  const { pageLimit } = settings.now;
  const positive = (name: string, usual: number) => Math.max(1, Math.trunc(Number(query.get(name)) || usual));
  const asked = positive('per_page', usualSize);
  const size = pageLimit > 0 ? Math.min(asked, pageLimit) : asked;
  const number = positive('page', 1);
  const linkTo = (to: number) => {
    const parameters = new URLSearchParams({ page: String(to), per_page: String(size) });
    for (const [name, value] of query) if (!parameters.has(name)) parameters.append(name, value);
    return `${baseUrl()}/v2.1${path}.json?${parameters}`;
  };
  return {
    data: all.slice((number - 1) * size, number * size).map(shape),
    included: [],
    meta: { count: all.length },
    links: { self: linkTo(number), next: linkTo(number + 1), prev: linkTo(number - 1) },
  };
}
