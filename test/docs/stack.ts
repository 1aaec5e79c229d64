/** The stack that the documents describe: of a stage with everything that is optional, and nothing adopted. */
import { fullNameOf, type MachineName } from '../../admin/machines.ts';
import { type Definition, definitionsOf, type State } from '../lib/machines.ts';
import { stacks } from '../lib/stacks.ts';

const found = stacks.find(({ name }) => name === 'a prod with all that is optional');
if (!found) throw new Error('no stack with all that is optional');
export const { template } = found;

const definitions = definitionsOf(template);

/** Of all state machines. */
export const fullMachineNames = [...definitions.keys()];

export function definitionOf(machine: MachineName): Definition {
  const definition = definitions.get(fullNameOf('prod', machine));
  if (!definition) throw new Error(`no state machine ${machine}`);
  return definition;
}

/** Every state by its label, those inside branches and maps included. */
export function statesOf({ States }: Definition): Map<string, State> {
  return new Map(
    Object.entries(States).flatMap(([label, state]): [string, State][] => {
      const inner = [...(state.Branches ?? []), ...(state.ItemProcessor ? [state.ItemProcessor] : [])];
      return [[label, state], ...inner.flatMap((definition) => [...statesOf(definition)])];
    }),
  );
}

/** The Lambdas of our own without the stage's name: `validate-entry`. */
export const functionNames = Object.values(template.findResources('AWS::Lambda::Function'))
  .map(({ Properties }) => Properties.FunctionName as string | undefined)
  .filter((name) => name !== undefined)
  .map((name) => name.replace('tkd-registration-prod-', ''));

/** Of the policies for people. */
export const policyNames = Object.values(template.findResources('AWS::IAM::ManagedPolicy')).map(
  ({ Properties }): string => Properties.ManagedPolicyName,
);

export const outputNames = Object.keys(template.findOutputs('*'));
