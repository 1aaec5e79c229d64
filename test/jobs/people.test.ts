/** What the stage's policies for people let them do: what the runbook tells them to, and no more. */
import {
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import {
  DescribeMapRunCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { examine } from '../../admin/doctor/doctor.ts';
import { ExecutionRun } from '../../admin/execution-run.ts';
import { lastJobs } from '../../admin/jobs/read-jobs.ts';
import { Stage } from '../../admin/stage.ts';
import { statusOf } from '../../admin/status/read-status.ts';
import { cloud, register } from '../cloud/fixtures.ts';
import { keyOf } from '../cloud/inspect.ts';
import { manualEntry } from '../cloud/people.ts';
import { signedInAs } from '../cloud/signed-in.ts';

const { outputs } = cloud;
const output = (name: string) => outputs[name] ?? expect.fail(`no output ${name}`);
const stageOf = (who: 'organiser' | 'engineer') =>
  new Stage({ name: 'local', config: signedInAs(who, cloud), outputs });

/** Clients of somebody with one of the policies. */
function clientsOf(who: 'organiser' | 'engineer' | 'canary') {
  const config = { ...signedInAs(who, cloud), maxAttempts: 1 };
  return {
    documents: DynamoDBDocumentClient.from(new DynamoDBClient(config)),
    s3: new S3Client(config),
    sqs: new SQSClient(config),
    secrets: new SecretsManagerClient(config),
    sfn: new SFNClient(config),
    mail: new SESv2Client(config),
  };
}

const denied = { name: expect.stringMatching(/^AccessDenied(Exception)?$/) };
const deadLetterQueues = Object.keys(outputs).filter((name) => /^Failed\w+Url$/.test(name));
const machines = Object.keys(outputs).filter((name) => outputs[name]?.includes(':stateMachine:'));

/** As the console shows the Map Run of a job. */
async function batchesOf(sfn: SFNClient): Promise<void> {
  const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn: jobArn }));
  const [{ mapRunArn } = expect.fail('no map run')] = mapRuns;
  await sfn.send(new DescribeMapRunCommand({ mapRunArn }));
  await sfn.send(new ListExecutionsCommand({ mapRunArn }));
}

const entry = manualEntry();
let entryId: string;
const stopsRegistration = () =>
  new StopExecutionCommand({
    executionArn: `${output('StateMachineArn').replace(':stateMachine:', ':execution:')}:${entryId}`,
  });
const mailsFamily = new SendEmailCommand({
  FromEmailAddress: 'registration@example.com',
  Destination: { ToAddresses: ['parent@example.com'] },
  Content: {},
});
let pk: string;
let jobArn: string;
beforeAll(async () => {
  ({ entryId } = await register(entry));
  pk = await keyOf(entryId);
  const run = new ExecutionRun(stageOf('engineer').config, {
    ...{ stage: 'local', machine: 'lists', absent: 'is not there' },
  });
  const execution = await run.start({});
  await run.end(execution);
  jobArn = await run.arnOf(execution);
});

describe('an organiser', () => {
  const { documents, s3, sqs, secrets, sfn, mail } = clientsOf('organiser');

  test('sees what runs, what waits and what needs attention, and runs an entry and a sweep', async () => {
    const stage = stageOf('organiser');
    expect(await statusOf(stage)).toMatchObject({ stage: 'local' });
    expect(await lastJobs(stage, 3)).toBeInstanceOf(Array);
    const options = { stage: 'local', absent: 'is not there' };
    for (const [machine, input] of [
      ['registration', { entryId }],
      ['badge-refresh', { entryId }],
      ['reconcile', { since: '1d', apply: false }],
    ] as const) {
      const run = new ExecutionRun(stage.config, { ...options, machine });
      const name = await run.start(input);
      await run.end(name);
      const executionArn = await run.arnOf(name);
      await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    }
    for (const [name, input] of [
      ['DriveSyncArn', { planOnly: true }],
      ['PaymentChangeArn', { changed: 'not an id of Stripe' }],
      ['SchoolsArn', {}],
    ] as const) {
      await sfn.send(
        new StartExecutionCommand({ stateMachineArn: output(name), input: JSON.stringify(input) }),
      );
    }
    for (const machine of machines) {
      await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: output(machine) }));
    }
    await batchesOf(sfn);
  });

  test('reads no medical form: no entry, no registration, no archive, no message that failed, and no photo', async () => {
    const table = { EntriesTable: { entryId }, RegistrationsTable: { pk }, LookupTable: { pk } };
    for (const [name, Key] of Object.entries(table)) {
      const TableName = output(name);
      await expect(documents.send(new GetCommand({ TableName, Key }))).rejects.toMatchObject(denied);
      await expect(documents.send(new ScanCommand({ TableName }))).rejects.toMatchObject(denied);
    }
    const ofType = {
      ...{ TableName: output('RegistrationsTable'), IndexName: 'reg_type-index' },
      KeyConditionExpression: 'reg_type = :type',
      ExpressionAttributeValues: { ':type': 'competitor' },
    };
    await expect(documents.send(new QueryCommand(ofType))).rejects.toMatchObject(denied);
    for (const [bucket, Key] of [
      ['ConfigBucket', 'archive/full_lookup.json'],
      ['ConfigBucket', 'jobs/archive/some/archive.json'],
      ['ConfigBucket', 'exports/some.zip'],
      ['ProfilePictureBucket', 'some.jpg'],
      ['BadgeBucket', 'some_badge.jpg'],
    ] as const) {
      const object = { Bucket: output(bucket), Key };
      await expect(s3.send(new GetObjectCommand(object)), Key).rejects.toMatchObject(denied);
    }
    for (const queue of [...deadLetterQueues, 'ProcessingQueueUrl', 'PhotosQueueUrl']) {
      const request = new ReceiveMessageCommand({ QueueUrl: output(queue) });
      await expect(sqs.send(request), queue).rejects.toMatchObject(denied);
    }
  });

  test('changes no data, reads no key, sends nothing, and stops nothing', async () => {
    const SecretId = output('SecretId');
    const refused = [
      documents.send(
        new PutCommand({ TableName: output('EntriesTable'), Item: { entryId: 'entry_made_up' } }),
      ),
      documents.send(
        new UpdateCommand({
          ...{ TableName: output('ProgressTable'), Key: { entryId }, UpdateExpression: 'REMOVE #mark' },
          ExpressionAttributeNames: { '#mark': 'attention registration' },
        }),
      ),
      s3.send(new PutObjectCommand({ Bucket: output('ConfigBucket'), Key: 'schools.json', Body: '[]' })),
      secrets.send(new GetSecretValueCommand({ SecretId })),
      secrets.send(new PutSecretValueCommand({ SecretId, SecretString: '{}' })),
      sqs.send(new SendMessageCommand({ QueueUrl: output('ProcessingQueueUrl'), MessageBody: '{}' })),
      sqs.send(new PurgeQueueCommand({ QueueUrl: output('FailedRegistrationsUrl') })),
      sfn.send(new StartExecutionCommand({ stateMachineArn: output('ArchiveArn') })),
      sfn.send(stopsRegistration()),
      mail.send(mailsFamily),
    ];
    await Promise.all(refused.map((request) => expect(request).rejects.toMatchObject(denied)));
  });
});

describe('who sends canaries', () => {
  const { documents, s3, sfn } = clientsOf('canary');

  test('removes what is of a canary, and of nobody else', async () => {
    const remove = (table: string, id: string) =>
      documents.send(new DeleteItemCommand({ TableName: output(table), Key: { entryId: { S: id } } }));
    const photo = (Key: string) =>
      s3.send(new DeleteObjectCommand({ Bucket: output('ProfilePictureBucket'), Key }));
    const stop = (name: string) => {
      const executions = output('StateMachineArn').replace(':stateMachine:', ':execution:');
      return sfn.send(new StopExecutionCommand({ executionArn: `${executions}:${name}` }));
    };
    await remove('EntriesTable', 'canary_of_nobody');
    await remove('ProgressTable', 'person_of_nobody');
    await photo('canary_of_nobody.jpg');
    await expect(stop('canary_of_nobody')).rejects.not.toMatchObject(denied);
    const refused = [
      remove('EntriesTable', entryId),
      remove('ProgressTable', entryId),
      photo('some.jpg'),
      stop(entryId),
    ];
    await Promise.all(refused.map((request) => expect(request).rejects.toMatchObject(denied)));
  });
});

describe('the engineer', () => {
  const { documents, s3, sqs, secrets, sfn, mail } = clientsOf('engineer');

  test('may look at everything that the doctor looks at', async () => {
    const { stripe, drive, challonge } = cloud.endpoints;
    const config = signedInAs('engineer', cloud);
    const stage = new Stage({ name: 'local', config, outputs, sandboxes: { stripe, drive, challonge } });
    const { checks } = await examine(stage, { askChallonge: true });
    expect(checks.filter(({ state }) => state === 'unknown')).toEqual([]);
  });

  test('sees each state machine, each table, and the batches of a job', async () => {
    for (const machine of machines) {
      await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: output(machine) }));
    }
    for (const table of ['EntriesTable', 'ProgressTable', 'RegistrationsTable']) {
      await documents.send(new DescribeTableCommand({ TableName: output(table) }));
    }
    await batchesOf(sfn);
  });

  test('corrects an entry and a registration, and takes an entry off the list', async () => {
    const row = { TableName: output('RegistrationsTable'), Key: { pk } };
    for (const [TableName, Key] of [
      [output('EntriesTable'), { entryId }],
      [row.TableName, row.Key],
    ] as const) {
      const { Item } = await documents.send(new GetCommand({ TableName, Key }));
      await documents.send(new PutCommand({ TableName, Item }));
      const set = { UpdateExpression: 'SET note = :note', ExpressionAttributeValues: { ':note': 'called' } };
      await documents.send(new UpdateCommand({ TableName, Key, ...set }));
    }
    await documents.send(
      new UpdateCommand({
        ...{ TableName: output('ProgressTable'), Key: { entryId }, UpdateExpression: 'REMOVE #mark' },
        ExpressionAttributeNames: { '#mark': 'attention registration' },
      }),
    );
    const trial = await register(manualEntry());
    await documents.send(
      new DeleteItemCommand({ TableName: row.TableName, Key: { pk: { S: await keyOf(trial.entryId) } } }),
    );
  });

  test('changes schools, photos and keys', async () => {
    const schools = { Bucket: output('ConfigBucket'), Key: 'schools.json' };
    const { Body } = await s3.send(new GetObjectCommand(schools));
    await s3.send(new PutObjectCommand({ ...schools, Body: await Body?.transformToString() }));
    const photo = { Bucket: output('ProfilePictureBucket'), Key: 'engineer.jpg' };
    await s3.send(new PutObjectCommand({ ...photo, Body: 'a photo' }));
    await s3.send(new GetObjectCommand(photo));
    for (const bucket of ['BadgeBucket', 'ConfigBucket', 'ProfilePictureBucket']) {
      const Bucket = output(bucket);
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      await s3.send(new GetObjectCommand({ Bucket, Key: Contents[0]?.Key }));
    }
    const SecretId = output('SecretId');
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
  });

  test('looks into dead-letter queues, sends their messages back, and empties them', async () => {
    const arnOf = async (queue: string) => {
      const request = { QueueUrl: output(queue), AttributeNames: ['QueueArn' as const] };
      return (await sqs.send(new GetQueueAttributesCommand(request))).Attributes?.QueueArn;
    };
    for (const queue of deadLetterQueues) {
      const QueueUrl = output(queue);
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }));
      const [{ ReceiptHandle } = { ReceiptHandle: 'none' }] = Messages;
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })).catch((error: Error) => {
        expect(error).not.toMatchObject(denied);
      });
      const SourceArn = await arnOf(queue);
      await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
      const to = {
        FailedRegistrationsUrl: 'ProcessingQueueUrl',
        FailedPhotosUrl: 'PhotosQueueUrl',
        FailedMailEventsUrl: 'MailEventsQueueUrl',
      }[queue];
      const DestinationArn = to && (await arnOf(to));
      await sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn })).catch((error: Error) => {
        expect(error).not.toMatchObject(denied);
      });
      await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    }
  });

  test('deletes no entry, no table, no photo and no badge, stops no execution, and sends no mail', async () => {
    const refused = [
      documents.send(
        new DeleteItemCommand({ TableName: output('EntriesTable'), Key: { entryId: { S: entryId } } }),
      ),
      documents.send(new DeleteTableCommand({ TableName: output('ProgressTable') })),
      s3.send(new DeleteObjectCommand({ Bucket: output('ProfilePictureBucket'), Key: 'engineer.jpg' })),
      s3.send(new PutObjectCommand({ Bucket: output('BadgeBucket'), Key: 'x_badge.jpg', Body: 'x' })),
      sfn.send(stopsRegistration()),
      mail.send(mailsFamily),
    ];
    await Promise.all(refused.map((request) => expect(request).rejects.toMatchObject(denied)));
  });
});
