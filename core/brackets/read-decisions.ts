import type * as z from 'zod';
import { type Decision, decision, type TieBreak, tieBreak } from './decisions.ts';

/**
 * Reads the organisers' file of decisions, which a person may have written. What is not understood is a problem, and the
 * other decisions hold.
 *
 * @param text undefined where there is no file: nothing has been decided.
 * @returns problems in words, which name places in the file and quote nothing of it.
 */
export function readDecisions(text = '{}'): { decisions: Decision[]; ties: TieBreak[]; problems: string[] } {
  const file = fileIn(text);
  if (!file) return { decisions: [], ties: [], problems: ['Decisions: expected {"decisions": […]}'] };
  const decisions = understood('Decision', decision, file.decisions);
  const ties = understood('Tie', tieBreak, file.ties);
  return { decisions: decisions.read, ties: ties.read, problems: [...decisions.problems, ...ties.problems] };
}

/** The lists as they are in the file. */
function fileIn(text: string): { decisions: unknown[]; ties: unknown[] } | undefined {
  try {
    const file = JSON.parse(text.replace(/^\uFEFF/, ''));
    const { decisions = [], ties = [], ...others } = file;
    const known = !Array.isArray(file) && Object.keys(others).length === 0;
    return known && Array.isArray(decisions) && Array.isArray(ties) ? { decisions, ties } : undefined;
  } catch {
    return undefined;
  }
}

function understood<T>(what: string, schema: z.ZodType<T>, listed: readonly unknown[]) {
  const read: T[] = [];
  const problems: string[] = [];
  for (const [index, value] of listed.entries()) {
    const parsed = schema.safeParse(value);
    if (parsed.success) read.push(parsed.data);
    else {
      const wrong = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
      problems.push(`${what} ${index + 1}: ${wrong.join('; ')}`);
    }
  }
  return { read, problems };
}
