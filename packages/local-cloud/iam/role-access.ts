/** Who may assume the stack's roles, and what AWS asks of them before anything runs. */
import type { Schedule } from '../event-bridge/schedules.ts';
import { allDefinitions, type Definition } from '../step-functions/definition.ts';
import { parseResource } from '../step-functions/integrations/integrations.ts';
import type { MachineOptions } from '../step-functions/machines.ts';
import { arn, functionArn } from '../template/resource-kinds.ts';
import type { Template } from '../template/template.ts';
import { accessKeyOf, type Permissions } from './permissions.ts';

/**
 * AWS refuses to create a function, a state machine or a schedule whose role it may not assume.
 * @throws Error in the service's words.
 */
export function checkTrust(
  { template, schedules }: { template: Template; schedules: readonly Schedule[] },
  permissions: Permissions,
): void {
  for (const { name, properties } of template.resourcesOf('AWS::Lambda::Function')) {
    if (!permissions.mayAssume('lambda.amazonaws.com', String(properties.Role), functionArn(name))) {
      throw new Error(`${name}: The role defined for the function cannot be assumed by Lambda.`);
    }
  }
  for (const { name, properties } of template.resourcesOf('AWS::StepFunctions::StateMachine')) {
    const machineArn = arn('states', `stateMachine:${name}`);
    if (!permissions.mayAssume('states.amazonaws.com', String(properties.RoleArn), machineArn)) {
      throw new Error(
        `${name}: Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.`,
      );
    }
  }
  for (const { arn: scheduleArn, roleArn } of schedules) {
    // What a role may be assumed for is named by the group.
    const [, group = ''] = /:schedule\/([^/]+)\//.exec(scheduleArn) ?? [];
    if (
      !permissions.mayAssume('scheduler.amazonaws.com', roleArn, arn('scheduler', `schedule-group/${group}`))
    ) {
      throw new Error(
        `${scheduleArn}: The execution role you provide must allow AWS EventBridge Scheduler to assume the role.`,
      );
    }
  }
}

/**
 * Of a machine with a task that waits for an execution's end, Step Functions checks whether its role may make the rule by
 * which it hears of that. Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 * @throws Error in the service's words.
 */
export function checkWaiting(machines: readonly MachineOptions[], permissions: Permissions): void {
  const rule = arn('events', 'rule/StepFunctionsGetEventsForStepFunctionsExecutionRule');
  const needed = ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'].map((action) => ({
    action,
    resource: rule,
  }));
  for (const { name, arn: machineArn, definition } of machines) {
    // Whether the definition is a valid one is found out when the machine is made.
    const states = allDefinitions(definition as Definition).flatMap(({ States = {} }) =>
      Object.values(States),
    );
    const waits = states.some(({ Resource = '' }) => parseResource(Resource)?.pattern?.startsWith('sync'));
    const signer = waits && permissions.signerOf(accessKeyOf(machineArn));
    if (signer && permissions.refusal(signer, needed)) {
      throw new Error(`${name}: '${signer.arn}' is not authorized to create managed-rule.`);
    }
  }
}

/** Encryption by a key of one's own needs grants on the key, of which the embedded cloud knows nothing. */
const keyProperty = /^kms.*(id|arn)$/i;
const encryptable = [
  'AWS::DynamoDB::Table',
  'AWS::DynamoDB::GlobalTable',
  'AWS::Lambda::Function',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::Scheduler::Schedule',
  'AWS::SecretsManager::Secret',
  'AWS::StepFunctions::StateMachine',
];

/** @throws Error that names what is encrypted by a key other than AWS's own. */
export function refuseKeys(template: Template): void {
  for (const { logicalId, properties } of encryptable.flatMap((type) => template.resourcesOf(type))) {
    const key = keyIn(properties);
    if (key) throw new Error(`${logicalId}: the embedded cloud does not know who may use the key ${key}`);
  }
}

function keyIn(value: unknown): string | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'string' && keyProperty.test(name) && !inner.startsWith('alias/aws/')) return inner;
    const key = keyIn(inner);
    if (key) return key;
  }
  return undefined;
}
