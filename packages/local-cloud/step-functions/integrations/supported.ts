/** What of a definition can run here. */
import { lambdaFunction, type QueryLanguage } from '../definition.ts';
import { problemsOf } from '../language/check.ts';
import { parseResource } from './integrations.ts';

type Fields = Record<string, unknown>;

/**
 * What is wrong with a state machine's definition, or cannot run here, by the state's name; empty when it can run.
 * @param machine a definition in Amazon States Language.
 */
export const unsupported = (machine: object): string[] => problemsOf(machine, taskProblems);

/** Supported parameters of Lambda's Invoke; others, such as `InvocationType`, change what it does. */
const invokeParameters = ['FunctionName', 'FunctionName.$', 'Payload', 'Payload.$'];

function taskProblems({ Resource = '', Parameters, Arguments }: Fields, language: QueryLanguage): string[] {
  const resource = String(Resource);
  if (lambdaFunction.test(resource)) return [];
  const { service, action, pattern } = parseResource(resource) ?? {};
  if (service !== 'lambda' || action !== 'invoke' || pattern !== undefined) {
    return [`the integration ${resource}`];
  }
  const given = language === 'JSONata' ? Arguments : Parameters;
  if (given === null || typeof given !== 'object') return [];
  return Object.keys(given)
    .filter((field) => !invokeParameters.includes(field))
    .map((field) => `the field ${field} of Lambda's Invoke`);
}
