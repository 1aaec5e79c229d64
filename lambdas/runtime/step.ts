import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { RegistrationError } from '../../core/domain/errors.ts';
import { parseStepEvent, type StepEvent, type StepInput } from '../../core/domain/state.ts';

/**
 * A workflow step's handler: parses the event with the step's input schema, calls the core, returns its result.
 * An error that the core throws fails the step; the state machine routes it by its name.
 */
export function step<S extends z.ZodType, R>(
  schema: S,
  core: (event: StepInput<S>) => Promise<R>,
): (event: StepEvent, context: Pick<Context, 'awsRequestId'>) => Promise<R> {
  return (event, context) => withoutTexts(context, async () => core(parseStepEvent(schema, event)));
}

/**
 * Passes on our own errors, whose texts contain only ids, and removes the text from all others: an SDK's message may
 * quote an address or a key made from a name, and an error's text ends up in the execution's history and the log.
 * The name, by which the state machine routes, and the places in the stack stay.
 */
export async function withoutTexts<R>(
  { awsRequestId }: Pick<Context, 'awsRequestId'>,
  run: () => Promise<R>,
): Promise<R> {
  try {
    return await run();
  } catch (thrown) {
    if (thrown instanceof RegistrationError) throw thrown;
    const original = thrown instanceof Error ? thrown : new Error();
    const unexpected = new Error(
      `unexpected ${original.name} in request ${awsRequestId}; its text is withheld`,
    );
    unexpected.name = original.name;
    unexpected.stack = [`${unexpected.name}: ${unexpected.message}`, ...placesOf(original)].join('\n');
    throw unexpected;
  }
}

/** The places in the code from an error's stack; the other lines contain its text. */
export function placesOf({ stack = '' }: Error): string[] {
  return stack.split('\n').filter((line) => /^\s+at /.test(line));
}
