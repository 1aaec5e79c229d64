/** When people are forgotten: a stage says for how many days after the tournament what is kept. */
import * as z from 'zod';
import { type Extent, extents } from './forgotten.ts';

const days = z.int().min(0).max(36_500);

/** For how many days after the last day of the competition each is kept. */
export const retentionDays = z
  .strictObject({
    /** Entries that were never paid for, with all that is in them. */
    neverPaid: days.default(7),
    medical: days.default(30),
    pictures: days.default(90),
    /** Long enough for the form of the next year's tournament to fill itself in. */
    names: days.default(400),
  })
  .refine(({ medical, pictures, names }) => medical <= pictures && pictures <= names, {
    message: 'medical facts go first, then pictures, then names',
  });
export type RetentionDays = z.infer<typeof retentionDays>;

export interface RetentionRules {
  /** Of the competition, `YYYY-MM-DD`. */
  lastDay: string;
  days: RetentionDays;
}

/** The last day of a competition. Of one whose days are not known, that of its year. */
export const lastDayOf = ({ year, ends }: { year: number; ends?: string }) => ends ?? `${year}-12-31`;

/** What is due on a day. */
export interface Due {
  /** Of everybody; undefined before anything is. */
  extent: Extent | undefined;
  /** Whether whoever never paid is forgotten altogether. */
  neverPaid: boolean;
  /**
   * Objects from before this time (epoch milliseconds) are the tournament's. Those after it may be the next one's, where a
   * bucket serves both.
   */
  objectsUntil: number;
}

/** @param day `YYYY-MM-DD` */
export function dueOn(day: string, { lastDay, days }: RetentionRules): Due {
  const isPast = (kept: number) => day > dayAfter(lastDay, kept);
  return {
    extent: extents.findLast((extent) => isPast(days[extent])),
    neverPaid: isPast(days.neverPaid),
    objectsUntil: Date.parse(dayAfter(lastDay, days.pictures + 1)),
  };
}

function dayAfter(day: string, count: number): string {
  const date = new Date(day);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}
