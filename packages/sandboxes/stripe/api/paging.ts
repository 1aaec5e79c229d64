import * as z from 'zod';
import { missing } from '../api-error.ts';
import { count } from './params.ts';

export const page = {
  limit: count.pipe(z.number().min(1).max(100)).default(10),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
};

export interface Page {
  limit: number;
  starting_after?: string;
  ending_before?: string;
}

export interface List<T> {
  object: 'list';
  url: string;
  has_more: boolean;
  data: T[];
}

/**
 * One page of a list, with Stripe's paging.
 * @param all in the list's order.
 * @throws ApiError 404 when the page is to begin or end at an object that is not in the list.
 */
export function pageOf<T extends { id: string }>(
  url: string,
  all: readonly T[],
  { limit, starting_after, ending_before }: Page,
): List<T> {
  const placeOf = (id: string) => {
    const index = all.findIndex((item) => item.id === id);
    if (index < 0) throw missing('object', id, starting_after === id ? 'starting_after' : 'ending_before');
    return index;
  };
  const end = ending_before === undefined ? all.length : placeOf(ending_before);
  const earliest = ending_before === undefined ? 0 : Math.max(0, end - limit);
  const start = starting_after === undefined ? earliest : placeOf(starting_after) + 1;
  const data = all.slice(start, Math.min(end, start + limit));
  const more = ending_before === undefined ? start + data.length < all.length : start > 0;
  return { object: 'list', url, has_more: more, data };
}
