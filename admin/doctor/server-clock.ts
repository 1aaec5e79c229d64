import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Stage } from '../stage.ts';

/** Two clocks at one time, in epoch milliseconds. */
export interface Clocks {
  here: number;
  /** AWS's, to the second. */
  there: number;
}

/** Reads AWS's clock from an answer's `Date`. */
export async function clocksOf(stage: Stage): Promise<Clocks> {
  const client = new DynamoDBClient(stage.config);
  let date: string | undefined;
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      date = (answer.response as { headers: Record<string, string> }).headers.date;
      return answer;
    },
    { step: 'deserialize', priority: 'low' },
  );
  const asked = Date.now();
  await client.send(new DescribeTableCommand({ TableName: stage.output('ProgressTable') }));
  const there = Date.parse(date ?? '');
  if (Number.isNaN(there)) throw new Error('DynamoDB’s answer has no date');
  return { here: (asked + Date.now()) / 2, there };
}
