/** What EventBridge, its scheduler, API Gateway and CloudWatch need for what they send to the stack's resources. */
import { isFunction, isQueue } from '../event-bridge/deliveries.ts';
import type { Rule } from '../event-bridge/rules.ts';
import type { Schedule } from '../event-bridge/schedules.ts';
import type { HttpApi } from '../http-api/http-api.ts';
import { accountId, arn, functionArn, functionNameOf } from '../template/resource-kinds.ts';
import type { Template } from '../template/template.ts';
import type { Permissions } from './permissions.ts';
import type { Access, Principal } from './policy.ts';

function accessTo(target: string): Access {
  if (isQueue(target)) return { action: 'sqs:SendMessage', resource: target };
  if (isFunction(target)) {
    return { action: 'lambda:InvokeFunction', resource: functionArn(functionNameOf(target)) };
  }
  return { action: 'states:StartExecution', resource: target };
}

const withDeadLetters = ({ arn: target, deadLetterArn }: Rule['targets'][number]) =>
  deadLetterArn === undefined ? [target] : [target, deadLetterArn];

interface Alarm {
  arn: string;
  /** The topics that hear of it. */
  topics: string[];
}

const actionsOfAlarms = ['AlarmActions', 'OKActions', 'InsufficientDataActions'];

/** The stack's alarms. @throws Error for an action that is no topic. */
export function alarmsOf(template: Template): Alarm[] {
  return template.resourcesOf('AWS::CloudWatch::Alarm').map(({ logicalId, properties }) => {
    const topics = actionsOfAlarms.flatMap((name) => properties[name] ?? []).map(String);
    const other = topics.find((one) => !one.startsWith('arn:aws:sns:'));
    if (other) throw new Error(`${logicalId}: the embedded cloud does not know who may do ${other}`);
    return { arn: String(template.resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] })), topics };
  });
}

/**
 * On AWS, what is not permitted would be lost or answered with an error, one event at a time; here it fails the start.
 * @throws Error that names what is denied.
 */
export function checkServices(
  {
    rules,
    schedules,
    apis,
    alarms,
  }: { rules: Rule[]; schedules: Schedule[]; apis: HttpApi[]; alarms: Alarm[] },
  permissions: Permissions,
): void {
  const check = (who: string, principal: Principal, access: Access) => {
    const denial = permissions.denialOf(principal, access);
    if (denial) throw new Error(`${who} may not ${access.action} on ${access.resource}: ${denial}`);
  };
  const checkService = (service: string, source: string, access: Access) => {
    const context = { 'aws:sourcearn': source, 'aws:sourceaccount': accountId };
    check(source, { service }, { ...access, context });
  };
  for (const { arn: source, targets } of rules) {
    for (const target of targets.flatMap(withDeadLetters)) {
      checkService('events.amazonaws.com', source, accessTo(target));
    }
  }
  for (const { arn: source, roleArn, target } of schedules) {
    for (const one of withDeadLetters(target)) check(source, { arn: roleArn }, accessTo(one));
  }
  for (const { id, stage, routes } of apis) {
    for (const { routeKey, functionName } of routes) {
      // `POST /webhooks/stripe` is `POST/webhooks/stripe` there, and any method is a wildcard.
      const route = routeKey.replace(/^ANY /, '*').replace(' ', '');
      const source = arn('execute-api', `${id}/${stage}/${route}`);
      checkService('apigateway.amazonaws.com', source, accessTo(functionArn(functionName)));
    }
  }
  for (const { arn: source, topics } of alarms) {
    // A topic without a policy of its own has one that lets its account's alarms publish.
    for (const topic of topics.filter((one) => permissions.hasPolicy(one))) {
      checkService('cloudwatch.amazonaws.com', source, { action: 'sns:Publish', resource: topic });
    }
  }
}
