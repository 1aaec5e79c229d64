import { expect, test } from 'vitest';
import { InputInvalidError, PaymentPendingError } from '../../../core/domain/errors.ts';
import { executionInput, failedEntry } from '../../../core/domain/state.ts';
import { step } from '../../../lambdas/runtime/step.ts';

const context = { awsRequestId: 'request-1' };
const stateMachine = 'arn:aws:states:us-east-2:111122223333:stateMachine:tkd-registration-dev';
const event = { execution: 'cs_1', stateMachine, state: { entryId: 'cs_1' } };

test('a step gives its core the parsed state, with the execution and its machine, and returns its result', async () => {
  const handler = step(executionInput, async ({ execution, stateMachine: machine, state }) => [
    execution,
    machine,
    state.entryId,
  ]);
  expect(await handler(event, context)).toEqual(['cs_1', stateMachine, 'cs_1']);
});

test('an input that does not fit is refused by its fields, without their values', async () => {
  const handler = step(executionInput, async () => 'done');
  const refused = handler({ ...event, state: { entryId: 'Jordan Rivera' } }, context);
  await expect(refused).rejects.toThrow(InputInvalidError);
  await expect(refused).rejects.toThrow('state.entryId');
  await expect(refused).rejects.not.toThrow('Jordan');
});

test('what failed is parked even if a person mistyped the rest of the input', async () => {
  const handler = step(failedEntry, async ({ state }) => state.entryId);
  const state = { entryId: 'cs_1', resend: ['nonsense'], failure: { Error: 'InputInvalidError', Cause: '' } };
  expect(await handler({ ...event, state }, context)).toBe('cs_1');
});

test.each([{ execution: '' }, { stateMachine: '' }])('an event without %o is refused', async (missing) => {
  const handler = step(executionInput, async () => 'done');
  await expect(handler({ ...event, ...missing }, context)).rejects.toThrow(InputInvalidError);
});

test('our own errors pass as they are', async () => {
  const error = new PaymentPendingError('entry cs_1: not paid yet');
  const handler = step(executionInput, () => Promise.reject(error));
  await expect(handler(event, context)).rejects.toBe(error);
});

test('the text of any other error is withheld; its name and the places in its stack stay', async () => {
  const failure = Object.assign(new Error('parent@example.com is not verified'), {
    name: 'MysteryException',
  });
  const handler = step(executionInput, () => Promise.reject(failure));
  const thrown = (await handler(event, context).catch((error: unknown) => error)) as Error;
  expect(thrown.name).toBe('MysteryException');
  expect(thrown.stack).toContain('step.test.ts');
  expect(`${thrown.stack}${thrown.message}${JSON.stringify(thrown)}`).not.toContain('parent@example.com');
});
