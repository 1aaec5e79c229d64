import type { Template } from 'aws-cdk-lib/assertions';

/** The definitions of a stack's state machines by the machines' names, with each Lambda's ARN as AWS would give it. */
export function definitionsOf(template: Template): Map<string, Definition> {
  const machines = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  return new Map(
    machines.map(({ Properties }) => {
      const parts = Properties.DefinitionString['Fn::Join'][1] as (string | Intrinsic)[];
      const text = parts.map((part) => (typeof part === 'string' ? part : resolved(part)));
      return [Properties.StateMachineName, JSON.parse(text.join(''))];
    }),
  );
}

interface Intrinsic {
  Ref?: string;
  'Fn::GetAtt'?: [string];
}

/** Of anything that has a name, its logical id is the name. */
function resolved({ Ref, 'Fn::GetAtt': attribute }: Intrinsic): string {
  if (Ref !== undefined) return Ref === 'AWS::Partition' ? 'aws' : Ref;
  return `arn:aws:lambda:us-east-1:111122223333:function:${attribute?.[0]}`;
}

/** The definition of one state machine, of the stage `local` when nothing else is said. */
export function definitionOf(template: Template, name = 'tkd-registration-local'): Definition {
  const definition = definitionsOf(template).get(name);
  if (!definition) throw new Error(`no state machine ${name}`);
  return definition;
}

export interface Definition {
  StartAt: string;
  States: Record<string, State>;
  TimeoutSeconds?: number;
}

export interface State {
  Type: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: { Next: string }[];
  Retry?: Retrier[];
  Catch?: { ErrorEquals: string[]; ResultPath: string; Next: string }[];
  TimeoutSeconds?: number;
  Resource?: string;
  Parameters?: Record<string, unknown>;
  ResultPath?: string;
  ResultSelector?: Record<string, string>;
  Branches?: Definition[];
  ItemProcessor?: Definition & { ProcessorConfig: { Mode: string } };
  /** Of a Distributed Map. */
  ItemReader?: { Parameters: Record<string, string> };
}

export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds: number;
  BackoffRate: number;
  MaxAttempts: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: string;
}

/** Every task of a definition by its label, those of its branches and maps included. */
export function tasksOf({ States }: Definition): [label: string, State][] {
  return Object.entries(States).flatMap(([label, state]) => {
    const inner = [...(state.Branches ?? []), ...(state.ItemProcessor ? [state.ItemProcessor] : [])];
    return [...(state.Type === 'Task' ? [[label, state] as [string, State]] : []), ...inner.flatMap(tasksOf)];
  });
}

/** Whether a task starts executions of another machine, and is no Lambda. */
export const startsExecutions = ({ Resource = '' }: State) => Resource.endsWith(':states:startExecution');

/** The logical id of the Lambda that a task invokes. */
export function lambdaOf({ Resource = '' }: State): string {
  return Resource.replace(/^.*:/, '');
}

/**
 * The labels of the states that follow each other from `start` on.
 * @param choose where to go at a choice; the chain ends there when left out.
 */
export function chainFrom(
  { States, StartAt }: Definition,
  start = StartAt,
  choose: (label: string, choice: State) => string | undefined = () => undefined,
): string[] {
  const chain: string[] = [];
  for (let label: string | undefined = start; label !== undefined; ) {
    chain.push(label);
    const state: State | undefined = States[label];
    label = state?.Type === 'Choice' ? choose(label, state) : state?.Next;
  }
  return chain;
}
