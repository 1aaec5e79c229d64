import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

/** The documents of one table by `entryId`, and a client that knows the two commands and two conditions of `Progress`. */
export function inMemoryDocuments() {
  const items = new Map<string, Record<string, unknown>>();
  const send = async (command: unknown) => {
    if (command instanceof GetCommand)
      return { Item: structuredClone(items.get(command.input.Key?.entryId)) };
    if (command instanceof UpdateCommand) return update(items, command.input);
    throw new Error('a command the in-memory table does not know');
  };
  return { items, client: { send } as unknown as DynamoDBDocumentClient };
}

function update(items: Map<string, Record<string, unknown>>, input: UpdateCommand['input']) {
  const entryId: string = input.Key?.entryId;
  const item = { ...items.get(entryId) };
  const names = input.ExpressionAttributeNames ?? {};
  const values = input.ExpressionAttributeValues ?? {};
  const nameOf = (word = '') => names[word] ?? word;

  const absent = /^attribute_not_exists\((.+)\)$/.exec(input.ConditionExpression ?? '');
  const unchanged = /^(\S+)\.attemptedAt = (\S+)$/.exec(input.ConditionExpression ?? '');
  const stored = item[nameOf(unchanged?.[1])] as { attemptedAt?: number } | undefined;
  const holds =
    (!absent || !(nameOf(absent[1]) in item)) &&
    (!unchanged || stored?.attemptedAt === values[unchanged[2] ?? '']);
  if (!holds) throw new ConditionalCheckFailedException({ message: '', $metadata: { httpStatusCode: 400 } });

  const [sets = '', removes] = (input.UpdateExpression ?? '').replace(/^SET /, '').split(' REMOVE ');
  for (const assignment of sets.split(', ')) {
    const [name, value = ''] = assignment.split(' = ');
    item[nameOf(name)] = values[value];
  }
  for (const name of removes?.split(', ') ?? []) delete item[nameOf(name)];
  items.set(entryId, structuredClone(item));
  return {};
}
