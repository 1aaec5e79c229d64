/** Random state machines of every type of state, nested, and what becomes of each by a simple model. */
import fc from 'fast-check';
import type { Definition, State } from '../../../step-functions/definition.ts';
import { lambda } from '../machines.ts';

/** What one or two states do to the value that they are given. */
type Step =
  | { kind: 'pass' | 'jsonata' | 'wait' | 'choice' }
  /** The call fails so often before it succeeds, with so many retries; `caught` when there is a Catch. */
  | { kind: 'task'; failures: number; retries: number; caught: boolean }
  | { kind: 'fail' | 'succeed' }
  | { kind: 'parallel'; branches: Step[][]; caught: boolean }
  | { kind: 'map'; items: number; steps: Step[]; atOnce: number; caught: boolean };

export type Plan = Step[];

const taskStep = fc.record({
  kind: fc.constant('task'),
  failures: fc.constantFrom(0, 0, 0, 0, 1, 2, 9),
  retries: fc.integer({ min: 0, max: 2 }),
  caught: fc.boolean(),
});

/** @param fewestItems of a Map; where it is 0, calls with different pasts may look alike. */
export const plansWith = ({ fewestItems }: { fewestItems: number }): fc.Arbitrary<Plan> =>
  fc.letrec<{ plan: Step[]; step: Step }>((tie) => ({
    plan: fc.array(tie('step'), { minLength: 1, maxLength: 3 }),
    step: fc.oneof(
      { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
      fc.record({ kind: fc.constantFrom('pass', 'jsonata', 'wait', 'choice') }),
      taskStep,
      taskStep,
      fc.record({ kind: fc.constantFrom('pass', 'pass', 'fail', 'succeed') }),
      fc.record({
        kind: fc.constant('parallel'),
        branches: fc.array(tie('plan'), { minLength: 1, maxLength: 3 }),
        caught: fc.boolean(),
      }),
      fc.record({
        kind: fc.constant('map'),
        items: fc.integer({ min: fewestItems, max: 2 }),
        steps: tie('plan'),
        atOnce: fc.integer({ min: 0, max: 2 }),
        caught: fc.boolean(),
      }),
    ) as fc.Arbitrary<Step>,
  })).plan;

/** The one error that anything fails with. */
export const failure = { Error: 'PlannedError', Cause: 'planned' };
class PlannedError extends Error {}

const itemsOf = (step: { items: number }, name: string) =>
  Array.from({ length: step.items }, (_, index) => `${name} ${index}`);

/** What the machine of a plan gives for a value. @returns undefined when it fails. */
export function modelOf(plan: Plan, value: unknown): { output: unknown } | undefined {
  try {
    return { output: outcomeOf(plan, value, '') };
  } catch (error) {
    if (error instanceof PlannedError) return undefined;
    throw error;
  }
}

function outcomeOf(steps: Step[], given: unknown, prefix: string): unknown {
  let value = given;
  for (const [index, step] of steps.entries()) {
    const name = `${prefix}${index}`;
    if (step.kind === 'succeed') return value;
    try {
      value = stepOutcome(step, value, name);
    } catch (error) {
      if (!(error instanceof PlannedError) || !('caught' in step) || !step.caught) throw error;
      value = { input: value, failure };
    }
  }
  return value;
}

function stepOutcome(step: Step, value: unknown, name: string): unknown {
  switch (step.kind) {
    case 'task':
      if (step.failures > step.retries) throw new PlannedError();
      return { input: value, name, retries: step.failures };
    case 'fail':
      throw new PlannedError();
    case 'parallel': {
      return step.branches.map((branch, index) => outcomeOf(branch, value, `${name}b${index}s`));
    }
    case 'map': {
      const items = itemsOf(step, name);
      return items.map((item) => outcomeOf(step.steps, { input: { value, items }, item }, `${name}i`));
    }
    case 'choice':
      return { input: value, name: `${name} ${Array.isArray(value) && value.length > 0 ? 'list' : 'other'}` };
    case 'wait':
      return value;
    default:
      return { input: value, name };
  }
}

/** A definition that does what the plan says. Every task is a Lambda function named `work`. */
export function definitionOf(steps: Step[], prefix = ''): Definition {
  const States: Record<string, State> = {};
  for (const [index, step] of steps.entries()) {
    const name = `${prefix}${index}`;
    const next = `${prefix}${index + 1}`;
    const going = index + 1 < steps.length ? { Next: next } : { End: true };
    Object.assign(States, statesOf(step, name, going));
  }
  return { StartAt: `${prefix}0`, States };
}

type Going = { Next: string } | { End: boolean };

function statesOf(step: Step, name: string, going: Going): Record<string, State> {
  const Parameters = { 'input.$': '$', name };
  const caught = `${name} caught`;
  // A Catch goes to a state of its own, so that there is one.
  const Catch = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: caught }];
  const keep = { Type: 'Pass', Parameters: { 'input.$': '$', failure: {} }, ...going };
  const wrapped = (state: State, steps: Record<string, State> = {}): Record<string, State> => ({
    [name]: { Type: 'Pass', Parameters: { 'value.$': '$' }, Next: `${name} work` },
    [`${name} work`]: { ...state, Catch, ...going },
    [caught]: {
      Type: 'Pass',
      Parameters: { 'input.$': '$.value', 'failure.$': '$.failure' },
      ...going,
    },
    ...steps,
  });
  switch (step.kind) {
    case 'pass':
      return { [name]: { Type: 'Pass', Parameters, ...going } };
    case 'jsonata': {
      const Output = { input: '{% $states.input %}', name };
      return { [name]: { Type: 'Pass', QueryLanguage: 'JSONata', Output, ...going } };
    }
    case 'wait':
      return { [name]: { Type: 'Wait', Seconds: 1, ...going } };
    case 'succeed':
      return { [name]: { Type: 'Succeed' } };
    case 'fail':
      return { [name]: { Type: 'Fail', ...failure } };
    case 'choice': {
      const [list, other] = [`${name} list`, `${name} other`];
      const end = (chosen: string) => ({ ...keep, Parameters: { 'input.$': '$', name: chosen } });
      const Choices = [{ Variable: '$[0]', IsPresent: true, Next: list }];
      return { [name]: { Type: 'Choice', Choices, Default: other }, [list]: end(list), [other]: end(other) };
    }
    case 'task': {
      const Retry = [
        { ErrorEquals: [failure.Error], MaxAttempts: step.retries, JitterStrategy: 'FULL' as const },
      ];
      const work = {
        'input.$': step.caught ? '$.value' : '$',
        name,
        'retries.$': '$$.State.RetryCount',
        failures: step.failures,
      };
      const state = {
        Type: 'Task',
        Resource: lambda('work'),
        Parameters: work,
        ResultSelector: { 'input.$': '$.input', 'name.$': '$.name', 'retries.$': '$.retries' },
        Retry,
      };
      return step.caught ? wrapped(state) : { [name]: { ...state, ...going } };
    }
    case 'parallel': {
      const Branches = step.branches.map((branch, index) => definitionOf(branch, `${name}b${index}s`));
      const state = { Type: 'Parallel', Branches };
      return step.caught ? wrapped({ ...state, InputPath: '$.value' }) : { [name]: { ...state, ...going } };
    }
    case 'map': {
      const state = {
        Type: 'Map',
        ItemsPath: '$.items',
        ItemSelector: { 'input.$': '$', 'item.$': '$$.Map.Item.Value' },
        ItemProcessor: definitionOf(step.steps, `${name}i`),
        MaxConcurrency: step.atOnce,
      };
      const given = { 'value.$': step.caught ? '$.value' : '$', items: itemsOf(step, name) };
      const Items = { Type: 'Pass', Parameters: given, ...(step.caught && { ResultPath: '$.given' }) };
      if (!step.caught) {
        return { [name]: { ...Items, Next: `${name} each` }, [`${name} each`]: { ...state, ...going } };
      }
      const { [name]: first, ...others } = wrapped({ ...state, InputPath: '$.given' });
      return {
        [name]: { ...first, Next: `${name} items` } as State,
        [`${name} items`]: { ...Items, Next: `${name} work` },
        ...others,
      };
    }
  }
}
