import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

/** The documents of one table by `entryId`, and a client that knows the two commands and the conditions of `Progress`. */
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

  const conditions = input.ConditionExpression?.split(' OR ') ?? [];
  const holds = conditions.some((condition) => {
    const absent = /^attribute_not_exists\((\S+)\)$/.exec(condition);
    if (absent) return !(nameOf(absent[1]) in item);
    const [, name, field = '', operator, value = ''] = /^(\S+)\.(\w+) ([=<]) (\S+)$/.exec(condition) ?? [];
    const found = (item[nameOf(name)] as Record<string, unknown> | undefined)?.[field];
    if (operator === '=') return found === values[value];
    return typeof found === 'number' && found < values[value];
  });
  if (conditions.length > 0 && !holds)
    throw new ConditionalCheckFailedException({ message: '', $metadata: { httpStatusCode: 400 } });

  for (const [, clause, actions = ''] of (input.UpdateExpression ?? '').matchAll(clauses)) {
    for (const action of actions.split(', ')) {
      const [word = '', value = ''] = action.split(/ = | /);
      const name = nameOf(word);
      if (clause === 'SET') item[name] = values[value];
      if (clause === 'REMOVE') delete item[name];
      if (clause === 'ADD') item[name] = new Set([...((item[name] as Set<string>) ?? []), ...values[value]]);
    }
  }
  items.set(entryId, structuredClone(item));
  return input.ReturnValues === 'ALL_NEW' ? { Attributes: structuredClone(item) } : {};
}

/** `SET #a = :a, #b = :b REMOVE #c ADD #d :d` */
const clauses = /\b(SET|REMOVE|ADD) (.+?)(?= (?:SET|REMOVE|ADD) |$)/g;
