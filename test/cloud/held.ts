/** What the services of the embedded cloud hold for an entry, and what an organiser does to make it go on. */
import { createHash, randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NotFound,
  S3Client,
} from '@aws-sdk/client-s3';
import { paginateListExecutions, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { DriveClient } from '@tkd-registration/sandboxes/drive/client';
import type { StoredFile } from '@tkd-registration/sandboxes/drive/files';
import type * as z from 'zod';
import { type EntryItem, textOf, toAttributeValues } from '../../core/domain/entry-item.ts';
import { registrationIdOf } from '../../core/domain/ids.ts';
import type { executionInput } from '../../core/domain/state.ts';
import type { BadgeRecord, MailRecord } from '../../core/progress/progress-record.ts';
import type { Submission } from '../../local/front-end.ts';
import { Outcomes, type ReceivedMail, waitFor } from '../../local/outcome.ts';
import { cloud, coach, ended, frontEnd, manualEntry, outcomes } from './fixtures.ts';

const config = awsClientConfig(cloud);
const { StateMachineArn: stateMachineArn = '', BadgeRefreshArn: badgeRefreshArn = '' } = cloud.outputs;
const { RegistrationsTable, BadgeBucket } = cloud.outputs;
export const stepFunctions = new SFNClient(config);
const s3 = new S3Client(config);
export const dynamo = new DynamoDBClient(config);
export const documents = DynamoDBDocumentClient.from(dynamo);
/** The executions of the badge refresh. */
export const refreshes = new Outcomes(cloud, badgeRefreshArn);
const drive = DriveClient.of({
  url: cloud.endpoints.drive,
  serviceAccount: cloud.secret.google.serviceAccount,
});

export const emailOf = (body: EntryItem) => String(textOf(body.email));
export const nameOf = (body: EntryItem) => String(textOf(body.full_name));

/** Ends all misbehaviour. @returns how many calls each of them had left. */
export async function mend(): Promise<number[]> {
  const faults = (await (await fetch(`${cloud.endpoints.aws}/_faults`)).json()) as { times: number }[];
  await fetch(`${cloud.endpoints.aws}/_faults`, { method: 'DELETE' });
  return faults.map(({ times }) => times);
}

/** Waits until the queue's message is in the entries table. */
export async function stored(entryId: string): Promise<void> {
  const request = { TableName: cloud.outputs.EntriesTable, Key: { entryId }, ConsistentRead: true };
  await waitFor(
    `entry ${entryId} to be stored`,
    async () => (await documents.send(new GetCommand(request))).Item,
  );
}

/** Writes to the entries table as a front end may do itself. */
export async function write(entryId: string, entry: EntryItem): Promise<void> {
  const Item = { ...toAttributeValues(entry), entryId: { S: entryId } };
  await documents.send(new PutItemCommand({ TableName: cloud.outputs.EntriesTable, Item }));
}

/**
 * Waits until all that has been written to the entries table has been acted on: its stream keeps the order. What comes
 * last cannot be read, so that nothing is drawn for it.
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

/** What an organiser may ask for about mails when starting an execution. */
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

/** Runs an entry again and waits for the end. */
export async function runAgain(entryId: string, name?: string, asked?: Asked) {
  return ended(await startAgain(entryId, name, asked));
}

/** The names of all of the entry's executions of a machine, by whoever started them. */
async function namesOf(entryId: string, machine: string): Promise<string[]> {
  const names: string[] = [];
  const request = { stateMachineArn: machine };
  for await (const page of paginateListExecutions({ client: stepFunctions }, request)) {
    names.push(...(page.executions ?? []).map(({ name }) => name ?? ''));
  }
  return names.filter((name) => name.startsWith(entryId.slice(0, 71)));
}

export const executionsOf = (entryId: string) => namesOf(entryId, stateMachineArn);
export const refreshesOf = (entryId: string) => namesOf(entryId, badgeRefreshArn);

/** Starts a badge refresh by hand, as an organiser may; does not wait for it. */
export async function startRefresh(entryId: string): Promise<string> {
  const name = `${entryId.slice(0, 71)}-${randomUUID().slice(0, 8)}`;
  const input = JSON.stringify({ entryId });
  await stepFunctions.send(new StartExecutionCommand({ stateMachineArn: badgeRefreshArn, name, input }));
  return name;
}

/** Waits until the entry has so many badge refreshes, and for the end of each. */
export async function refreshed(entryId: string, times: number) {
  const names = await waitFor(`${times} badge refreshes of ${entryId}`, async () => {
    const found = await refreshesOf(entryId);
    return found.length >= times ? found : undefined;
  });
  return Promise.all(names.map((name) => refreshes.ended(name)));
}

/** Runs a badge refresh by hand: what it found to do. */
export async function refreshAgain(
  entryId: string,
): Promise<{ badge?: string; pushed?: string; error?: string }> {
  const { output, error } = await refreshes.ended(await startRefresh(entryId));
  const { badge, pushed } = JSON.parse(output ?? '{}');
  return { badge: badge?.outcome, pushed: pushed?.outcome, error };
}

/** What a refresh finds to do where everything is right. */
export const inLine = { badge: 'already rendered', pushed: 'already there', error: undefined };

/** A row of the registrations table as it is stored; undefined when there is none. */
export async function rowOf(pk: string): Promise<Record<string, AttributeValue> | undefined> {
  const request = { TableName: RegistrationsTable, Key: { pk: { S: pk } }, ConsistentRead: true };
  return (await dynamo.send(new GetItemCommand(request))).Item;
}

/** The key of an entry's registration. */
export async function keyOf(entryId: string): Promise<string> {
  return String((await outcomes.progress(entryId)).registrationKey);
}

export async function putRow(row: Record<string, AttributeValue>): Promise<void> {
  await dynamo.send(new PutItemCommand({ TableName: RegistrationsTable, Item: row }));
}

export async function deleteRow(pk: string): Promise<void> {
  await dynamo.send(new DeleteItemCommand({ TableName: RegistrationsTable, Key: { pk: { S: pk } } }));
}

/** What the old front end's page sets when an organiser saves a registration, changed or not. */
const formFields = [
  ...['full_name', 'email', 'phone', 'school', 'reg_type', 'parent', 'birthdate', 'age', 'gender'],
  ...['weight', 'height', 'coach', 'beltRank', 'events'],
  ...['poomsae_form', 'pair_poomsae_form', 'team_poomsae_form', 'family_poomsae_form'],
];

/** Corrects a registration as an organiser does on the old front end's page: under the same key, whatever changes. */
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
 * Waits until all that has been written to the registrations table has been acted on: its stream keeps the order, and
 * the second record of a row comes with a later batch than the first.
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

/** How often an execution attempted a step. */
export async function attemptsAt(step: string, execution: string): Promise<number> {
  const events = await outcomes.history(execution);
  const parents = new Map(events.map((event) => [event.id, event]));
  return events.filter((event) => {
    if (event.type !== 'LambdaFunctionScheduled') return false;
    let before = event;
    while (before.type !== 'TaskStateEntered') before = parents.get(before.previousEventId) ?? raise();
    return before.stateEnteredEventDetails?.name === step;
  }).length;
}

function raise(): never {
  throw new Error('a history whose task was never entered');
}

export async function mailsTo(address: string): Promise<ReceivedMail[]> {
  return (await outcomes.mails()).filter(({ recipients }) => recipients.includes(address));
}

/** The mails to the admin about an entry. */
export async function adminMails(entryId: string): Promise<ReceivedMail[]> {
  return (await mailsTo('admin@example.com')).filter(({ body }) => body.text?.includes(entryId));
}

/** As if minutes had passed since whoever was cut off began, so that nobody is taken to be still at it. */
export async function outliveLeases(entryId: string): Promise<void> {
  const { 'mail confirmation': mail, badgeLease } = (await outcomes.progress(entryId)) as {
    'mail confirmation'?: MailRecord;
    badgeLease?: { heldAt: number };
  };
  const begun = [
    ...(mail?.status === 'sending'
      ? [{ name: 'mail confirmation', field: 'attemptedAt', at: mail.attemptedAt }]
      : []),
    ...(badgeLease ? [{ name: 'badgeLease', field: 'heldAt', at: badgeLease.heldAt }] : []),
  ];
  for (const { name, field, at } of begun) {
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

/** As if SES had not taken the entry's confirmation for twenty minutes already. */
export async function waitsForTwentyMinutes(entryId: string): Promise<void> {
  const then = Date.now() - 20 * 60_000;
  const record: MailRecord = {
    ...{ status: 'waiting', attempts: 0, execution: 'an earlier one' },
    ...{ attemptedAt: then, waitingSince: then },
  };
  const Item = { entryId, 'mail confirmation': record };
  await documents.send(new PutCommand({ TableName: cloud.outputs.ProgressTable, Item }));
}

/** The parts of an entry that are marked as needing attention. */
export async function marksOf(entryId: string): Promise<string[]> {
  const progress = await outcomes.progress(entryId);
  return Object.keys(progress).filter((name) => name.startsWith('attention '));
}

/** Everything Drive knows of the entry's files. */
export const driveFilesOf = (entryId: string) => filesIn(entryId, 'trashed = false');
/** The same of those in its trash. */
export const trashedFilesOf = (entryId: string) => filesIn(entryId, 'trashed = true');

async function filesIn(entryId: string, where: string): Promise<StoredFile[]> {
  const q = `appProperties has { key='entryId' and value='${entryId}' } and ${where}`;
  return (await (await drive).list(q, { fields: 'files(*)' })).body.files;
}

export async function registrationsOf(entryId: string): Promise<Record<string, unknown>[]> {
  return (await outcomes.registrations()).filter((row) => row.entryId === entryId);
}

/** The badge that the progress table says is in the bucket, as it is there. */
export async function badgeOf(entryId: string) {
  const { badge } = (await outcomes.progress(entryId)) as { badge?: BadgeRecord };
  if (!badge) return undefined;
  const { Body, LastModified } = await s3.send(new GetObjectCommand({ Bucket: BadgeBucket, Key: badge.key }));
  const image = (await Body?.transformToByteArray()) ?? new Uint8Array();
  return { ...badge, md5: createHash('md5').update(image).digest('hex'), lastModified: LastModified };
}

/** Whether there is an object in the badge bucket. */
export async function isInBucket(key: string): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand({ Bucket: BadgeBucket, Key: key }));
    return true;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
}

export async function deleteFromBucket(key: string): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: BadgeBucket, Key: key }));
}

/** All that is there of an entry, as far as it is the same for every entry that went well. */
export async function endState(entryId: string, email: string) {
  const [registrations, mails, files, badge, marks] = await Promise.all([
    registrationsOf(entryId),
    mailsTo(email),
    driveFilesOf(entryId),
    badgeOf(entryId),
    marksOf(entryId),
  ]);
  return {
    registrations: registrations.length,
    mails: mails.length,
    driveFiles: files.length,
    inDriveIsTheBadge: badge !== undefined && files.every((file) => file.md5Checksum === badge.md5),
    marks,
  };
}
