/** What a part's record keeps of its tournament. */
import * as z from 'zod';
import type { PartRecord } from '../../progress/progress-record.ts';
import type { Known } from './steps.ts';

const remote = z.object({
  /** Where it was created, or was to be. */
  url: z.string(),
  /** A call may have been made whose answer has not come: whoever goes on looks first. */
  unclear: z.literal(true).optional(),
  /** Absent as long as nothing is known to be there. */
  there: z
    .object({
      id: z.string(),
      name: z.string(),
      type: z.string(),
      private: z.boolean(),
      toReset: z.literal(true).optional(),
      people: z.array(z.object({ misc: z.string(), name: z.string(), id: z.string() })),
    })
    .optional(),
});

/** What is known from a record. */
export interface Kept {
  /** Undefined when nothing was ever tried. */
  url: string | undefined;
  unclear: boolean;
  known: Known | undefined;
}

/** @throws ZodError for a record that another target has made. */
export function keptIn(record: PartRecord | undefined): Kept {
  if (record?.remote === undefined) return { url: undefined, unclear: false, known: undefined };
  const { url, unclear = false, there } = remote.parse(record.remote);
  return { url, unclear, known: there && { ...there, started: record.startedAt !== undefined } };
}

/** @param url without it, nothing is there any more. */
export function remoteOf({ url, unclear, known }: Kept): z.infer<typeof remote> | undefined {
  if (url === undefined) return undefined;
  if (!known) return { url, ...(unclear && { unclear }) };
  const { started: _, ...there } = known;
  return { url, ...(unclear && { unclear }), there: { ...there, people: [...there.people] } };
}
