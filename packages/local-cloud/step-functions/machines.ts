/** The state machines of a stack. */
import * as z from 'zod';
import type { Template } from '../template/template.ts';
import type { Definition } from './definition.ts';
import { unsupported } from './integrations/supported.ts';

export interface MachineOptions {
  name: string;
  arn: string;
  /** In Amazon States Language. */
  definition: object;
}

export interface Machine extends MachineOptions {
  definition: Definition;
}

const machineProperties = z.object({ DefinitionString: z.string() });

export const machinesOf = (template: Template): MachineOptions[] =>
  template.resourcesOf('AWS::StepFunctions::StateMachine').map(({ logicalId, name, properties }) => ({
    name,
    arn: String(template.resolve({ Ref: logicalId })),
    definition: JSON.parse(machineProperties.parse(properties).DefinitionString),
  }));

/** @throws Error when the definition is not valid Amazon States Language, or contains something that cannot run here. */
export function validated({ name, arn, definition }: MachineOptions): Machine {
  const problems = unsupported(definition);
  if (problems.length > 0) {
    throw new Error(`state machine ${name} cannot run on the embedded cloud: ${problems.join('; ')}`);
  }
  return { name, arn, definition: definition as Definition };
}

export const roleOf = ({ name, arn }: Machine) => `arn:aws:iam::${arn.split(':')[4] ?? ''}:role/${name}`;

/** The machine as the API describes it. */
export const described = (machine: Machine) => ({
  stateMachineArn: machine.arn,
  name: machine.name,
  definition: JSON.stringify(machine.definition),
  roleArn: roleOf(machine),
  loggingConfiguration: { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: { enabled: false },
});
