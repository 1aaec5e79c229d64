/** What the services of the embedded cloud hold for an entry, and what an organiser does to make it go on. */
import { createHash, randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { paginateListExecutions, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { MailRecord } from '../../lambdas/shared/clients/progress.ts';
import { type EntryItem, textOf, toAttributeValues } from '../../lambdas/shared/domain/entry-item.ts';
import { awsClientConfig } from '../../local/clients.ts';
import type { StoredFile } from '../../local/drive/files.ts';
import type { Submission } from '../../local/front-end.ts';
import { type ReceivedMail, waitFor } from '../../local/outcome.ts';
import { DriveClient } from '../local/drive/drive-client.ts';
import { cloud, coach, ended, frontEnd, outcomes } from './fixtures.ts';

const config = awsClientConfig(cloud);
const stateMachineArn = cloud.outputs.StateMachineArn;
export const stepFunctions = new SFNClient(config);
const s3 = new S3Client(config);
export const documents = DynamoDBDocumentClient.from(new DynamoDBClient(config));
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

/** Waits until all that has been written to the entries table has been acted on: its stream keeps the order. */
export async function streamCaughtUp(): Promise<void> {
  const later = `later_${randomUUID()}`;
  await write(later, coach());
  await waitFor('the stream to catch up', () => outcomes.execution(later));
}

/** Submits an entry as the form does, and waits until it is stored; its Checkout Session is not paid yet. */
export async function submitted(body: EntryItem): Promise<Submission> {
  const submission = await frontEnd.submit(body);
  await stored(submission.entryId);
  return submission;
}

/** Starts an execution of the entry under another name, as an organiser would; does not wait for it. */
export async function startAgain(entryId: string, name = `${entryId}-again`): Promise<string> {
  await stepFunctions.send(
    new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ entryId }) }),
  );
  return name;
}

/** Runs an entry again and waits for the end. */
export async function runAgain(entryId: string, name?: string) {
  return ended(await startAgain(entryId, name));
}

/** The names of all of the entry's executions, by whoever started them. */
export async function executionsOf(entryId: string): Promise<string[]> {
  const names: string[] = [];
  for await (const page of paginateListExecutions({ client: stepFunctions }, { stateMachineArn })) {
    names.push(...(page.executions ?? []).map(({ name }) => name ?? ''));
  }
  return names.filter((name) => name.startsWith(entryId.slice(0, 71)));
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
  return (await outcomes.mails()).filter(({ destination }) => destination.to.includes(address));
}

/** The mails to the admin about an entry. */
export async function adminMails(entryId: string): Promise<ReceivedMail[]> {
  return (await mailsTo('admin@example.com')).filter(({ body }) => body.text?.includes(entryId));
}

/** As if the minute had passed since the last attempt at the confirmation, so that nobody is taken to be still at it. */
export async function outliveMailLease(entryId: string): Promise<void> {
  const mail = (await outcomes.progress(entryId))['mail confirmation'] as MailRecord | undefined;
  if (mail?.status !== 'sending') return;
  await documents.send(
    new UpdateCommand({
      TableName: cloud.outputs.ProgressTable,
      Key: { entryId },
      UpdateExpression: 'SET #mail.attemptedAt = :then',
      ExpressionAttributeNames: { '#mail': 'mail confirmation' },
      ExpressionAttributeValues: { ':then': mail.attemptedAt - 2 * 60_000 },
    }),
  );
}

/** The parts of an entry that are marked as needing attention. */
export async function marksOf(entryId: string): Promise<string[]> {
  const progress = await outcomes.progress(entryId);
  return Object.keys(progress).filter((name) => name.startsWith('attention '));
}

/** Everything Drive knows of the entry's files. */
export async function driveFilesOf(entryId: string): Promise<StoredFile[]> {
  const q = `appProperties has { key='entryId' and value='${entryId}' } and trashed = false`;
  return (await (await drive).list(q, { fields: 'files(*)' })).body.files;
}

export async function registrationsOf(entryId: string): Promise<Record<string, unknown>[]> {
  return (await outcomes.registrations()).filter((row) => row.entryId === entryId);
}

/** The badge that the progress table says is in the bucket, as it is there. */
export async function badgeOf(entryId: string) {
  const { badge } = (await outcomes.progress(entryId)) as { badge?: { key: string; photo: string } };
  if (!badge) return undefined;
  const { Body, LastModified } = await s3.send(
    new GetObjectCommand({ Bucket: cloud.outputs.BadgeBucket, Key: badge.key }),
  );
  const jpeg = (await Body?.transformToByteArray()) ?? new Uint8Array();
  return { ...badge, md5: createHash('md5').update(jpeg).digest('hex'), lastModified: LastModified };
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
