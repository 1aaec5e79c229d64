import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../../step-functions/language/check.ts';

const check = (definition: object) => problemsOf(definition, () => []);
const one = (state: object) => ({ StartAt: 'One', States: { One: { End: true, ...state } } });
const pass = (more: object = {}) => one({ Type: 'Pass', ...more });
const task = (more: object = {}) => one({ Type: 'Task', Resource: 'arn:aws:lambda:::function:f', ...more });
const inner = (more: object = {}) => ({
  StartAt: 'In',
  States: { In: { Type: 'Pass', End: true, ...more } },
});
const parallel = (more: object = {}, branch: object = {}) =>
  one({ Type: 'Parallel', Branches: [{ ...inner(), ...branch }], ...more });
const map = (more: object = {}, processor: object = {}) =>
  one({ Type: 'Map', ItemProcessor: { ...inner(), ...processor }, ...more });
const distributed = (more: object = {}, config: object = {}) =>
  map(more, { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD', ...config } });
const choice = (rule: object, more: object = {}) => ({
  StartAt: 'One',
  States: {
    One: { Type: 'Choice', Choices: [{ Next: 'Done', ...rule }], ...more },
    Done: { Type: 'Succeed' },
  },
});
const reader = (ReaderConfig: object, more: object = {}) =>
  distributed({
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      Parameters: { Bucket: 'b', Key: 'k' },
      ReaderConfig,
      ...more,
    },
  });

const jsonata = { QueryLanguage: 'JSONata' };
const all = ['States.ALL'];

describe('what runs', () => {
  test.each<[string, object]>([
    [
      'every field of a machine',
      { ...pass(), Comment: '', Version: '1.0', TimeoutSeconds: 9, QueryLanguage: 'JSONPath' },
    ],
    [
      'every field of a task',
      task({
        ...{ Comment: 'all of it', InputPath: '$$.Execution.Input', OutputPath: '$x', ResultPath: null },
        ...{ Parameters: { 'a.$': '$.a', b: '$.literal' }, ResultSelector: { 'a.$': '$.a[*]' } },
        ...{ TimeoutSecondsPath: '$.t', HeartbeatSeconds: 3, Assign: { 'x.$': '$' } },
        Retry: [
          {
            ...{ ErrorEquals: all, IntervalSeconds: 1, MaxAttempts: 0, BackoffRate: 1.5 },
            ...{ MaxDelaySeconds: 5, JitterStrategy: 'FULL' },
          },
        ],
        Catch: [{ ErrorEquals: all, Next: 'One', ResultPath: '$.failure', Assign: { y: 1 } }],
      }),
    ],
    ['empty Retry and Catch', task({ Retry: [], Catch: [] })],
    ['a Parallel', parallel({ Parameters: { 'a.$': '$.a' } })],
    ['a Map of the older form', one({ Type: 'Map', ItemsPath: '$.l', Parameters: {}, Iterator: inner() })],
    ['paths for numbers', map({ MaxConcurrencyPath: '$.m' })],
    [
      'every field of a Distributed Map',
      distributed({
        ...{
          Label: 'Rows',
          MaxConcurrency: 100,
          ToleratedFailurePercentage: 2.5,
          ToleratedFailureCountPath: '$.c',
        },
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: {
            InputType: 'CSV',
            CSVHeaderLocation: 'GIVEN',
            CSVHeaders: ['a'],
            CSVDelimiter: 'TAB',
            MaxItems: 5,
          },
          Parameters: { 'Bucket.$': '$.b', Key: 'k' },
        },
        ItemSelector: { 'v.$': '$$.Map.Item.Value' },
        ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'a.$': '$.a' } },
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Parameters: { Bucket: 'b', Prefix: 'p' },
          WriterConfig: { OutputType: 'JSONL', Transformation: 'COMPACT' },
        },
      }),
    ],
    ['a manifest without InputType', reader({ ManifestType: 'S3_INVENTORY' })],
    ['a WriterConfig alone', distributed({ ResultWriter: { WriterConfig: { Transformation: 'FLATTEN' } } })],
    [
      'a failure',
      {
        StartAt: 'F',
        States: { F: { Type: 'Fail', ErrorPath: '$.e', CausePath: "States.Format('{}', $.c)" } },
      },
    ],
    [
      'a result that looks like something else',
      pass({ Result: { 'a.$': 'States.Nothing($x[', Variable: 'x' } }),
    ],
    [
      'a choice',
      choice({
        And: [{ Variable: '$.a', IsPresent: true }, { Not: { Variable: '$x', StringMatches: 'a*' } }],
        Assign: { 'n.$': '$.n' },
      }),
    ],
    ['a machine of JSONata', { ...pass({ Output: '{% $states.input %}' }), ...jsonata }],
    ['a state of JSONata', pass({ ...jsonata, Output: null })],
    ['a condition', choice({ Condition: '{% $x > 1 %}', Output: {}, Assign: {} }, jsonata)],
    [
      'arguments that are one expression',
      distributed({
        ...jsonata,
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSON' },
          Arguments: '{% $states.input.where %}',
        },
      }),
    ],
    ['numbers in JSONata', one({ Type: 'Wait', Seconds: '{% $n %}', ...jsonata })],
  ])('%s', (_, definition) => {
    expect(check(definition)).toEqual([]);
  });
});

describe('what is refused, with the name of the state', () => {
  test.each<[definition: object, problem: string]>([
    [{ ...pass(), Colour: 'red' }, 'the field Colour'],
    [{ ...pass(), TimeoutSeconds: 0 }, 'the TimeoutSeconds 0'],
    [{ StartAt: 'Two', States: pass().States }, 'StartAt is Two, which is no state here'],
    [{ StartAt: 'Two', States: {} }, 'no states'],
    ...['Pass', 'Task', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'].map(
      (Type): [object, string] => [one({ Type, Colour: 'red' }), 'One: the field Colour'],
    ),
    [one({ Type: 'Teleport' }), 'One: the state type Teleport'],
    [one({ Type: 'constructor' }), 'One: the state type constructor'],
    [parallel({}, { TimeoutSeconds: 5 }), 'One: the field TimeoutSeconds'],
    [parallel({}, { StartAt: 'Out' }), 'One: StartAt is Out, which is no state here'],
    [parallel({}, inner({ Colour: 'red' })), 'In: the field Colour'],
    [map({}, inner({ Next: 'One', End: undefined })), 'In: One is no state here'],
    [parallel({ Branches: [inner(), inner()] }), 'In: two states have this name'],
    [parallel({ Branches: [] }), 'One: no Branches'],
    // Transitions.
    [pass({ End: undefined }), 'One: neither Next nor End'],
    [pass({ Next: 'One' }), 'One: Next and End together'],
    [pass({ End: undefined, Next: 'Two' }), 'One: Two is no state here'],
    [choice({ Variable: '$.a', IsNull: true }, { Default: 'Two' }), 'One: Two is no state here'],
    [choice({ Variable: '$.a', IsNull: true, Next: 'Two' }), 'One: Two is no state here'],
    [task({ Catch: [{ ErrorEquals: all, Next: 'Two' }] }), 'One: Two is no state here'],
    // Required, and not together.
    [one({ Type: 'Task' }), 'One: no Resource'],
    [one({ Type: 'Map' }), 'One: no ItemProcessor or Iterator'],
    [one({ Type: 'Wait' }), 'One: no Seconds or SecondsPath or Timestamp or TimestampPath'],
    [one({ Type: 'Wait', Seconds: 1, SecondsPath: '$.s' }), 'One: Seconds and SecondsPath together'],
    [one({ Type: 'Wait', Timestamp: '2026-01-02' }), 'One: the Timestamp 2026-01-02'],
    [one({ Type: 'Wait', Seconds: 1.5 }), 'One: the Seconds 1.5'],
    [one({ Type: 'Fail', Error: 'E', ErrorPath: '$.e' }), 'One: Error and ErrorPath together'],
    [pass({ Retry: [] }), 'One: the field Retry'],
    // Retry and Catch.
    [task({ Retry: [{ ErrorEquals: ['A'], Patience: 1 }] }), 'One: the field Patience'],
    [task({ Retry: [{ ErrorEquals: [] }] }), 'One: no ErrorEquals'],
    [
      task({ Retry: [{ ErrorEquals: all }, { ErrorEquals: ['A'] }] }),
      'One: States.ALL, which is neither alone nor last',
    ],
    [
      task({ Catch: [{ ErrorEquals: ['A', ...all], Next: 'One' }] }),
      'One: States.ALL, which is neither alone nor last',
    ],
    [task({ Retry: [{ ErrorEquals: all, BackoffRate: 0.5 }] }), 'One: the BackoffRate 0.5'],
    [task({ Retry: [{ ErrorEquals: all, MaxAttempts: 1.5 }] }), 'One: the MaxAttempts 1.5'],
    [task({ Retry: [{ ErrorEquals: all, JitterStrategy: 'SOME' }] }), 'One: the JitterStrategy SOME'],
    // Expressions.
    [
      pass({ Parameters: { 'a.$': 'States.Reverse($.a)' } }),
      'One: the function States.Reverse() in States.Reverse($.a)',
    ],
    [
      task({ ResultSelector: { a: [{ 'b.$': 'States.Array(States.Reverse($.a))' }] } }),
      'One: the function States.Reverse() in States.Array(States.Reverse($.a))',
    ],
    [pass({ Parameters: { 'a.$': 'a' } }), 'One: the expression "a"'],
    [pass({ Parameters: { 'a.$': 1 } }), 'One: the expression 1'],
    [pass({ Parameters: { 'a.$': 'States.Array(' } }), 'One: the expression States.Array('],
    [pass({ Assign: { 'a.$': '$.a[' } }), 'One: the path $.a['],
    [pass({ InputPath: '$.' }), 'One: the path $.'],
    [pass({ ResultPath: '$.a[*]' }), 'One: the path $.a[*], which names no place in the input'],
    [pass({ ResultPath: '$$.a' }), 'One: the path $$.a, which names no place in the input'],
    // Choices.
    [choice({ Variable: '$.a', StringSoundsLike: 'b' }), 'One: the field StringSoundsLike'],
    [
      choice({ Not: { Or: [{ Variable: '$.a', StringSoundsLike: 'b' }] } }),
      'One: the field StringSoundsLike',
    ],
    [choice({ Variable: '$.a', IsNull: true, IsString: true }), 'One: a choice with 2 comparisons'],
    [choice({ Not: { Variable: '$.a', IsNull: true, Next: 'Done' } }), 'One: the field Next'],
    [choice({ StringEquals: 'a' }), 'One: the expression undefined'],
    [choice({ Variable: '$.a', StringEqualsPath: 'b' }), 'One: the expression "b"'],
    [choice({}, jsonata), 'One: a choice without Condition'],
    // Query languages.
    [
      { ...pass({ QueryLanguage: 'JSONPath' }), ...jsonata },
      'One: the query language JSONPath in a machine of JSONata',
    ],
    [pass({ QueryLanguage: 'XPath' }), 'One: the query language XPath'],
    [pass({ Output: {} }), 'One: the field Output'],
    [pass({ ...jsonata, ResultPath: '$' }), 'One: the field ResultPath'],
    [{ ...task({ TimeoutSecondsPath: '$.a' }), ...jsonata }, 'One: the field TimeoutSecondsPath'],
    [
      pass({ ...jsonata, Output: { a: ['{% $x + %}'] } }),
      'One: the expression {% $x + %}: Unexpected end of expression',
    ],
    // Maps.
    [map({}, { ProcessorConfig: { Mode: 'ELSEWHERE' } }), 'One: the mode ELSEWHERE'],
    [map({ ItemBatcher: {} }), 'One: the field ItemBatcher of a Map that is not distributed'],
    [map({}, { ProcessorConfig: { ExecutionType: 'EXPRESS' } }), 'One: the field ExecutionType'],
    [distributed({}, { ExecutionType: undefined }), 'One: the execution type undefined'],
    [distributed({ Label: 'a b' }), 'One: the label a b'],
    [distributed({ Label: 'a'.repeat(41) }), `One: the label ${'a'.repeat(41)}`],
    [distributed({ ItemBatcher: { BatchInput: {} } }), 'One: an ItemBatcher without a limit'],
    [distributed({ ToleratedFailurePercentage: 101 }), 'One: the ToleratedFailurePercentage 101'],
    [distributed({ ItemsPath: '$.a', ItemReader: {} }), 'One: ItemReader and ItemsPath together'],
    [reader({ InputType: 'PARQUET' }), 'One: the input type PARQUET'],
    [reader({ ManifestType: 'ATHENA_DATA' }), 'One: the manifest ATHENA_DATA'],
    [reader({ InputType: 'CSV' }), 'One: the header location undefined'],
    [reader({ InputType: 'CSV', CSVHeaderLocation: 'GIVEN' }), 'One: no CSVHeaders'],
    [reader({ InputType: 'JSON' }, { Arguments: {} }), 'One: the field Arguments'],
    [
      reader({ InputType: 'JSON' }, { Resource: 'arn:aws:states:::dynamodb:scan' }),
      'One: the item reader arn:aws:states:::dynamodb:scan',
    ],
    [
      distributed({ ResultWriter: { WriterConfig: { Transformation: 'TURN' } } }),
      'One: the transformation TURN',
    ],
  ])('%j', (definition, problem) => {
    expect(check(definition)).toContain(problem);
  });

  test('a task that its integration does not know', () => {
    expect(problemsOf(task(), () => ['the integration x'])).toEqual(['One: the integration x']);
  });
});
