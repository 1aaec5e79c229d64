import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';

type Items = Map<string, Record<string, unknown>>;

/**
 * The documents of one table by `entryId`, and a client that knows the commands and the conditions of `Progress`.
 * @param entries the items of the table that a transaction looks into.
 */
export function inMemoryDocuments(entries: ReadonlyMap<string, unknown> = new Map()) {
  const items: Items = new Map();
  const send = async (command: unknown) => {
    if (command instanceof GetCommand)
      return { Item: structuredClone(items.get(command.input.Key?.entryId)) };
    if (command instanceof UpdateCommand) return update(items, command.input);
    if (command instanceof TransactWriteCommand) return updateIfAbsent(items, entries, command.input);
    throw new Error('a command the in-memory table does not know');
  };
  return { items, client: { send } as unknown as DynamoDBDocumentClient };
}

/** A transaction of two: an item that is not to be there, and an update. */
function updateIfAbsent(
  items: Items,
  entries: ReadonlyMap<string, unknown>,
  { TransactItems: [first, second] = [] }: TransactWriteCommand['input'],
) {
  const { ConditionCheck: check } = first ?? {};
  if (check?.ConditionExpression !== 'attribute_not_exists(entryId)' || !second?.Update) {
    throw new Error('a transaction the in-memory table does not know');
  }
  if (!entries.has(check.Key?.entryId)) return update(items, second.Update);
  throw new TransactionCanceledException({
    message: '',
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }],
  });
}

function update(items: Items, input: UpdateCommand['input']) {
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
