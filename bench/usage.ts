/** Counts the AWS usage of registrations on the embedded cloud. */

import { Outcomes } from '../local/outcome.ts';
import type { TournamentCloud } from '../local/tournament-cloud.ts';
import type { Usage } from './cost.ts';
import type { Registered } from './registrations.ts';

/** Functions invoked from outside the state machine: each invocation is a trace of its own. */
const outside = [
  'receive-stripe-event',
  'store-entry',
  'start-registration',
  'follow-registrations',
  'follow-photos',
];

/**
 * Starts counting.
 * @returns a function that gives the usage since then, for the registrations made since then.
 */
export function countUsage(cloud: TournamentCloud): (registered: readonly Registered[]) => Promise<Usage> {
  const callsBefore = new Map(cloud.calls);
  const handledBefore = new Map(
    cloud.functions.names.map((name) => [name, { ...cloud.functions.handled(name) }]),
  );

  return async (registered) => {
    // Read before this function makes calls of its own.
    const callsAfter = new Map(cloud.calls);
    const calls = (...names: string[]) =>
      names.reduce((sum, name) => sum + (callsAfter.get(name) ?? 0) - (callsBefore.get(name) ?? 0), 0);
    const handled = cloud.functions.names.map((name) => {
      const { events, ms, memoryMb } = cloud.functions.handled(name);
      const before = handledBefore.get(name);
      const seconds = (ms - (before?.ms ?? 0)) / 1_000;
      return { name, events: events - (before?.events ?? 0), gbSeconds: (seconds * memoryMb) / 1_024 };
    });
    const eventsOf = (ending: string) => handled.find(({ name }) => name.endsWith(ending))?.events ?? 0;
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

    const outcomes = new Outcomes(cloud);
    const emails = new Set(registered.map(({ email }) => email));
    const mails = (await outcomes.mails()).filter(({ recipients }) =>
      recipients.some((to) => emails.has(to)),
    );
    const histories = await Promise.all(registered.map(({ entryId }) => outcomes.history(entryId)));
    const [first] = registered;
    const items = [...(await outcomes.registrations()), first ? await outcomes.progress(first.entryId) : {}];

    return {
      stateTransitions: sum(
        registered.map(({ executionArn }) => cloud.stepFunctions.countTransitions(executionArn)),
      ),
      historyEvents: sum(histories.map(({ length }) => length)),
      lambdaRequests: sum(handled.map(({ events }) => events)),
      lambdaGbSeconds: sum(handled.map(({ gbSeconds }) => gbSeconds)),
      dynamodbReads: calls('dynamodb GetItem'),
      // A transaction writes two items, and each of its writes counts twice.
      dynamodbWrites:
        calls('dynamodb PutItem', 'dynamodb UpdateItem') + 4 * calls('dynamodb TransactWriteItems'),
      dynamodbItemBytes: Math.max(...items.map((item) => Buffer.byteLength(JSON.stringify(item)))),
      s3Puts: calls('s3 PutObject'),
      s3Gets: calls('s3 GetObject', 's3 HeadObject'),
      mails: calls('ses SendEmail'),
      attachmentBytes: sum(
        mails.flatMap(({ attachments }) =>
          attachments.map(({ content }) => Buffer.byteLength(content, 'base64')),
        ),
      ),
      webhookRequests: eventsOf('receive-stripe-event'),
      queueMessages: registered.length,
      secretReads: calls('secretsmanager GetSecretValue'),
      traces: registered.length + sum(outside.map(eventsOf)),
    };
  };
}
