import { describe, expect, test } from 'vitest';
import { StepFunctions } from '../../step-functions/service.ts';
import { unsupported } from '../../step-functions/supported.ts';
import { lambda, oneTask, prefix, task } from './machines.ts';

const one = (state: object) => ({ StartAt: 'One', States: { One: { End: true, ...state } } });
const pass = (more: object) => one({ Type: 'Pass', ...more });
const branch = oneTask();
const parallel = (more: object = {}, inner: object = {}) =>
  one({ Type: 'Parallel', Branches: [{ ...branch, ...inner }], ...more });
const map = (more: object = {}, inner: object = {}) =>
  one({ Type: 'Map', ItemProcessor: { ...branch, ...inner }, ...more });
const choice = (rule: object, more: object = {}) => ({
  StartAt: 'One',
  States: {
    One: { Type: 'Choice', Choices: [{ Next: 'Done', ...rule }], ...more },
    Done: { Type: 'Succeed' },
  },
});
const invoke = (Parameters: object, Resource = 'arn:aws:states:::lambda:invoke') =>
  oneTask({ Resource, Parameters: { FunctionName: 'work', ...Parameters } });

const taskFields = {
  ...{ Comment: 'all of it', InputPath: '$.a', OutputPath: '$', ResultPath: null },
  ...{ Parameters: { 'a.$': '$.a', b: '$.literal' }, ResultSelector: { 'a.$': '$.a' }, TimeoutSeconds: 5 },
  Retry: [
    {
      ...{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 2 },
      ...{ MaxDelaySeconds: 5, JitterStrategy: 'FULL' },
    },
  ],
  Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Work', ResultPath: '$.failure' }],
};

describe('what runs here', () => {
  test.each<[string, object]>([
    ['a task with every known field', oneTask(taskFields)],
    ["Lambda's Invoke", invoke({ 'Payload.$': '$' })],
    ['a Lambda of a version', oneTask({ Resource: lambda('work:1') })],
    [
      'a whole machine',
      { ...oneTask(), Comment: '', Version: '1.0', TimeoutSeconds: 9, QueryLanguage: 'JSONPath' },
    ],
    ['a Parallel', parallel({ Parameters: { 'a.$': '$.a' } })],
    [
      'an inline Map',
      map({ ItemsPath: '$.list', MaxConcurrency: 2 }, { ProcessorConfig: { Mode: 'INLINE' } }),
    ],
    ["a Map's item", map({ ItemSelector: { 'a.$': '$$.Map.Item.Value', 'b.$': '$$.Map.Item.Value.name' } })],
    ['a wait', one({ Type: 'Wait', SecondsPath: '$.seconds' })],
    [
      'a failure',
      {
        StartAt: 'F',
        States: { F: { Type: 'Fail', ErrorPath: '$.e', CausePath: "States.Format('{}', $.c)" } },
      },
    ],
    [
      'a choice',
      choice({
        And: [{ Variable: '$.a', IsPresent: true }, { Not: { Variable: '$.a', StringMatches: 'a*' } }],
      }),
    ],
    [
      'a comparison of two paths',
      choice({ Variable: '$.a', NumericLessThanEqualsPath: '$.b' }, { Default: 'Done' }),
    ],
    [
      'a result that looks like something else',
      pass({ Result: { 'a.$': 'States.Nothing($x[*])', Variable: 'x' } }),
    ],
    [
      'the context',
      pass({ Parameters: { 'a.$': '$$', 'b.$': '$$.Execution', 'c.$': '$$.Execution.Input.x[0]' } }),
    ],
    [
      'a nested intrinsic',
      pass({ Parameters: { 'a.$': "States.ArrayLength(States.StringSplit($.a, ','))" } }),
    ],
    [
      'text in an intrinsic',
      pass({ Parameters: { 'a.$': "States.Format('$x (it\\'s) [*] f()', $['a b'])" } }),
    ],
  ])('%s', (_, definition) => {
    expect(unsupported(definition)).toEqual([]);
  });
});

describe('what is refused, by its name and that of the state', () => {
  test.each<[definition: object, problem: string]>([
    // JSONata, and what belongs to it.
    [{ ...oneTask(), QueryLanguage: 'JSONata' }, 'the query language JSONata'],
    [oneTask({ QueryLanguage: 'JSONata' }), 'Work: the query language JSONata'],
    [parallel({}, { QueryLanguage: 'JSONata' }), 'One: the query language JSONata'],
    [oneTask({ Arguments: {} }), 'Work: the field Arguments'],
    [oneTask({ Output: {} }), 'Work: the field Output'],
    [map({ Items: '{% $states.input %}' }), 'One: the field Items'],
    [choice({ Condition: '{% true %}' }), 'One: the field Condition'],
    // Variables.
    [oneTask({ Assign: { a: 1 } }), 'Work: the field Assign'],
    [choice({ Variable: '$.a', IsNull: true, Assign: {} }), 'One: the field Assign'],
    [
      oneTask({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Work', Assign: {} }] }),
      'Work: the field Assign',
    ],
    [pass({ Parameters: { 'a.$': '$counter' } }), 'One: the variable $counter'],
    [pass({ InputPath: '$counter.value' }), 'One: the variable $counter.value'],
    [pass({ Parameters: { 'a.$': 'States.MathAdd($counter, 1)' } }), 'One: the variable $counter'],
    // Distributed and deprecated Maps.
    [map({}, { ProcessorConfig: { Mode: 'DISTRIBUTED' } }), 'One: the mode DISTRIBUTED'],
    [
      map({}, { ProcessorConfig: { Mode: 'INLINE', ExecutionType: 'EXPRESS' } }),
      'One: the field ExecutionType',
    ],
    ...[
      ...[
        'ItemBatcher',
        'ItemReader',
        'ResultWriter',
        'Label',
        'Iterator',
        'Parameters',
        'MaxConcurrencyPath',
      ],
      ...['ToleratedFailureCount', 'ToleratedFailureCountPath'],
      ...['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
    ].map((field): [object, string] => [map({ [field]: '$.a' }), `One: the field ${field}`]),
    // Of tasks.
    ...['HeartbeatSeconds', 'HeartbeatSecondsPath', 'TimeoutSecondsPath', 'Credentials'].map(
      (field): [object, string] => [oneTask({ [field]: '$.a' }), `Work: the field ${field}`],
    ),
    [
      oneTask({ Resource: 'arn:aws:states:::sqs:sendMessage' }),
      'Work: the integration arn:aws:states:::sqs:sendMessage',
    ],
    [
      invoke({}, 'arn:aws:states:::lambda:invoke.waitForTaskToken'),
      'Work: the integration arn:aws:states:::lambda:invoke.waitForTaskToken',
    ],
    [
      invoke({}, 'arn:aws:states:::aws-sdk:lambda:invoke'),
      'Work: the integration arn:aws:states:::aws-sdk:lambda:invoke',
    ],
    [
      oneTask({ Resource: 'arn:aws:states:us-east-1:000000000000:activity:a' }),
      'Work: the integration arn:aws:states:us-east-1:000000000000:activity:a',
    ],
    [invoke({ InvocationType: 'Event' }), "Work: the field InvocationType of Lambda's Invoke"],
    [invoke({ Payload: { 'token.$': '$$.Task.Token' } }), "Work: the context's $$.Task.Token"],
    // What nobody knows.
    [{ ...oneTask(), Colour: 'red' }, 'the field Colour'],
    ...['Pass', 'Task', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'].map(
      (Type): [object, string] => [
        one({ Type, Resource: lambda('work'), Colour: 'red' }),
        'One: the field Colour',
      ],
    ),
    [parallel({}, { TimeoutSeconds: 5 }), 'One: the field TimeoutSeconds'],
    [oneTask({ Retry: [{ ErrorEquals: ['A'], Patience: 1 }] }), 'Work: the field Patience'],
    [one({ Type: 'Teleport' }), 'One: the state type Teleport'],
    [one({ Type: 'constructor' }), 'One: the state type constructor'],
    [choice({ Variable: '$.a', StringSoundsLike: 'b' }), 'One: the field StringSoundsLike'],
    [
      choice({ Not: { Or: [{ Variable: '$.a', StringSoundsLike: 'b' }] } }),
      'One: the field StringSoundsLike',
    ],
    [choice({ Variable: '$.a', IsNull: true, IsString: true }), 'One: a choice with 2 comparisons'],
    [choice({ Not: { Variable: '$.a', IsNull: true, Next: 'Done' } }), 'One: the field Next'],
    [
      pass({ Parameters: { 'a.$': 'States.Reverse($.a)' } }),
      'One: the function States.Reverse() in States.Reverse($.a)',
    ],
    [
      oneTask({ ResultSelector: { a: [{ 'b.$': 'States.Array(States.Reverse($.a))' }] } }),
      'Work: the function States.Reverse() in States.Array(States.Reverse($.a))',
    ],
    [pass({ Parameters: { 'a.$': '$.a.length()' } }), 'One: the function $.a.length() in $.a.length()'],
    [pass({ Parameters: { 'a.$': 'a' } }), 'One: the expression a'],
    [pass({ Parameters: { 'a.$': '$$.State.RetryCount' } }), "One: the context's $$.State.RetryCount"],
    [pass({ Parameters: { 'a.$': "$$['Task'].Token" } }), "One: the context's $$[''].Token"],
    // Where a path that finds nothing is an empty list on AWS.
    ...['$.a[*]', '$..a', '$.a.*', '$.a[0:2]', '$.a[0,1]'].map((path): [object, string] => [
      pass({ InputPath: path }),
      `One: ${path}, which may find several values`,
    ]),
  ])('%j', (definition, problem) => {
    expect(unsupported(definition)).toContain(problem);
  });

  test('in a state of a branch and in one of an iteration', () => {
    const inner = { States: { Work: task('work', { HeartbeatSeconds: 1 }) } };
    expect(unsupported(parallel({}, inner))).toEqual(['Work: the field HeartbeatSeconds']);
    expect(unsupported(map({}, inner))).toEqual(['Work: the field HeartbeatSeconds']);
  });

  test('before anything runs', () => {
    const machines = [{ name: 'm', arn: `${prefix}:stateMachine:m`, definition: oneTask({ Assign: {} }) }];
    expect(() => new StepFunctions({ machines, invoke: async () => null })).toThrow(
      'state machine m cannot run on the embedded cloud: Work: the field Assign',
    );
  });
});
