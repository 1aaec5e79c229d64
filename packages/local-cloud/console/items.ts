/** Reads and saves one item of a table, like the item page of DynamoDB's console. */
import {
  type AttributeValue,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

export interface FoundItem {
  /** Undefined when there is no item with the key. */
  item: Item | undefined;
  /** The name of the table's key attribute. */
  keyName: string;
}

/** Finds an item by its partition key, a string. Undefined when there is no such table. */
export async function findItem(
  dynamo: DynamoDBClient,
  TableName: string,
  key: string,
): Promise<FoundItem | undefined> {
  try {
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
    const keyName = Table?.KeySchema?.[0]?.AttributeName ?? '';
    const Key = { [keyName]: { S: key } };
    const { Item } = await dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    return { item: Item, keyName };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/**
 * Saves an item as typed; its key must not change.
 * @returns what is wrong with the text; undefined once saved.
 */
export async function saveItem(
  dynamo: DynamoDBClient,
  TableName: string,
  key: string,
  { keyName }: FoundItem,
  text: string,
): Promise<string | undefined> {
  try {
    const item = JSON.parse(text) as Item;
    if (item[keyName]?.S !== key) return `${keyName} must not change`;
    await dynamo.send(new PutItemCommand({ TableName, Item: item }));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
