/** What of a definition can run here. */
import { lambdaFunction, type QueryLanguage } from '../definition.ts';
import { problemsOf } from '../language/check.ts';
import { isKnown, parseResource, type Resource } from './integrations.ts';

type Fields = Record<string, unknown>;

/**
 * What is wrong with a state machine's definition, or cannot run here, by the state's name; empty when it can run.
 * @param machine a definition in Amazon States Language.
 */
export const unsupported = (machine: object): string[] => problemsOf(machine, taskProblems);

function taskProblems({ Resource = '', Parameters, Arguments }: Fields, language: QueryLanguage): string[] {
  const resource = String(Resource);
  if (lambdaFunction.test(resource)) return [];
  const parsed = parseResource(resource);
  if (!parsed || !isKnown(parsed)) return [`the integration ${resource}`];
  const parameters = parametersOf(parsed);
  const given = language === 'JSONata' ? Arguments : Parameters;
  if (given === null || typeof given !== 'object') return [];
  return Object.keys(given)
    .filter((field) => parameters && !parameters.includes(field.replace(/\.\$$/, '')))
    .map((field) => `the field ${field} of ${parsed.service}:${parsed.action}`);
}

/** The parameters of an optimised integration that are read here; others change what it does. */
function parametersOf({ service, action }: Resource): string[] | undefined {
  if (service === 'lambda') return ['FunctionName', 'Payload'];
  if (service !== 'states') return undefined;
  return action === 'startExecution' ? ['StateMachineArn', 'Input', 'Name'] : undefined;
}
