/** What the services of the embedded cloud hold for an entry. */
import { createHash } from 'node:crypto';
import { type AttributeValue, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, HeadObjectCommand, NotFound, S3Client } from '@aws-sdk/client-s3';
import { paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { DriveClient } from '@tkd-registration/sandboxes/drive/client';
import type { StoredFile } from '@tkd-registration/sandboxes/drive/files';
import { type EntryItem, textOf } from '../../core/domain/entry-item.ts';
import type { BadgeRecord } from '../../core/progress/progress-record.ts';
import { Outcomes, type ReceivedMail, waitFor } from '../../local/outcome.ts';
import { cloud, outcomes } from './fixtures.ts';

const config = awsClientConfig(cloud);
export const { StateMachineArn: stateMachineArn = '', BadgeRefreshArn: badgeRefreshArn = '' } = cloud.outputs;
export const { RegistrationsTable, BadgeBucket } = cloud.outputs;
export const stepFunctions = new SFNClient(config);
export const s3 = new S3Client(config);
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

/** The names of all the entry's executions of a machine, however they were started. */
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

/** Waits until the entry has that number of badge refreshes, and for the end of each. */
export async function refreshed(entryId: string, times: number) {
  const names = await waitFor(`${times} badge refreshes of ${entryId}`, async () => {
    const found = await refreshesOf(entryId);
    return found.length >= times ? found : undefined;
  });
  return Promise.all(names.map((name) => refreshes.ended(name)));
}

/** A row of the registrations table; undefined when there is none. */
export async function rowOf(pk: string): Promise<Record<string, AttributeValue> | undefined> {
  const request = { TableName: RegistrationsTable, Key: { pk: { S: pk } }, ConsistentRead: true };
  return (await dynamo.send(new GetItemCommand(request))).Item;
}

/** The key of an entry's registration. */
export async function keyOf(entryId: string): Promise<string> {
  return String((await outcomes.progress(entryId)).registrationKey);
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

/** Mails about a payment have other subjects. */
const confirmationsTo = async (address: string) =>
  (await mailsTo(address)).filter(({ subject }) => subject.includes(' is registered'));

/** The mails to the admin about an entry. */
export async function adminMails(entryId: string): Promise<ReceivedMail[]> {
  return (await mailsTo('admin@example.com')).filter(({ body }) => body.text?.includes(entryId));
}

/** The mails that report many things together. */
export async function digests(): Promise<ReceivedMail[]> {
  return (await mailsTo('admin@example.com')).filter(({ body }) =>
    body.text?.includes('This mail reports them together'),
  );
}

/** The parts of an entry that are marked as needing attention. */
export async function marksOf(entryId: string): Promise<string[]> {
  const progress = await outcomes.progress(entryId);
  return Object.keys(progress).filter((name) => name.startsWith('attention '));
}

/** Everything Drive stores about the entry's files. */
export const driveFilesOf = (entryId: string) => filesIn(entryId, 'trashed = false');

/** The same for those in its trash. */
export const trashedFilesOf = (entryId: string) => filesIn(entryId, 'trashed = true');

async function filesIn(entryId: string, where: string): Promise<StoredFile[]> {
  const q = `appProperties has { key='entryId' and value='${entryId}' } and ${where}`;
  return (await (await drive).list(q, { fields: 'files(*)' })).body.files;
}

export async function registrationsOf(entryId: string): Promise<Record<string, unknown>[]> {
  return (await outcomes.registrations()).filter((row) => row.entryId === entryId);
}

/** The badge that the progress table records as being in the bucket, with its content there. */
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

/** The final state of an entry, reduced to what is the same for every entry that succeeded. */
export async function endState(entryId: string, email: string) {
  const [registrations, mails, files, badge, marks] = await Promise.all([
    registrationsOf(entryId),
    confirmationsTo(email),
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

/** How many items of each kind exist for an entry's person, and how the entry's executions ended, in order. */
export async function holdings(entryId: string, body: EntryItem) {
  const email = emailOf(body);
  const [rows, mails, files, names] = await Promise.all([
    outcomes.registrations(),
    confirmationsTo(email),
    driveFilesOf(entryId),
    executionsOf(entryId),
  ]);
  const executions = await Promise.all(names.map((name) => outcomes.execution(name)));
  return {
    registrations: rows.filter((row) => row.email === email).length,
    mails: mails.length,
    files: files.length,
    executions: executions.reverse().map((execution) => execution?.status),
  };
}

/** What exists for a competitor registered by one execution. */
export const fulfilled = { registrations: 1, mails: 1, files: 1, executions: ['SUCCEEDED'] };

/** What exists for a person whose entry has not been processed. */
export const untouched = { registrations: 0, mails: 0, files: 0, executions: [] };

/** The errors of an execution's failed attempts, in order. */
export async function failuresOf(execution: string): Promise<(string | undefined)[]> {
  const events = await outcomes.history(execution);
  return events.flatMap(({ lambdaFunctionFailedEventDetails: failure }) => failure?.error ?? []);
}
