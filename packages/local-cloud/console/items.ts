/** One item of a table: to look at, and to correct as on DynamoDB's page of it. */
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
  /** Undefined when there is none of that key. */
  item: Item | undefined;
  /** The attribute that is the table's key. */
  keyName: string;
}

/** Finds an item by its partition key, a text. Undefined when there is no such table. */
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
 * Saves an item as it was typed, which has to keep its key.
 * @returns what is wrong with the text; undefined when it is saved.
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
    if (item[keyName]?.S !== key) return `${keyName} has to stay as it is`;
    await dynamo.send(new PutItemCommand({ TableName, Item: item }));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
