import {
  type DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  type SFNClient,
  SFNServiceException,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { Executions } from '../../../core/clients/executions.ts';
import { RateLimitedError, ServiceUnavailableError } from '../../../core/domain/errors.ts';

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:registration';
const arnOf = (name: string) => `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
const $metadata = { httpStatusCode: 400 };

/** Step Functions with these executions, by name; like AWS, it refuses a name in use. */
function stepFunctions(statuses: Record<string, ExecutionStatus> = {}) {
  const executions = new Map(Object.entries(statuses));
  const started: { name?: string; input?: string }[] = [];
  const send = async (command: unknown) => {
    if (command instanceof StartExecutionCommand) {
      const { name = '', input, stateMachineArn } = command.input;
      expect(stateMachineArn).toBe(machine);
      if (executions.has(name)) throw new ExecutionAlreadyExists({ message: '', $metadata });
      executions.set(name, 'RUNNING');
      started.push({ name, input });
      return {};
    }
    const { executionArn } = (command as DescribeExecutionCommand).input;
    const found = [...executions].find(([name]) => arnOf(name) === executionArn);
    if (!found) throw new ExecutionDoesNotExist({ message: '', $metadata });
    return { status: found[1] };
  };
  return { executions: new Executions({ send } as unknown as SFNClient, machine), started };
}

describe('an entry is started', () => {
  test('under its own id, with its id alone as input', async () => {
    const { executions, started } = stepFunctions();
    await executions.start('cs_test_1', 'evt_1');
    expect(started).toEqual([{ name: 'cs_test_1', input: '{"entryId":"cs_test_1"}' }]);
  });

  test.each(['RUNNING', 'SUCCEEDED', 'ABORTED', 'PENDING_REDRIVE'] as const)(
    'once: an execution that is %s is left alone',
    async (status) => {
      const { executions, started } = stepFunctions({ cs_test_1: status });
      await executions.start('cs_test_1', 'evt_1');
      expect(started).toEqual([]);
    },
  );

  test.each(['FAILED', 'TIMED_OUT'] as const)(
    'again under a second name when its execution %s, once for each cause',
    async (status) => {
      const { executions, started } = stepFunctions({ cs_test_1: status });
      await executions.start('cs_test_1', 'evt_1');
      await executions.start('cs_test_1', 'evt_1');
      expect(started).toEqual([
        { name: expect.stringMatching(/^cs_test_1-[0-9a-f]{8}$/), input: '{"entryId":"cs_test_1"}' },
      ]);
      await executions.start('cs_test_1', 'evt_2');
      expect(new Set(started.map(({ name }) => name)).size).toBe(2);
    },
  );

  test('again under a name of 80 characters at most', async () => {
    const longest = 'e'.repeat(80);
    const { executions, started } = stepFunctions({ [longest]: 'FAILED' });
    await executions.start(longest, 'evt_1');
    expect(started[0]?.name).toHaveLength(80);
    expect(started[0]?.input).toBe(JSON.stringify({ entryId: longest }));
  });
});

describe('what Step Functions answers', () => {
  const answering = (name: string, httpStatusCode?: number) => {
    const error = new SFNServiceException({
      name,
      message: '',
      $fault: 'client',
      $metadata: { httpStatusCode },
    });
    return new Executions({ send: () => Promise.reject(error) } as unknown as SFNClient, machine);
  };

  test.each([
    ['ThrottlingException', 400, RateLimitedError],
    ['InternalFailure', 500, ServiceUnavailableError],
    ['TimeoutError', undefined, ServiceUnavailableError],
  ])('%s (%s) is translated, so that the event is delivered again', async (name, status, expected) => {
    await expect(answering(name, status).start('cs_test_1', 'evt_1')).rejects.toThrow(expected);
  });

  test('a missing permission passes through', async () => {
    await expect(answering('AccessDeniedException', 400).start('cs_test_1', 'evt_1')).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});
