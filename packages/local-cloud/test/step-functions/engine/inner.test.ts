import type { SFNClient } from '@aws-sdk/client-sfn';
import { App, Stack } from 'aws-cdk-lib';
import { Template as Synthesised } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, JsonPath, Map as MapState, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { describe, expect, test } from 'vitest';
import { Template } from '../../../template/template.ts';
import { cloud, failing, historyOf, lambda, lines, runToEnd, task } from '../machines.ts';

/** One Map, `Each`, over the input's `list`; each item goes through the task `Work`. */
const mapOf = (more: object = {}, work: object = {}) => ({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemsPath: '$.list',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Work',
        States: { Work: task('work', work) },
      },
      ...more,
      ...('Next' in more ? {} : { End: true }),
    },
    ...('Next' in more ? { After: { Type: 'Pass', End: true } } : {}),
  },
});
const attempt = ['LambdaFunctionScheduled', 'LambdaFunctionStarted'];
/** The lines of a history, an iteration's with its index. */
async function told(client: SFNClient, executionArn: string | undefined) {
  const events = await historyOf(client, executionArn);
  return lines(events).map((line, at) => {
    const details = Object.entries(events[at] ?? {}).find(([field]) => field.startsWith('mapIteration'))?.[1];
    return details ? `${line} ${details.index}` : line;
  });
}

describe('a Map', () => {
  test('runs its iterations and reads as on AWS', async () => {
    const { client, arn, stepFunctions } = await cloud(mapOf({ MaxConcurrency: 1, Next: 'After' }), {
      work: (item: number) => item * 2,
    });
    const { executionArn, output } = await runToEnd(client, arn, { list: [1, 2] });
    expect(output).toBe('[2,4]');
    expect(await told(client, executionArn)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 MapStateEntered Each',
      '3<-2 MapStateStarted',
      '4<-3 MapIterationStarted 0',
      '5<-4 TaskStateEntered Work',
      '6<-5 LambdaFunctionScheduled',
      '7<-6 LambdaFunctionStarted',
      '8<-7 LambdaFunctionSucceeded',
      '9<-8 TaskStateExited Work',
      '10<-9 MapIterationSucceeded 0',
      '11<-9 MapIterationStarted 1',
      '12<-11 TaskStateEntered Work',
      '13<-12 LambdaFunctionScheduled',
      '14<-13 LambdaFunctionStarted',
      '15<-14 LambdaFunctionSucceeded',
      '16<-15 TaskStateExited Work',
      '17<-16 MapIterationSucceeded 1',
      '18<-17 MapStateSucceeded',
      '19<-17 MapStateExited Each',
      '20<-19 PassStateEntered After',
      '21<-20 PassStateExited After',
      '22<-21 ExecutionSucceeded',
    ]);
    const events = await historyOf(client, executionArn);
    expect(events[2]?.mapStateStartedEventDetails).toEqual({ length: 2 });
    expect(events[3]?.mapIterationStartedEventDetails).toEqual({ name: 'Each', index: 0 });
    expect(events[16]?.mapIterationSucceededEventDetails).toEqual({ name: 'Each', index: 1 });
    expect(stepFunctions.countTransitions(executionArn ?? '')).toBe(4);
  });

  test.each([
    ['MaxConcurrency', { MaxConcurrency: 3 }, 3],
    ['40 when MaxConcurrency is absent', {}, 40],
    ['40 when MaxConcurrency is 0', { MaxConcurrency: 0 }, 40],
  ])(
    'runs at most as many at once as %s says, and gives results in the order of the items',
    async (_, more, most) => {
      let open = 0;
      let mostOpen = 0;
      const { client, arn } = await cloud(mapOf(more), {
        work: async (item: number) => {
          open += 1;
          mostOpen = Math.max(mostOpen, open);
          await new Promise((done) => setTimeout(done, (item * 7) % 5));
          open -= 1;
          return item;
        },
      });
      const list = Array.from({ length: 45 }, (_, index) => index);
      const { output } = await runToEnd(client, arn, { list });
      expect(JSON.parse(output ?? '')).toEqual(list);
      expect(mostOpen).toBe(most);
    },
  );

  test('of no items has no results', async () => {
    const { client, arn } = await cloud(mapOf());
    const { executionArn, output } = await runToEnd(client, arn, { list: [] });
    expect(output).toBe('[]');
    expect((await told(client, executionArn)).slice(2)).toEqual([
      '3<-2 MapStateStarted',
      '4<-3 MapStateSucceeded',
      '5<-3 MapStateExited Each',
      '6<-5 ExecutionSucceeded',
    ]);
  });

  test('makes the input of an iteration of the item, its index, the state and the context', async () => {
    const ItemSelector = {
      'value.$': '$$.Map.Item.Value',
      'text.$': "States.Format('{} of {}', $$.Map.Item.Index, $.tournament)",
      'execution.$': '$$.Execution.Name',
      'state.$': '$$.State.Name',
      fixed: [1],
    };
    const { client, arn } = await cloud(mapOf({ InputPath: '$.all', ItemSelector }), {
      work: (payload) => payload,
    });
    const { output } = await runToEnd(client, arn, { all: { tournament: 'cup', list: ['a', 'b'] } }, 'cup_1');
    const common = { execution: 'cup_1', state: 'Each', fixed: [1] };
    expect(JSON.parse(output ?? '')).toEqual([
      { value: 'a', text: '0 of cup', ...common },
      { value: 'b', text: '1 of cup', ...common },
    ]);
  });

  test('lets the states of an iteration see its item beside the execution', async () => {
    const Parameters = {
      'item.$': '$$.Map.Item',
      'name.$': '$$.Execution.Name',
      'state.$': '$$.State.Name',
      'input.$': '$$.Execution.Input.list',
    };
    const branch = { StartAt: 'Work', States: { Work: task('work', { Parameters }) } };
    const both = { StartAt: 'Both', States: { Both: { Type: 'Parallel', Branches: [branch], End: true } } };
    const { client, arn } = await cloud(mapOf({ ItemProcessor: both }), { work: (payload) => payload });
    const { output } = await runToEnd(client, arn, { list: ['a', 'b'] }, 'cup_1');
    const seen = (Value: string, Index: number) => [
      { item: { Value, Index }, name: 'cup_1', state: 'Work', input: ['a', 'b'] },
    ];
    expect(JSON.parse(output ?? '')).toEqual([seen('a', 0), seen('b', 1)]);
  });

  test('selects from its results, and puts them where its paths say', async () => {
    const definition = mapOf({ ResultSelector: { 'first.$': '$[0]' }, ResultPath: '$.done' });
    const { client, arn } = await cloud(definition, { work: (item) => item });
    const { output } = await runToEnd(client, arn, { list: ['a', 'b'] });
    expect(JSON.parse(output ?? '')).toEqual({ list: ['a', 'b'], done: { first: 'a' } });
  });

  test('in a Map sees the inner item, and the history has the iterations of both', async () => {
    const Parameters = { 'index.$': '$$.Map.Item.Index', 'value.$': '$' };
    const inner = {
      StartAt: 'Inner',
      States: {
        Inner: {
          Type: 'Map',
          ItemProcessor: { StartAt: 'Keep', States: { Keep: { Type: 'Pass', Parameters, End: true } } },
          End: true,
        },
      },
    };
    const { client, arn, stepFunctions } = await cloud(mapOf({ ItemProcessor: inner, MaxConcurrency: 1 }));
    const { executionArn, output } = await runToEnd(client, arn, { list: [['a', 'b'], []] });
    expect(JSON.parse(output ?? '')).toEqual([
      [
        { index: 0, value: 'a' },
        { index: 1, value: 'b' },
      ],
      [],
    ]);
    const names = (await historyOf(client, executionArn)).map(
      (event) => event.mapIterationSucceededEventDetails,
    );
    expect(names.filter((details) => details !== undefined)).toEqual([
      { name: 'Inner', index: 0 },
      { name: 'Inner', index: 1 },
      { name: 'Each', index: 0 },
      { name: 'Each', index: 1 },
    ]);
    expect(stepFunctions.countTransitions(executionArn ?? '')).toBe(5);
  });
});

describe('a Map of which an iteration fails', () => {
  const Catch = [{ ErrorEquals: ['BadError'], ResultPath: '$.failure', Next: 'After' }];

  test('stops the others, starts no more, and is caught', async () => {
    let fail: (error: Error) => void = () => undefined;
    const begun: string[] = [];
    const definition = mapOf({ MaxConcurrency: 2, Catch, Next: 'After' });
    const { client, arn } = await cloud(definition, {
      work: (item: string) => {
        begun.push(item);
        if (begun.length === 2) setTimeout(() => fail(failing('BadError')), 5);
        return new Promise((_, reject) => {
          if (item === 'b') fail = reject;
        });
      },
    });
    const { executionArn, output } = await runToEnd(client, arn, { list: ['a', 'b', 'c'] });
    expect(JSON.parse(output ?? '').failure).toMatchObject({ Error: 'BadError' });
    expect(begun).toEqual(['a', 'b']);
    const events = await told(client, executionArn);
    const failed = events.findIndex((line) => line.endsWith('LambdaFunctionFailed')) + 1;
    expect(events.slice(failed)).toEqual([
      `${failed + 1}<-${failed} MapIterationFailed 1`,
      `${failed + 2}<-${failed} TaskStateAborted`,
      `${failed + 3}<-${failed} MapIterationAborted 0`,
      `${failed + 4}<-${failed} TaskStateAborted`,
      `${failed + 5}<-${failed} MapStateFailed`,
      `${failed + 6}<-${failed + 5} MapStateExited Each`,
      `${failed + 7}<-${failed + 6} PassStateEntered After`,
      `${failed + 8}<-${failed + 7} PassStateExited After`,
      `${failed + 9}<-${failed + 8} ExecutionSucceeded`,
    ]);
  });

  test('is tried again whole, without a failure of its own in between', async () => {
    let calls = 0;
    const Retry = [{ ErrorEquals: ['BadError'], MaxAttempts: 1 }];
    const { client, arn, stepFunctions } = await cloud(mapOf({ Retry }), {
      work: () => {
        calls += 1;
        if (calls === 1) throw failing('BadError');
        return calls;
      },
    });
    const { executionArn, output } = await runToEnd(client, arn, { list: ['a'] });
    expect(output).toBe('[2]');
    expect((await historyOf(client, executionArn)).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      ...['MapStateStarted', 'MapIterationStarted', 'TaskStateEntered', ...attempt, 'LambdaFunctionFailed'],
      ...['MapIterationFailed', 'TaskStateAborted'],
      ...[
        'MapStateStarted',
        'MapIterationStarted',
        'TaskStateEntered',
        ...attempt,
        'LambdaFunctionSucceeded',
      ],
      ...['TaskStateExited', 'MapIterationSucceeded', 'MapStateSucceeded', 'MapStateExited'],
      'ExecutionSucceeded',
    ]);
    expect(stepFunctions.countTransitions(executionArn ?? '')).toBe(4);
  });

  test('does not fail when the iteration itself catches the error', async () => {
    const own = {
      StartAt: 'Work',
      States: {
        Work: { ...task('work', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Mark' }] }) },
        Mark: { Type: 'Pass', Result: 'failed', End: true },
      },
    };
    const { client, arn } = await cloud(mapOf({ ItemProcessor: own }), {
      work: (item: string) => {
        if (item === 'b') throw failing('BadError');
        return item;
      },
    });
    const { output } = await runToEnd(client, arn, { list: ['a', 'b', 'c'] });
    expect(output).toBe('["a","failed","c"]');
  });

  test('is aborted itself where a neighbour in a Parallel fails', async () => {
    let fail: (error: Error) => void = () => undefined;
    const Branches = [
      { StartAt: 'Bad', States: { Bad: task('bad') } },
      { StartAt: 'Each', States: mapOf().States },
    ];
    const { client, arn } = await cloud(
      { StartAt: 'Both', States: { Both: { Type: 'Parallel', Branches, End: true } } },
      {
        bad: () => new Promise((_, reject) => (fail = reject)),
        work: () => {
          setTimeout(() => fail(failing('BadError')), 5);
          return new Promise(() => undefined);
        },
      },
    );
    const { executionArn, status, error } = await runToEnd(client, arn, { list: ['a'] });
    expect([status, error]).toEqual(['FAILED', 'BadError']);
    const types = (await historyOf(client, executionArn)).map(({ type }) => type);
    expect(types.slice(-4)).toEqual([
      'TaskStateAborted',
      'MapStateAborted',
      'ParallelStateFailed',
      'ExecutionFailed',
    ]);
  });

  test.each([
    ['what is no list', {}, { list: 'a' }, 'Reference path "$.list" must point to array.'],
    ['a selection of what is not there', { ItemSelector: { 'a.$': '$.absent' } }, { list: [1] }, '$.absent'],
  ])('because of %s fails for good, and says where', async (_, more, input, words) => {
    const definition = mapOf({
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }],
      Next: 'After',
      ...more,
    });
    const { client, arn } = await cloud(definition);
    const { status, error, cause } = await runToEnd(client, arn, input);
    expect([status, error]).toEqual(['FAILED', 'States.Runtime']);
    expect(cause).toContain("while executing the state 'Each' (entered at the event id #2)");
    expect(cause).toContain(words);
  });
});

test('a Map as CDK writes it runs', async () => {
  const stack = new Stack(new App(), 'Stack');
  const work = new LambdaInvoke(stack, 'Work', {
    lambdaFunction: LambdaFunction.fromFunctionArn(stack, 'Function', lambda('work')),
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
  });
  const each = new MapState(stack, 'Each', {
    itemsPath: '$.list',
    itemSelector: {
      item: JsonPath.stringAt('$$.Map.Item.Value'),
      index: JsonPath.numberAt('$$.Map.Item.Index'),
      tournament: JsonPath.stringAt('$.tournament'),
    },
    maxConcurrency: 5,
    resultPath: '$.done',
  });
  const caught = new Pass(stack, 'Caught');
  const definition = each.itemProcessor(work).addCatch(caught, { resultPath: '$.failure' });
  new StateMachine(stack, 'Machine', { definitionBody: DefinitionBody.fromChainable(definition) });
  const template = new Template(Synthesised.fromStack(stack).toJSON(), { stackName: 'Stack' });
  const [machine] = template.resourcesOf('AWS::StepFunctions::StateMachine');

  const { client, arn } = await cloud(JSON.parse(String(machine?.properties.DefinitionString)), {
    work: ({ item, index }: { item: string; index: number }) => {
      if (item === 'bad') throw failing('BadError');
      return `${item}${index}`;
    },
  });
  const good = await runToEnd(client, arn, { tournament: 'cup', list: ['a', 'b'] });
  expect(JSON.parse(good.output ?? '')).toEqual({ tournament: 'cup', list: ['a', 'b'], done: ['a0', 'b1'] });
  const bad = await runToEnd(client, arn, { tournament: 'cup', list: ['a', 'bad'] });
  expect(JSON.parse(bad.output ?? '').failure).toMatchObject({ Error: 'BadError' });
});
