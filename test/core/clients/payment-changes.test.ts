import {
  type DescribeExecutionCommand,
  ExecutionAlreadyExists,
  type ExecutionStatus,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { PaymentChanges } from '../../../core/clients/payment-changes.ts';

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:payment-change';

/** Step Functions whose executions all have a status as soon as they are started. */
function stepFunctions(status: ExecutionStatus = 'RUNNING') {
  const started = new Map<string, string | undefined>();
  const send = async (command: unknown) => {
    if (command instanceof StartExecutionCommand) {
      const { name = '', input } = command.input;
      if (started.has(name)) {
        throw new ExecutionAlreadyExists({ message: '', $metadata: { httpStatusCode: 400 } });
      }
      started.set(name, input);
      return {};
    }
    expect((command as DescribeExecutionCommand).input.executionArn).toMatch(/:execution:payment-change:/);
    return { status };
  };
  return { changes: new PaymentChanges({ send } as unknown as SFNClient, machine), started };
}

const refunded = { happened: 'charge.refunded', changed: 're_1', cause: 'evt_1' };

describe('a payment change is started', () => {
  test('under a name that says what happened to what, once for each cause', async () => {
    const { changes, started } = stepFunctions();
    await changes.start(refunded);
    await changes.start(refunded);
    expect([...started]).toEqual([
      [expect.stringMatching(/^charge_refunded-re_1-[0-9a-f]{8}$/), '{"changed":"re_1"}'],
    ]);
    await changes.start({ ...refunded, cause: 'evt_2' });
    expect(started.size).toBe(2);
  });

  test.each([
    ['FAILED', 2],
    ['TIMED_OUT', 2],
    ['RUNNING', 1],
    ['SUCCEEDED', 1],
    ['ABORTED', 1],
  ] as const)('again, where somebody asks for it, if it is %s: %i in all', async (status, count) => {
    const { changes, started } = stepFunctions(status);
    await changes.start(refunded);
    await changes.start(refunded);
    expect(started.size).toBe(1);
    await changes.start(refunded, 'sweep-1');
    await changes.start(refunded, 'sweep-1');
    expect(started.size).toBe(count);
  });
});
