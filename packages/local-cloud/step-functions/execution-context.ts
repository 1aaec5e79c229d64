import { type Machine, roleOf } from './machines.ts';
import type { Execution } from './store.ts';

/** What the states of an execution see of it in the Context Object. */
export const contextOf = (execution: Execution, machine: Machine) => {
  const { redriveCount, redriveDate } = execution;
  return {
    Execution: {
      Id: execution.executionArn,
      Input: JSON.parse(execution.input),
      Name: execution.name,
      RoleArn: roleOf(machine),
      StartTime: new Date(execution.startDate).toISOString(),
      RedriveCount: redriveCount,
      ...(redriveDate !== undefined && { RedriveTime: new Date(redriveDate).toISOString() }),
    },
    StateMachine: { Id: machine.arn, Name: machine.name },
  };
};
