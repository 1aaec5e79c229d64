import type { Template } from 'aws-cdk-lib/assertions';

/** The definitions of a stack's state machines by the machines' names, with each Lambda's ARN as AWS would give it. */
export function definitionsOf(template: Template): Map<string, Definition> {
  const machines = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  return new Map(
    machines.map(({ Properties }) => {
      const parts = Properties.DefinitionString['Fn::Join'][1] as (string | { 'Fn::GetAtt'?: [string] })[];
      const text = parts.map((part) =>
        typeof part === 'string'
          ? part
          : `arn:aws:lambda:us-east-1:111122223333:function:${part['Fn::GetAtt']?.[0]}`,
      );
      return [Properties.StateMachineName, JSON.parse(text.join(''))];
    }),
  );
}

export interface Definition {
  StartAt: string;
  States: Record<string, State>;
}

export interface State {
  Type: string;
  Retry?: Retrier[];
  Branches?: Definition[];
  ItemProcessor?: Definition;
  ResultPath?: string;
  ResultSelector?: Record<string, unknown>;
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
