import { ConditionalCheckFailedException, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Stage } from '../stage.ts';
import { type TableName, tableOf } from './table-copies.ts';
import type { Item, PutBack } from './what-is-missing.ts';

const atOnce = 20;

const keys = { progress: 'entryId', entries: 'entryId', registrations: 'pk' } as const;

/**
 * Writes what is missing. Whatever was written meanwhile stays as it is.
 * @returns how many items were written.
 */
export async function putBack(stage: Stage, table: TableName, plan: PutBack): Promise<number> {
  const TableName = tableOf(stage, table);
  const key = keys[table];
  const put = (Item: Item, condition: string) =>
    stage.dynamo.send(
      new PutItemCommand({
        ...{ TableName, Item, ConditionExpression: `${condition}(#key)` },
        ExpressionAttributeNames: { '#key': key },
      }),
    );
  const writes = [
    ...plan.missing.map((item) => () => put(item, 'attribute_not_exists')),
    ...plan.changed.map((item) => () => put(item, 'attribute_exists')),
    ...plan.additions.map((item) => () => add(item)),
  ];
  let written = 0;
  for (let start = 0; start < writes.length; start += atOnce) {
    const outcomes = await Promise.all(writes.slice(start, start + atOnce).map(unlessWritten));
    written += outcomes.filter(Boolean).length;
  }
  return written;

  function add({ [key]: id, ...attributes }: Item) {
    const named = Object.entries(attributes).map(([name, value], index) => ({ name, value, index }));
    return stage.dynamo.send(
      new UpdateItemCommand({
        TableName,
        Key: { [key]: id ?? { S: '' } },
        UpdateExpression: `SET ${named.map(({ index }) => `#${index} = if_not_exists(#${index}, :${index})`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(named.map(({ index, name }) => [`#${index}`, name])),
        ExpressionAttributeValues: Object.fromEntries(named.map(({ index, value }) => [`:${index}`, value])),
      }),
    );
  }
}

async function unlessWritten(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
