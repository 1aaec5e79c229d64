import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, type IChainable, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type Capability, grant, setting } from './capability.ts';
import { acknowledgeTracing, acknowledgeWildcard } from './security-checks.ts';
import { WorkflowStep } from './workflow-step.ts';

export interface WorkflowMachineProps {
  stateMachineName: string;
  definition: IChainable;
  /** Three days by default: a daily mail quota may hold a step back for a day. */
  timeout?: Duration;
}

/** A state machine of the steps in `scope`: traced, with its log kept for three months and no data in it. */
export function workflowMachine(
  scope: Construct,
  { stateMachineName, definition, timeout = Duration.days(3) }: WorkflowMachineProps,
): StateMachine {
  const machine = new StateMachine(scope, 'StateMachine', {
    stateMachineName,
    definitionBody: DefinitionBody.fromChainable(definition),
    timeout,
    tracingEnabled: true,
    logs: {
      destination: new LogGroup(scope, 'Log', {
        logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
        retention: RetentionDays.THREE_MONTHS,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      level: LogLevel.ALL,
      includeExecutionData: false,
    },
  });
  acknowledgeTracing(machine);
  // All steps in the scope: State.findReachableStates does not look into a Parallel or a Map.
  for (const step of scope.node.findAll().filter((construct) => construct instanceof WorkflowStep)) {
    acknowledgeWildcard(machine, `${step.function.functionArn}:*`, 'Any version of this one function.');
  }
  return machine;
}

/** Starts a workflow. */
export function startExecutions(stateMachine: StateMachine): Capability<'STATE_MACHINE_ARN'> {
  return startExecutionsOf(stateMachine, 'STATE_MACHINE_ARN');
}

/** Starts a workflow of several, whose ARN is in the variable. */
export function startExecutionsOf<Name extends string>(
  stateMachine: StateMachine,
  variable: Name,
): Capability<Name> {
  return {
    ...setting(variable, stateMachine.stateMachineArn),
    grantTo: (target) => stateMachine.grantStartExecution(target),
  };
}

/** Looks up how an execution of a workflow ended. */
export function describeExecutions(stateMachine: StateMachine): Capability<never> {
  const executions = Stack.of(stateMachine).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${stateMachine.stateMachineName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return {
    variables: {},
    grantTo(target) {
      grant(target, ['states:DescribeExecution'], [executions]);
      acknowledgeWildcard(
        target,
        executions,
        "Any execution of this one state machine: an execution's name is an entry's id.",
      );
    },
  };
}
