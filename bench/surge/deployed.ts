/** What a stage's template says of retries, limits and rates. */
import type { Template } from 'aws-cdk-lib/assertions';
import { definitionsOf, lambdaOf, type Retrier, type State, tasksOf } from '../../test/lib/machines.ts';

export interface Deployed {
  /** What is done when a step fails; a step is the same in every workflow. */
  retriersOf(step: string): readonly Retrier[];
  /** How many Lambdas are reserved for steps, by their labels, and for what is no step, such as the webhook. */
  reserved: ReadonlyMap<string, number>;
  /** What all Lambdas together may do in a second: `MAIL_PER_SECOND`. */
  rate(variable: string): number;
  /** How many batches a job's Map works on at once. */
  atATime(job: string): number;
}

export function deployedBy(template: Template): Deployed {
  const definitions = definitionsOf(template);
  const tasks = new Map([...definitions.values()].flatMap(tasksOf));
  const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
  const labels = new Map([...tasks].map(([label, task]) => [lambdaOf(task), label]));
  return {
    retriersOf: (step) => known(tasks.get(step), step).Retry ?? [],
    reserved: new Map(
      functions.flatMap(([id, { Properties }]) => {
        const count: number | undefined = Properties.ReservedConcurrentExecutions;
        return count === undefined ? [] : [[labels.get(id) ?? id, count] as const];
      }),
    ),
    rate(variable) {
      const values = functions.map(([, { Properties }]) => Properties.Environment?.Variables?.[variable]);
      return Number(
        known(
          values.find((value) => value !== undefined),
          variable,
        ),
      );
    },
    atATime(job) {
      const [, definition] = known(
        [...definitions].find(([name]) => name.endsWith(`-${job}`)),
        job,
      );
      const map = Object.values(definition.States).find(({ Type }) => Type === 'Map') as MapState | undefined;
      return known(map?.MaxConcurrency, `${job}'s Map`);
    },
  };
}

type MapState = State & { MaxConcurrency?: number };

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the template has no ${what}`);
  return value;
}
