import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { RegistrationError } from '../../core/domain/errors.ts';
import { parseStepEvent, type StepEvent, type StepInput } from '../../core/domain/state.ts';

/**
 * A workflow step's handler: parses the event by the step's input schema, calls the core, returns its result.
 * What the core throws is the step's failure; the state machine routes it by the error's name.
 */
export function step<S extends z.ZodType, R>(
  schema: S,
  core: (event: StepInput<S>) => Promise<R>,
): (event: StepEvent, context: Pick<Context, 'awsRequestId'>) => Promise<R> {
  return (event, context) => withoutTexts(context, async () => core(parseStepEvent(schema, event)));
}

/**
 * Lets our own errors pass, whose texts are made of ids, and takes the text out of every other: an SDK's message may
 * quote an address or a key made of a name, and an error's text ends in the execution's history and in the log.
 * Its name, by which the state machine routes, and its stack's places stay.
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

/** Where in the code an error is from; the stack's other lines hold its text. */
export function placesOf({ stack = '' }: Error): string[] {
  return stack.split('\n').filter((line) => /^\s+at /.test(line));
}
