/** What front ends and organisers do to entries, and how the tests let time pass. */
import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  DeleteItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { type EntryItem, toAttributeValues } from '../../core/domain/entry-item.ts';
import { registrationIdOf } from '../../core/domain/ids.ts';
import type { executionInput } from '../../core/domain/state.ts';
import type { MailRecord } from '../../core/progress/progress-record.ts';
import { settledAfterMs } from '../../lambdas/digest/send-digest/send-digest.ts';
import type { Submission } from '../../local/front-end.ts';
import { waitFor } from '../../local/outcome.ts';
import { cloud, ended, frontEnd, outcomes } from './fixtures.ts';
import {
  BadgeBucket,
  badgeRefreshArn,
  documents,
  dynamo,
  RegistrationsTable,
  refreshes,
  refreshesOf,
  rowOf,
  s3,
  stateMachineArn,
  stepFunctions,
} from './inspect.ts';
import { aloneAnHour } from './limits.ts';
import { coach, manualEntry } from './people.ts';

/** Waits until the queue's message is in the entries table. */
export async function stored(entryId: string): Promise<void> {
  const request = { TableName: cloud.outputs.EntriesTable, Key: { entryId }, ConsistentRead: true };
  await waitFor(
    `entry ${entryId} to be stored`,
    async () => (await documents.send(new GetCommand(request))).Item,
  );
}

/** Writes directly to the entries table, as a front end may do. */
export async function write(entryId: string, entry: EntryItem): Promise<void> {
  const Item = { ...toAttributeValues(entry), entryId: { S: entryId } };
  await documents.send(new PutItemCommand({ TableName: cloud.outputs.EntriesTable, Item }));
}

/**
 * Waits until everything written to the entries table so far has been processed: its stream keeps the order. The marker
 * written last is invalid, so that nothing is drawn for it.
 */
export async function streamCaughtUp(): Promise<void> {
  const later = `later_${randomUUID()}`;
  await write(later, coach({ full_name: { S: '' } }));
  await waitFor('the stream to catch up', () => outcomes.execution(later));
}

/** Submits an entry as the form does, and waits until it is stored; its Checkout Session is not paid yet. */
export async function submitted(body: EntryItem): Promise<Submission> {
  const submission = await frontEnd.submit(body);
  await stored(submission.entryId);
  return submission;
}

/** What an organiser can request about mails when starting an execution. */
type Asked = Omit<z.infer<typeof executionInput>, 'entryId'>;

/** Starts an execution of the entry under another name, as an organiser would; does not wait for it. */
export async function startAgain(
  entryId: string,
  name = `${entryId}-again`,
  asked: Asked = {},
): Promise<string> {
  const input = JSON.stringify({ entryId, ...asked });
  await stepFunctions.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  return name;
}

/** Runs an entry again and waits for the execution's end. */
export async function runAgain(entryId: string, name?: string, asked?: Asked) {
  return ended(await startAgain(entryId, name, asked));
}

/** Starts a badge refresh manually, as an organiser can; does not wait for it. */
export async function startRefresh(entryId: string): Promise<string> {
  const name = `${entryId.slice(0, 71)}-${randomUUID().slice(0, 8)}`;
  const input = JSON.stringify({ entryId });
  await stepFunctions.send(new StartExecutionCommand({ stateMachineArn: badgeRefreshArn, name, input }));
  return name;
}

/** Runs a badge refresh manually. @returns what it did. */
export async function refreshAgain(
  entryId: string,
): Promise<{ badge?: string; pushed?: string; error?: string }> {
  const { output, error } = await refreshes.ended(await startRefresh(entryId));
  const { badge, pushed } = JSON.parse(output ?? '{}');
  return { badge: badge?.outcome, pushed: pushed?.outcome, error };
}

/** The result of a refresh that has nothing to do. */
export const inLine = { badge: 'already rendered', pushed: 'already there', error: undefined };

export async function putRow(row: Record<string, AttributeValue>): Promise<void> {
  await dynamo.send(new PutItemCommand({ TableName: RegistrationsTable, Item: row }));
}

export async function deleteRow(pk: string): Promise<void> {
  await dynamo.send(new DeleteItemCommand({ TableName: RegistrationsTable, Key: { pk: { S: pk } } }));
}

/** The fields that the old front end's page sets when an organiser saves a registration, changed or not. */
const formFields = [
  ...['full_name', 'email', 'phone', 'school', 'reg_type', 'parent', 'birthdate', 'age', 'gender'],
  ...['weight', 'height', 'coach', 'beltRank', 'events'],
  ...['poomsae_form', 'pair_poomsae_form', 'team_poomsae_form', 'family_poomsae_form'],
];

/** Corrects a registration like an organiser on the old front end's page: the key stays the same, whatever changes. */
export async function correct(pk: string, changes: Record<string, AttributeValue>): Promise<void> {
  const saved = { ...(await rowOf(pk)), ...changes };
  const names = [...new Set([...formFields, ...Object.keys(changes)])].filter((name) => saved[name]);
  await dynamo.send(
    new UpdateItemCommand({
      TableName: RegistrationsTable,
      Key: { pk: { S: pk } },
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        names.map((name) => [`:${name}`, saved[name] as AttributeValue]),
      ),
    }),
  );
}

/**
 * Waits until everything written to the registrations table so far has been processed: its stream keeps the order, and
 * the second record of a row is in a later batch than the first.
 */
export async function registrationsCaughtUp(): Promise<void> {
  const pk = `later_${randomUUID()}`;
  const id = registrationIdOf({ pk: { S: pk } });
  const { checkout: _, ...row } = toAttributeValues(manualEntry());
  await putRow({ ...row, pk: { S: pk } });
  await refreshStarted(id, 1);
  await deleteRow(pk);
  await refreshStarted(id, 2);
}

async function refreshStarted(entryId: string, times: number): Promise<void> {
  await waitFor('the stream of the registrations to catch up', async () =>
    (await refreshesOf(entryId)).length >= times ? true : undefined,
  );
}

/** What is being done for an entry right now, or was when it was cut off: the attributes that keep others from it. */
export async function leasesOf(entryId: string): Promise<{ name: string; field: string; at: number }[]> {
  return Object.entries(await outcomes.progress(entryId)).flatMap(([name, value]) => {
    if (name === 'badgeLease') return [{ name, field: 'heldAt', at: (value as { heldAt: number }).heldAt }];
    const { status, attemptedAt: at } = value as MailRecord;
    return name.startsWith('mail ') && status === 'sending' ? [{ name, field: 'attemptedAt', at }] : [];
  });
}

/** Pretends that minutes have passed since a run was cut off, so that its leases have expired. */
export async function outliveLeases(entryId: string): Promise<void> {
  for (const { name, field, at } of await leasesOf(entryId)) {
    await documents.send(
      new UpdateCommand({
        TableName: cloud.outputs.ProgressTable,
        Key: { entryId },
        UpdateExpression: 'SET #record.#field = :then',
        ExpressionAttributeNames: { '#record': name, '#field': field },
        ExpressionAttributeValues: { ':then': at - 3 * 60_000 },
      }),
    );
  }
}

/** Pretends that SES has not accepted the entry's confirmation for twenty minutes. */
export async function waitsForTwentyMinutes(entryId: string): Promise<void> {
  const then = Date.now() - 20 * 60_000;
  const record: MailRecord = {
    ...{ status: 'waiting', attempts: 0, execution: 'an earlier one' },
    ...{ attemptedAt: then, waitingSince: then },
  };
  const Item = { entryId, 'mail confirmation': record };
  await documents.send(new PutCommand({ TableName: cloud.outputs.ProgressTable, Item }));
}

/** Sets attributes of an entry's progress, or removes those that are undefined: as if something else had been done. */
export async function note(entryId: string, attributes: Record<string, unknown>): Promise<void> {
  const names = Object.keys(attributes);
  const [set, remove] = [true, false].map((defined) =>
    names.filter((name) => (attributes[name] !== undefined) === defined),
  ) as [string[], string[]];
  await documents.send(
    new UpdateCommand({
      TableName: cloud.outputs.ProgressTable,
      Key: { entryId },
      UpdateExpression: [
        ...(set.length > 0 ? [`SET ${set.map((name) => `#${name} = :${name}`).join(', ')}`] : []),
        ...(remove.length > 0 ? [`REMOVE ${remove.map((name) => `#${name}`).join(', ')}`] : []),
      ].join(' '),
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ...(set.length > 0 && {
        ExpressionAttributeValues: Object.fromEntries(set.map((name) => [`:${name}`, attributes[name]])),
      }),
    }),
  );
}

/** Puts something else in the place of a badge. */
export async function replaceInBucket(key: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: BadgeBucket, Key: key, Body: 'not a badge' }));
}

export async function deleteFromBucket(key: string): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: BadgeBucket, Key: key }));
}

/** Pretends that minutes have passed since an entry was left to the digest. @returns false if it is not left to it. */
export async function settle(entryId: string): Promise<boolean> {
  const { untoldSince } = (await outcomes.progress(entryId)) as { untoldSince?: number };
  if (untoldSince === undefined) return false;
  await documents.send(
    new UpdateCommand({
      TableName: cloud.outputs.ProgressTable,
      Key: { entryId },
      UpdateExpression: 'SET untoldSince = :then',
      ExpressionAttributeValues: { ':then': untoldSince - settledAfterMs - 1 },
    }),
  );
  return true;
}

/** Pretends that the hour's limit of separate mails of a kind has been reached. */
export async function nothingMoreAlone(kind: string): Promise<void> {
  const hour = new Date().toISOString().slice(0, 13);
  const others = new Set(Array.from({ length: aloneAnHour }, (_, index) => `other-${index}`));
  await documents.send(
    new UpdateCommand({
      TableName: cloud.outputs.ProgressTable,
      Key: { entryId: `told ${kind} ${hour}` },
      UpdateExpression: 'ADD alone :others',
      ExpressionAttributeValues: { ':others': others },
    }),
  );
}
