/**
 * Which fields a state may have, by its type and its query language. It is a list of what runs here: a definition with
 * anything else is refused before it runs.
 *
 * Source: https://states-language.net/spec.html, and for Distributed Map
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */

interface KnownFields {
  both: readonly string[];
  JSONPath: readonly string[];
  JSONata: readonly string[];
}

const transition = ['Next', 'End'];
const paths = ['InputPath', 'OutputPath'];
const errors = ['Retry', 'Catch'];
const pathOfWork = [...paths, 'ResultSelector', 'ResultPath'];
const tolerated = ['ToleratedFailureCount', 'ToleratedFailurePercentage'];

export const stateFields: Record<string, KnownFields> = {
  Choice: { both: ['Choices', 'Default', 'Assign'], JSONPath: paths, JSONata: ['Output'] },
  Fail: { both: ['Error', 'Cause'], JSONPath: ['ErrorPath', 'CausePath'], JSONata: [] },
  Map: {
    both: [
      ...transition,
      ...errors,
      ...['Assign', 'ItemProcessor', 'Iterator', 'ItemSelector', 'MaxConcurrency'],
      ...['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label', ...tolerated],
    ],
    JSONPath: [
      ...pathOfWork,
      ...['ItemsPath', 'Parameters', 'MaxConcurrencyPath', ...tolerated.map((field) => `${field}Path`)],
    ],
    JSONata: ['Items', 'Output'],
  },
  Parallel: {
    both: [...transition, ...errors, 'Assign', 'Branches'],
    JSONPath: [...pathOfWork, 'Parameters'],
    JSONata: ['Arguments', 'Output'],
  },
  Pass: {
    both: [...transition, 'Assign'],
    JSONPath: [...paths, 'Parameters', 'Result', 'ResultPath'],
    JSONata: ['Output'],
  },
  Succeed: { both: [], JSONPath: paths, JSONata: ['Output'] },
  Task: {
    both: [...transition, ...errors, 'Assign', 'Resource', 'TimeoutSeconds', 'HeartbeatSeconds'],
    JSONPath: [...pathOfWork, 'Parameters', 'TimeoutSecondsPath', 'HeartbeatSecondsPath'],
    JSONata: ['Arguments', 'Output'],
  },
  Wait: {
    both: [...transition, 'Assign', 'Seconds', 'Timestamp'],
    JSONPath: [...paths, 'SecondsPath', 'TimestampPath'],
    JSONata: ['Output'],
  },
};

/** Of every state. */
export const commonFields = ['Type', 'Comment', 'QueryLanguage'];

export const definitionFields = ['Comment', 'StartAt', 'States'];
export const machineFields = [...definitionFields, 'QueryLanguage', 'TimeoutSeconds', 'Version'];
export const processorFields = [...definitionFields, 'QueryLanguage', 'ProcessorConfig'];
export const branchFields = [...definitionFields, 'QueryLanguage'];

export const retrierFields = [
  ...['Comment', 'ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate'],
  ...['MaxDelaySeconds', 'JitterStrategy'],
];
export const catcherFields: KnownFields = {
  both: ['Comment', 'ErrorEquals', 'Next', 'Assign'],
  JSONPath: ['ResultPath'],
  JSONata: ['Output'],
};

/** Fields of which a state has at most one, whatever its query language. */
export const exclusiveFields: readonly (readonly string[])[] = [
  ['Next', 'End'],
  ['Error', 'ErrorPath'],
  ['Cause', 'CausePath'],
  ['ItemProcessor', 'Iterator'],
  ['ItemSelector', 'Parameters'],
  ['ItemReader', 'ItemsPath'],
  ['ItemReader', 'Items'],
  ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
  ...['MaxConcurrency', 'TimeoutSeconds', 'HeartbeatSeconds', ...tolerated].map((field) => [
    field,
    `${field}Path`,
  ]),
];

/** Fields of a Map that only a distributed one has. */
export const distributedFields = [
  ...['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'],
  ...tolerated.flatMap((field) => [field, `${field}Path`]),
];

const comparisons = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'];
/** The comparisons of a Choice in JSONPath. */
export const choiceOperators = [
  ...['String', 'Numeric', 'Timestamp'].flatMap((type) => comparisons.map((one) => `${type}${one}`)),
  'BooleanEquals',
].flatMap((operator) => [operator, `${operator}Path`]);
choiceOperators.push(
  ...['StringMatches', 'IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp'],
);

/** The smallest value of each number, and whether it may have a fraction. Source: awslabs/statelint StateMachine.j2119 */
export const numbers: Record<string, { from: number; to?: number; fraction?: true }> = {
  TimeoutSeconds: { from: 1, to: 99_999_999 },
  HeartbeatSeconds: { from: 1, to: 99_999_999 },
  Seconds: { from: 0 },
  MaxConcurrency: { from: 0 },
  ToleratedFailureCount: { from: 0 },
  ToleratedFailurePercentage: { from: 0, to: 100, fraction: true },
  IntervalSeconds: { from: 1, to: 99_999_999 },
  MaxAttempts: { from: 0, to: 99_999_999 },
  MaxDelaySeconds: { from: 1, to: 31_622_400 },
  BackoffRate: { from: 1, fraction: true },
};
