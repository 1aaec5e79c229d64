/** Which permissions it needs to ask about the account and the stack themselves. */
import { arn } from '../template/resource-kinds.ts';
import type { Access } from './policy.ts';

/** Those that are about no resource, by the service at the edge and the operation. */
const aboutNothing: Record<string, string> = {
  'monitoring DescribeAlarms': 'cloudwatch:DescribeAlarms',
  'lambda GetAccountSettings': 'lambda:GetAccountSettings',
  'lambda ListEventSourceMappings': 'lambda:ListEventSourceMappings',
  'ses GET /v2/email/account': 'ses:GetAccount',
};

/** Undefined for an operation whose permissions are not known here. @param body of the request, if it is a form. */
export function accountAccess(service: string, operation: string, body: string): Access[] | undefined {
  const action = aboutNothing[`${service} ${operation}`];
  if (action !== undefined) return [{ action, resource: '*' }];
  const [, identity] = /^GET \/v2\/email\/identities\/([^/]+)$/.exec(operation) ?? [];
  if (service === 'ses' && identity !== undefined) {
    const resource = arn('ses', `identity/${decodeURIComponent(identity)}`);
    return [{ action: 'ses:GetEmailIdentity', resource }];
  }
  const [, set] = /^GET \/v2\/email\/configuration-sets\/([^/]+)\/event-destinations$/.exec(operation) ?? [];
  if (service === 'ses' && set !== undefined) {
    const resource = arn('ses', `configuration-set/${decodeURIComponent(set)}`);
    return [{ action: 'ses:GetConfigurationSetEventDestinations', resource }];
  }
  const form = new URLSearchParams(body);
  if (service === 'sns' && operation === 'ListSubscriptionsByTopic') {
    return [{ action: `sns:${operation}`, resource: form.get('TopicArn') ?? '' }];
  }
  if (service === 'cloudformation' && operation === 'ListStackResources') {
    // As `AWS::StackId` has it here.
    const resource = arn('cloudformation', `stack/${form.get('StackName')}/local`);
    return [{ action: `cloudformation:${operation}`, resource }];
  }
  return undefined;
}
