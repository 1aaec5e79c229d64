/**
 * The part of Amazon States Language that is read here.
 * Source: https://states-language.net/spec.html
 */

export type QueryLanguage = 'JSONPath' | 'JSONata';

/** One state; only the fields read here are spelt out. */
export interface State {
  Type: string;
  QueryLanguage?: QueryLanguage;
  Resource?: string;
  InputPath?: string | null;
  OutputPath?: string | null;
  ResultPath?: string | null;
  Branches?: Definition[];
  ItemProcessor?: Definition;
  /** The older name of ItemProcessor. */
  Iterator?: Definition;
  ItemsPath?: string;
  MaxConcurrency?: number;
  Next?: string;
  Default?: string;
  Choices?: ChoiceRule[];
  Retry?: Retrier[];
  Catch?: Catcher[];
  TimeoutSeconds?: number;
  [field: string]: unknown;
}

export interface Retrier {
  ErrorEquals: string[];
  /** 1 when left out. */
  IntervalSeconds?: number;
  /** 3 when left out. */
  MaxAttempts?: number;
  /** 2 when left out. */
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher {
  ErrorEquals: string[];
  Next: string;
  ResultPath?: string | null;
  Output?: unknown;
  Assign?: Record<string, unknown>;
}

export interface ChoiceRule {
  Next: string;
  /** JSONata. */
  Condition?: unknown;
  Output?: unknown;
  Assign?: Record<string, unknown>;
  [operator: string]: unknown;
}

export interface Definition {
  StartAt: string;
  States: Record<string, State>;
  Comment?: string;
  QueryLanguage?: QueryLanguage;
  TimeoutSeconds?: number;
  ProcessorConfig?: { Mode?: string; ExecutionType?: string };
  [field: string]: unknown;
}

export const lambdaFunction = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:.+$/;

/** The definitions inside a state: a Parallel's branches, or what a Map does to each item. */
export function innerOf({ Branches = [], ItemProcessor, Iterator: older }: State): Definition[] {
  const processor = ItemProcessor ?? older;
  return processor ? [...Branches, processor] : Branches;
}

/** A definition and all those inside its states. */
export const allDefinitions = (definition: Definition): Definition[] => [
  definition,
  ...Object.values(definition.States ?? {})
    .flatMap(innerOf)
    .flatMap(allDefinitions),
];
