/** What a function's role needs so that Lambda may read an event source for it. */
import type { Mapping } from '../event-sources/mapping.ts';
import { functionArn, functionNameOf } from '../template/resource-kinds.ts';
import { accessKeyOf, type Permissions } from './permissions.ts';
import type { Access } from './policy.ts';

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions */
const ofQueue = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
/** Source: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html */
const ofStream = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];

function accessOf({ sourceArn, failureQueueArn }: Mapping): Access[] {
  const reading = sourceArn.startsWith('arn:aws:sqs:') ? ofQueue : ofStream;
  return [
    ...reading.map((action) => ({ action, resource: sourceArn })),
    ...(reading === ofStream ? [{ action: 'dynamodb:ListStreams', resource: '*' }] : []),
    ...(failureQueueArn ? [{ action: 'sqs:SendMessage', resource: failureQueueArn }] : []),
  ];
}

/**
 * Lambda refuses to create a mapping whose function's role lacks a permission, which fails the deployment.
 * @throws Error that names what is denied.
 */
export function checkEventSources(mappings: readonly Mapping[], permissions: Permissions): void {
  for (const mapping of mappings) {
    const name = functionNameOf(mapping.functionName);
    const signer = permissions.signerOf(accessKeyOf(functionArn(name)));
    const refusal = signer && permissions.refusal(signer, accessOf(mapping));
    if (refusal) throw new Error(`${name} cannot be invoked from ${mapping.sourceArn}: ${refusal}`);
  }
}
