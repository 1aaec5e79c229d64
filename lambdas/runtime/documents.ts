import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { callLimits } from '../../core/clients/call-limits.ts';

/** DynamoDB with attributes as they are stored ({"S": …}); fails within a step's time-out rather than hanging in it. */
export const dynamo = new DynamoDBClient(callLimits(5_000));

/** DynamoDB with plain values. */
export const documents = DynamoDBDocumentClient.from(dynamo, {
  marshallOptions: { removeUndefinedValues: true },
});
