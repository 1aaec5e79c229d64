/** The names and the machine of a Distributed Map's children. */
import { createHash } from 'node:crypto';
import { type Definition, innerOf, type QueryLanguage, type State } from '../definition.ts';
import { isDistributed } from '../language/check-map.ts';
import type { Machine } from '../machines.ts';

/**
 * The machine that each item goes through. Its ARN is that of the parent's machine with the state's label; its name is the
 * parent's, as recorded from AWS.
 * @param parent the Context Object's `StateMachine`.
 */
export function childMachine(
  parent: { Id: string; Name: string },
  stateName: string,
  state: State,
  machineLanguage: QueryLanguage,
): Machine {
  const {
    ProcessorConfig: _,
    QueryLanguage: own,
    ...processor
  } = (state.ItemProcessor ?? state.Iterator) as Definition;
  const language = own ?? machineLanguage;
  const [base = ''] = parent.Id.split('/');
  const label = typeof state.Label === 'string' ? state.Label : uuidOf(`${parent.Id} ${stateName}`);
  const definition = {
    ...processor,
    ...(language === 'JSONata' && { QueryLanguage: language }),
  } as Definition;
  return { name: parent.Name, arn: `${base}/${label}`, definition };
}

/** The machines of all Distributed Maps in a machine, and of those in their children. */
export function childMachinesOf(machine: Machine): Machine[] {
  const language = machine.definition.QueryLanguage ?? 'JSONPath';
  const within = (definition: Definition): Machine[] =>
    Object.entries(definition.States).flatMap(([name, state]) => {
      if (!isDistributed(state)) return innerOf(state).flatMap(within);
      const child = childMachine({ Id: machine.arn, Name: machine.name }, name, state, language);
      return [child, ...childMachinesOf(child)];
    });
  return within(machine.definition);
}

/** @param id unique to the Map Run. */
export const mapRunArnOf = (childMachineArn: string, id: string): string =>
  `${childMachineArn.replace(':stateMachine:', ':mapRun:')}:${id}`;

/** The label of a child's machine. */
export const labelOf = (childMachineArn: string): string => childMachineArn.split('/')[1] ?? '';

export const isExpress = (state: State): boolean =>
  (state.ItemProcessor ?? state.Iterator)?.ProcessorConfig?.ExecutionType === 'EXPRESS';

/** A child's name and ARN. They follow from its place, so that a Map Run that goes on finds its children again. */
export function childIds(
  mapRunArn: string,
  index: number,
  express: boolean,
): { executionArn: string; name: string } {
  const name = uuidOf(`${mapRunArn} ${index}`);
  const machine = mapRunArn.slice(0, mapRunArn.lastIndexOf(':'));
  if (!express) return { name, executionArn: `${machine.replace(':mapRun:', ':execution:')}:${name}` };
  const full = `${name}:${uuidOf(`${mapRunArn} ${index} express`)}`;
  return { name: full, executionArn: `${machine.replace(':mapRun:', ':express:')}:${full}` };
}

/** The cause recorded for a child that its Map Run aborted, in AWS's words. */
export const abortedBy = (mapRunArn?: string): string =>
  `The map run execution [${mapRunArn}] which was managing this resource was aborted`;

/** In the form of a random UUID, but always the same for the same text. */
function uuidOf(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex');
  const [first, second, third, fourth, last] = [0, 8, 13, 17, 20].map((at, index) =>
    digest.slice(at, at + ([8, 4, 3, 3, 12][index] ?? 0)),
  );
  return `${first}-${second}-4${third}-8${fourth}-${last}`;
}
