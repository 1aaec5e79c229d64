import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import type { Fault } from '@tkd-registration/local-cloud/faults';
import { googleError } from '@tkd-registration/sandboxes/drive/answers';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { type EntryItem, textOf } from '../../core/domain/entry-item.ts';
import { contentIdOf, photoIdOf, registrationIdOf } from '../../core/domain/ids.ts';
import { waitFor } from '../../local/outcome.ts';
import { putPhoto } from '../../local/seed.ts';
import { correct, deleteRow, putRow, runAgain, submitted } from './act.ts';
import { sqs } from './dead-letters.ts';
import { clearFaults, cloud, ended, frontEnd, misbehave, outcomes, register } from './fixtures.ts';
import {
  adminMails,
  badgeOf,
  documents,
  driveFilesOf,
  emailOf,
  executionsOf,
  keyOf,
  refreshed,
  refreshes,
  refreshesOf,
  rowOf,
} from './inspect.ts';
import { coach, competitor, manualEntry } from './people.ts';
import { completed, post, sign } from './stripe-events.ts';

afterEach(clearFaults);

/** The person in all of these entries; no other test uses any of these words. */
const zebulon: EntryItem = {
  full_name: { S: 'Zebulon Quackenbush' },
  parent: { S: 'Ottoline Quackenbush' },
  email: { S: 'zebulon.q@example.org' },
  phone: { S: '918-555-0983' },
  birthdate: { S: '02/17/2013' },
  school: { S: 'Periwinkle Dojang' },
  coach: { S: 'Master Thistlewood' },
  imgFilename: { S: 'Periwinkle Dojang_competitor_Zebulon_Quackenbush.jpg' },
  medical_form: {
    S: JSON.stringify({
      contacts: 'Y',
      medicalConditions: ['narcolepsy'],
      allergies: ['penicillin'],
      medications: ['modafinil'],
    }),
  },
};

/** Every word of the entry, in every form; the keys of the registration and the badge contain them. */
const personal = new RegExp(
  [
    ...['zebulon', 'quackenbush', 'ottoline', 'periwinkle', 'thistlewood'],
    ...['narcolepsy', 'penicillin', 'modafinil'],
    ...['555-0983', '02/17/2013', '2013-02-17', 'February 17, 2013'],
  ].join('|'),
  'i',
);

/** What must not be in mails to organisers either, who may know the person and the school. */
const confidential = new RegExp(
  [
    ...['ottoline', 'thistlewood', 'zebulon\\.q'],
    ...['narcolepsy', 'penicillin', 'modafinil'],
    ...['555-0983', '02/17/2013', '2013-02-17', 'February 17, 2013'],
  ].join('|'),
  'i',
);

/** Other people in that family, who are not duplicates. */
const relative = (name: string, changes: EntryItem = {}) =>
  competitor({
    ...zebulon,
    full_name: { S: `${name} Quackenbush` },
    imgFilename: { S: `Periwinkle Dojang_competitor_${name}_Quackenbush.jpg` },
    ...changes,
  });

const answer = (status: number, body: unknown, type = 'application/json'): Fault['behaviour'] => ({
  kind: 'answer',
  status,
  headers: { 'content-type': type },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const entryIds: string[] = [];
/** Registrations of another system. */
const foreignIds: string[] = [];

/**
 * Registers an entry and collects its id; `refused` is a service's fault for it, `expected` the error of its execution.
 */
async function registered(
  body: EntryItem,
  expected?: string,
  refused?: Pick<Fault, 'service' | 'operation' | 'behaviour'> & { contains?: string },
): Promise<string> {
  const { entryId, sessionId } = await submitted(body);
  if (refused) await misbehave({ contains: entryId, ...refused });
  if (sessionId) await frontEnd.press('card', sessionId);
  expect((await ended(entryId)).error).toBe(expected);
  entryIds.push(entryId);
  return entryId;
}

/** Sends a second, different entry for a session that has one. */
async function conflicting(sessionId: string): Promise<void> {
  const conflict = { ...competitor(zebulon), checkout: { S: sessionId }, tshirt: { S: 'Quackenbush' } };
  await frontEnd.post(conflict);
  expect((await ended(contentIdOf(conflict))).error).toBe('EntryConflictError');
  entryIds.push(contentIdOf(conflict));
}

const refusedObject =
  '<Error><Code>AccessDenied</Code><Message>Winona_Quackenbush_badge.jpg</Message></Error>';
const refusedBadge = {
  service: 's3',
  operation: 'PutObject',
  behaviour: answer(403, refusedObject, 'application/xml'),
};

beforeAll(async () => {
  const yolanda = 'yolanda.zebulon@example.org';
  const [well] = await Promise.all([
    // What succeeds, by every way in.
    registered(competitor(zebulon)),
    registered(
      manualEntry({ ...zebulon, full_name: { S: 'Zebulon Quackenbush the Elder' }, imgFilename: { S: '' } }),
    ),
    registered(coach({ ...zebulon, reg_type: { S: 'coach' }, imgFilename: { S: '' } })),

    // What is wrong with the entry.
    registered(
      coach({
        full_name: { S: 'Zebulon\nQuackenbush' },
        email: { S: 'zebulon quackenbush' },
        birthdate: { S: 'the day of Zebulon' },
        gender: { S: 'Quackenbush' },
        weight: { S: 'Zebulon' },
        beltRank: { S: 'periwinkle' },
        events: { S: 'narcolepsy' },
        medical_form: { S: '{"allergies": penicillin' },
        imgFilename: { S: '../Quackenbush' },
      }),
      'MailAddressInvalidError',
    ),
    registered(coach({ ...zebulon, reg_type: { S: 'Quackenbush' } }), 'EntryInvalidError'),

    // What services refuse with an error that quotes their input.
    registered(relative('Yolanda', { email: { S: yolanda } }), 'MailRejectedError', {
      service: 'ses',
      operation: 'SendEmail',
      contains: yolanda,
      behaviour: answer(400, {
        __type: 'MessageRejected',
        message: `Email address is not verified: ${yolanda}`,
      }),
    }),
    registered(relative('Xavier'), 'ValidationException', {
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      contains: 'Xavier',
      behaviour: answer(400, {
        __type: 'com.amazon.coral.validate#ValidationException',
        message: 'Invalid item {full_name: Xavier Quackenbush, medical_form: narcolepsy}',
      }),
    }),
    registered(relative('Winona'), 'AccessDenied', { ...refusedBadge, contains: 'Winona' }),
    registered(relative('Valentina'), 'DriveAccessDeniedError', {
      service: 'drive',
      operation: 'files.create',
      behaviour: answer(
        403,
        googleError(403, 'insufficientFilePermissions', 'Valentina Quackenbush may not'),
      ),
    }),
    registered(relative('Ursula'), 'StripeAccessDeniedError', {
      service: 'stripe',
      operation: 'checkout.sessions.retrieve',
      behaviour: answer(401, {
        error: { type: 'invalid_request_error', message: 'Ursula Quackenbush: no such key' },
      }),
    }),
  ]);
  await Promise.all([
    runAgain(well),
    registered(competitor(zebulon), 'DuplicateRegistrationError'),
    conflicting(well),
  ]);
  const row = (await rowOf(await keyOf(well))) ?? {};
  await Promise.all([refreshOwn(well, row), refreshForeign(row)]);

  // What the intake refuses.
  await frontEnd.post('{"full_name": {"S": "Zebulon Quackenbush"');
  const event = completed(well, {
    customer_details: { name: 'Zebulon Quackenbush', email: emailOf(zebulon) },
  });
  expect(await post(event)).toBe(200);
  expect(await post(`${event} `, sign(event))).toBe(400);
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: cloud.outputs.PhotosQueueUrl,
      MessageBody: '{"key": "Zebulon Quackenbush',
    }),
  );
});

type Row = Record<string, AttributeValue>;

/**
 * Refreshes a badge: a photo arrives, corrections follow, one of them invalid, the registration is deleted and put
 * back.
 */
async function refreshOwn(entryId: string, row: Row): Promise<void> {
  const pk = row.pk?.S ?? '';
  const photo = await sharp({ create: { width: 60, height: 80, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer();
  const happenings = [
    () => putPhoto(cloud, String(textOf(zebulon.imgFilename)), photo),
    () => correct(pk, { full_name: { S: 'Zebulon Quackenbush-Periwinkle 🥋' } }),
    () => correct(pk, { beltRank: { S: 'Quackenbush' }, weight: { S: 'Zebulon' } }),
    () => correct(pk, { reg_type: { S: 'Quackenbush' } }),
    () => deleteRow(pk),
    () => putRow(row),
  ];
  for (const [index, happening] of happenings.entries()) {
    await happening();
    await refreshed(entryId, index + 1);
  }
}

/** The same for a registration of another system; the bucket refuses its badge. */
async function refreshForeign({ entryId: _, ...row }: Row): Promise<void> {
  const pk = 'Periwinkle_Dojang-competitor-Tabitha_Quackenbush';
  const id = registrationIdOf({ pk: { S: pk } });
  foreignIds.push(id);
  await putRow({ ...row, pk: { S: pk }, beltRank: { S: 'Quackenbush' } });
  await refreshed(id, 1);
  await misbehave({ ...refusedBadge, contains: 'Tabitha' });
  await correct(pk, { beltRank: { S: 'blue' } });
  await refreshed(id, 2);
}

afterAll(async () => {
  const { ProcessingQueueUrl, PhotosQueueUrl } = cloud.outputs;
  for (const QueueUrl of [ProcessingQueueUrl, PhotosQueueUrl]) {
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  }
});

describe('nothing personal is', () => {
  test('in the input, output, cause or history of any execution', async () => {
    const names = (await Promise.all(entryIds.map(executionsOf))).flat();
    expect(names.length).toBeGreaterThan(entryIds.length);
    for (const name of names) {
      const logged = JSON.stringify([await outcomes.execution(name), await outcomes.history(name)]);
      expect(logged).toContain('executionStarted');
      expect(logged).not.toMatch(personal);
    }
  });

  test('in the input, output, cause or history of any badge refresh', async () => {
    const names = (await Promise.all([...entryIds, ...foreignIds].map(refreshesOf))).flat();
    expect(names.length).toBeGreaterThanOrEqual(7);
    const ends = new Set<string | undefined>();
    for (const name of names) {
      const execution = await refreshes.execution(name);
      ends.add(execution?.error);
      const logged = JSON.stringify([execution, await refreshes.history(name)]);
      expect(logged).toContain('executionStarted');
      expect(logged).not.toMatch(personal);
    }
    expect(ends).toEqual(new Set([undefined, 'EntryInvalidError', 'AccessDenied']));
  });

  test('in the id of any item in the progress table', async () => {
    const ids: string[] = [];
    const request = { TableName: cloud.outputs.ProgressTable, ProjectionExpression: 'entryId' };
    for await (const { Items = [] } of paginateScan({ client: documents }, request)) {
      ids.push(...Items.map(({ entryId }) => entryId as string));
    }
    expect(ids).toEqual(expect.arrayContaining([photoIdOf(String(textOf(zebulon.imgFilename)))]));
    for (const id of ids) expect(id).not.toMatch(personal);
  });

  test('in the log of any Lambda', async () => {
    const logs = await waitFor('every failure to be logged', async () => {
      const texts = readdirSync(inject('logDir')).map((file) =>
        readFileSync(join(inject('logDir'), file), 'utf8'),
      );
      const logged = texts.join('\n');
      const errors = [
        'MailReject',
        'Validation',
        'AccessDenied',
        'DriveAccess',
        'StripeAccess',
        'Duplicate',
        'EntryInvalid',
        'InputInvalid',
      ];
      return errors.every((error) => logged.includes(error)) ? logged : undefined;
    });
    expect(logs).not.toMatch(personal);
  });

  test('in what Drive stores about a file in addition to its picture', async () => {
    const files = (await Promise.all([...entryIds, ...foreignIds].map(driveFilesOf))).flat();
    expect(files.length).toBeGreaterThanOrEqual(4);
    for (const file of files) {
      expect(file.name).toMatch(/^badge_[A-Za-z0-9_-]+\.jpg$/);
      expect(Object.keys(file.appProperties)).toEqual(['entryId']);
      expect(JSON.stringify(file)).not.toMatch(personal);
    }
  });
});

test('a mail to the organisers about what needs attention names the person and the school, and nothing else of the entry', async () => {
  const mails = (await Promise.all([...entryIds, ...foreignIds].map(adminMails))).flat();
  const attention = mails.filter(({ body }) => body.text?.includes('For engineers: '));
  expect(attention.length).toBeGreaterThanOrEqual(8);
  for (const { subject, body } of attention) {
    expect(`${subject}${body.text}${body.html}`).not.toMatch(confidential);
    expect(subject).not.toMatch(/quackenbush/i);
  }
  expect(attention.filter(({ body }) => body.text?.includes('Quackenbush')).length).toBeGreaterThanOrEqual(6);
});

test('a hostile name does not change the form of any key in the badge bucket', async () => {
  const hostile = [
    '../../Zebulon',
    'Zebulon/Quackenbush',
    '..\\Zebulon the Third',
    '. Quackenbush',
    'Zebulon\u0085\u202e?x=1#y',
  ];
  const keys = await Promise.all(
    hostile.map(async (name) => {
      const body = manualEntry({ ...zebulon, full_name: { S: name }, school: { S: `/../${name}` } });
      const { entryId } = await register(body);
      return (await badgeOf(entryId))?.key;
    }),
  );
  expect(keys).not.toContain(undefined);

  const { Contents = [] } = await new S3Client(awsClientConfig(cloud)).send(
    new ListObjectsV2Command({ Bucket: cloud.outputs.BadgeBucket }),
  );
  const listed = Contents.map(({ Key }) => Key ?? '');
  expect(listed).toEqual(expect.arrayContaining(keys));
  for (const key of listed) {
    expect(key).toMatch(/^[^/\\\p{Cc}]+_badge\.jpg$/u);
    expect(key).not.toContain('..');
  }
});
