import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

type Item = Record<string, unknown>;
type Items = Map<string, Item>;

/** The expressions of a command, with the values of their placeholders. */
interface Placeholders {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
}

const $metadata = { httpStatusCode: 400 };
const marshalling = { removeUndefinedValues: true };

/**
 * Tables of documents by `entryId`, and a client that knows the commands and the expressions of `core/progress`. It throws
 * at any other. `document-tables.ts` checks that it answers as DynamoDB does.
 */
export function inMemoryDocuments() {
  const tables = new Map<string, Items>();
  const table = (name = ''): Items => {
    const items = tables.get(name) ?? new Map<string, Item>();
    tables.set(name, items);
    return items;
  };
  const send = async (command: unknown) => {
    if (command instanceof GetCommand) {
      return { Item: structuredClone(table(command.input.TableName).get(command.input.Key?.entryId)) };
    }
    if (command instanceof PutCommand) {
      const { TableName, Item = {} } = command.input;
      table(TableName).set(Item.entryId, structuredClone(Item));
      return {};
    }
    if (command instanceof UpdateCommand) return update(table(command.input.TableName), command.input);
    if (command instanceof TransactWriteCommand) return transact(table, command.input);
    if (command instanceof QueryCommand) return query(table(command.input.TableName), command.input);
    if (command instanceof ScanCommand) return scan(table(command.input.TableName), command.input);
    throw new Error('a command that the in-memory tables do not know');
  };
  return {
    client: { send } as unknown as DynamoDBDocumentClient,
    progress: 'progress',
    entries: 'entries',
    /** The progress table's. */
    items: table('progress'),
    table,
  };
}

/** A transaction of two: a check, and an update. */
function transact(
  table: (name?: string) => Items,
  { TransactItems: [first, second] = [] }: TransactWriteCommand['input'],
) {
  const check = first?.ConditionCheck;
  if (!check || !second?.Update) throw new Error('a transaction that the in-memory tables do not know');
  const checked = table(check.TableName).get(check.Key?.entryId);
  if (holds(check.ConditionExpression, checked, check)) {
    return update(table(second.Update.TableName), second.Update as UpdateCommand['input']);
  }
  throw new TransactionCanceledException({
    message: '',
    $metadata,
    CancellationReasons: [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }],
  });
}

function update(items: Items, input: UpdateCommand['input']) {
  const entryId: string = input.Key?.entryId;
  const before = items.get(entryId);
  if (!holds(input.ConditionExpression, before, input)) {
    // The document client leaves what is in an error as DynamoDB has it.
    const Item = input.ReturnValuesOnConditionCheckFailure && before && marshall(before, marshalling);
    throw new ConditionalCheckFailedException({ message: '', $metadata, Item });
  }
  const item: Item = { ...items.get(entryId), entryId };
  const nameOf = (word = '') => input.ExpressionAttributeNames?.[word] ?? word;
  const values = input.ExpressionAttributeValues ?? {};
  for (const [, clause, actions = ''] of (input.UpdateExpression ?? '').matchAll(clauses)) {
    for (const action of actions.split(', ')) {
      const [word = '', value = ''] = action.split(/ = | /);
      const name = nameOf(word);
      const [, , plus] = /^(\S+) = \1 \+ (\S+)$/.exec(action) ?? [];
      if (plus !== undefined) item[name] = Number(item[name]) + values[plus];
      else if (clause === 'SET') item[name] = values[value];
      if (clause === 'REMOVE') delete item[name];
      const members = () => [...((item[name] as Set<string> | undefined) ?? [])];
      if (clause === 'ADD') item[name] = new Set([...members(), ...values[value]]);
      if (clause === 'DELETE') {
        const left = members().filter((member) => !values[value].has(member));
        if (left.length > 0) item[name] = new Set(left);
        else delete item[name];
      }
    }
  }
  items.set(entryId, structuredClone(item));
  return input.ReturnValues === 'ALL_NEW' ? { Attributes: structuredClone(item) } : {};
}

/** `SET #a = :a, #b = :b REMOVE #c ADD #d :d DELETE #e :e` */
const clauses = /\b(SET|REMOVE|ADD|DELETE) (.+?)(?= (?:SET|REMOVE|ADD|DELETE) |$)/g;

/** The indexes' keys, which are all that they contain. */
const indexes: Readonly<Record<string, { hash: string; range: string }>> = {
  'untold-index': { hash: 'untold', range: 'untoldSince' },
  'unsettled-index': { hash: 'unsettled', range: 'lookAgainAt' },
};

function query(items: Items, input: QueryCommand['input']) {
  const index = indexes[input.IndexName ?? ''];
  if (!index) throw new Error('an index that the in-memory tables do not know');
  const { hash, range } = index;
  const found = [...items.values()]
    .filter((item) => holds(input.KeyConditionExpression, item, input))
    .map((item) => ({ entryId: item.entryId, [hash]: item[hash], [range]: Number(item[range]) }))
    .sort((a, b) => Number(a[range]) - Number(b[range]));
  return { Items: structuredClone(found.slice(0, input.Limit)) };
}

function scan(items: Items, input: ScanCommand['input']) {
  const projected = input.ProjectionExpression?.split(', ').map(
    (word) => input.ExpressionAttributeNames?.[word] ?? word,
  );
  const found = [...items.values()].filter((item) => holds(input.FilterExpression, item, input));
  const show = (item: Item) =>
    projected
      ? Object.fromEntries(projected.filter((name) => name in item).map((name) => [name, item[name]]))
      : item;
  return { Items: structuredClone(found.map(show)) };
}

/** `a BETWEEN b AND c` as two terms. */
const between = /(\S+) BETWEEN (\S+) AND (\S+)/g;

/** Terms joined by OR, or by AND. */
function holds(expression: string | undefined, item: Item = {}, placeholders: Placeholders = {}): boolean {
  if (expression === undefined) return true;
  return expression
    .replaceAll(between, '$1 >= $2 AND $1 <= $3')
    .split(' OR ')
    .some((terms) => terms.split(' AND ').every((term) => termHolds(term, item, placeholders)));
}

function termHolds(
  term: string,
  item: Item,
  { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} }: Placeholders,
): boolean {
  const at = (path = ''): unknown =>
    path
      .split('.')
      .reduce<unknown>((found, name) => (found as Item | undefined)?.[names[name] ?? name], item);
  const [, called, path, argument] = /^(\w+)\(([^,)]+)(?:, (\S+))?\)$/.exec(term) ?? [];
  if (called === 'attribute_exists') return at(path) !== undefined;
  if (called === 'attribute_not_exists') return at(path) === undefined;
  if (called === 'contains')
    return at(path) instanceof Set && (at(path) as Set<unknown>).has(values[argument ?? '']);
  const [, measured, compared, operator, value = ''] =
    /^(?:size\((\S+)\)|(\S+)) (=|<>|<=|>=|<) (\S+)$/.exec(term) ?? [];
  const wanted = values[value];
  const found = measured === undefined ? at(compared) : (at(measured) as Set<unknown> | undefined)?.size;
  if (operator === '=') return isDeepStrictEqual(found, wanted);
  if (operator === '<>') return !isDeepStrictEqual(found, wanted);
  const ordered = typeof found === typeof wanted && ['number', 'string'].includes(typeof found);
  const [left, right] = [found, wanted] as [number, number];
  if (operator === '<') return ordered && left < right;
  if (operator === '<=') return ordered && left <= right;
  if (operator === '>=') return ordered && left >= right;
  throw new Error(`a condition that the in-memory tables do not know: ${term}`);
}
