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
 * @param wanted which of them the list has. A page may begin or end at any object, for it may have changed since.
 * @throws ApiError 404 when the page is to begin or end at an object that is not there.
 */
export function pageOf<T extends { id: string }>(
  url: string,
  all: readonly T[],
  { limit, starting_after, ending_before }: Page,
  wanted: (item: T) => boolean = () => true,
): List<T> {
  const placeOf = (id: string) => {
    const index = all.findIndex((item) => item.id === id);
    if (index < 0) throw missing('object', id, starting_after === id ? 'starting_after' : 'ending_before');
    return index;
  };
  const end = ending_before === undefined ? all.length : placeOf(ending_before);
  const start = starting_after === undefined ? 0 : placeOf(starting_after) + 1;
  const found = all.slice(start, end).filter(wanted);
  const backwards = ending_before !== undefined && starting_after === undefined;
  const data = backwards ? found.slice(-limit) : found.slice(0, limit);
  return { object: 'list', url, has_more: found.length > data.length, data };
}
