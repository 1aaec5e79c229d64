import {
  type AttributeValue,
  type DynamoDBClient,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { callAws } from './aws-errors.ts';

/**
 * Every item of a table, page by page.
 * @param what names the table in messages.
 */
export async function* tableItems(
  dynamo: DynamoDBClient,
  what: string,
  scan: ScanCommandInput,
): AsyncGenerator<Record<string, AttributeValue>> {
  let after: Record<string, AttributeValue> | undefined;
  do {
    const page = await callAws(`DynamoDB Scan (${what})`, () =>
      dynamo.send(new ScanCommand({ ...scan, ExclusiveStartKey: after })),
    );
    yield* page.Items ?? [];
    after = page.LastEvaluatedKey;
  } while (after);
}

/** The parts of a scan that leave all attributes but these out. By number: some names are words of DynamoDB's own. */
export function projectionOf(
  attributes: readonly string[],
): Pick<ScanCommandInput, 'ProjectionExpression' | 'ExpressionAttributeNames'> {
  const names = attributes.map((name, index) => [`#${index}`, name] as const);
  return {
    ProjectionExpression: names.map(([number]) => number).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names),
  };
}

/** An item without the types of its attributes. A number that JavaScript cannot hold exactly is given as text. */
export const plainItem = (item: Record<string, AttributeValue>): Record<string, unknown> =>
  unmarshall(item, { wrapNumbers: (text) => (String(Number(text)) === text ? Number(text) : text) });
