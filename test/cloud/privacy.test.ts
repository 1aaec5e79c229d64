import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { contentIdOf, type EntryItem } from '../../lambdas/shared/domain/entry-item.ts';
import { awsClientConfig } from '../../local/clients.ts';
import { googleError } from '../../local/drive/answers.ts';
import type { Fault } from '../../local/faults.ts';
import { waitFor } from '../../local/outcome.ts';
import {
  cloud,
  coach,
  competitor,
  ended,
  frontEnd,
  manualEntry,
  misbehave,
  outcomes,
  register,
} from './fixtures.ts';
import {
  adminMails,
  badgeOf,
  driveFilesOf,
  emailOf,
  executionsOf,
  mend,
  runAgain,
  submitted,
} from './held.ts';
import { completed, post, sign } from './intake.ts';

afterEach(mend);

/** The person all of these entries are about; no other test has any of these words. */
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

/** Every word of it, in every form it takes; the registration's key and the badge's are made of them. */
const personal = new RegExp(
  [
    ...['zebulon', 'quackenbush', 'ottoline', 'periwinkle', 'thistlewood'],
    ...['narcolepsy', 'penicillin', 'modafinil'],
    ...['555-0983', '02/17/2013', '2013-02-17', 'February 17, 2013'],
  ].join('|'),
  'i',
);

/** Other people of that family, so that they are no duplicates. */
const relative = (name: string, changes: EntryItem = {}) =>
  competitor({ ...zebulon, full_name: { S: `${name} Quackenbush` }, ...changes });

const answer = (status: number, body: unknown, type = 'application/json'): Fault['behaviour'] => ({
  kind: 'answer',
  status,
  headers: { 'content-type': type },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const entryIds: string[] = [];

/** Registers and notes the entry; `expected` is the error its execution ends with. */
async function told(body: EntryItem, expected?: string): Promise<string> {
  const { entryId, sessionId } = await submitted(body);
  if (sessionId) await frontEnd.press('card', sessionId);
  expect((await ended(entryId)).error).toBe(expected);
  await mend();
  entryIds.push(entryId);
  return entryId;
}

beforeAll(async () => {
  // What goes well, by every way in.
  const well = await told(competitor(zebulon));
  await runAgain(well);
  await told(manualEntry({ ...zebulon, full_name: { S: 'Zebulon Quackenbush the Elder' } }));
  await told(coach({ ...zebulon, reg_type: { S: 'coach' } }));

  // What is wrong with the entry.
  await told(competitor(zebulon), 'DuplicateRegistrationError');
  const conflict = { ...competitor(zebulon), checkout: { S: well }, tshirt: { S: 'Quackenbush' } };
  await frontEnd.post(conflict);
  expect((await ended(contentIdOf(conflict))).error).toBe('EntryConflictError');
  entryIds.push(contentIdOf(conflict));
  await told(
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
    'EntryInvalidError',
  );

  // What services refuse, quoting what they were given.
  const mail = { service: 'ses', operation: 'SendEmail' };
  const refusedMail = answer(400, {
    __type: 'MessageRejected',
    message: `Email address is not verified: ${emailOf(zebulon)}`,
  });
  await misbehave({ ...mail, contains: emailOf(zebulon), behaviour: refusedMail });
  await told(relative('Yolanda'), 'MailRejectedError');

  const table = { service: 'dynamodb', operation: 'PutItem', contains: 'Xavier' };
  const refusedItem = answer(400, {
    __type: 'com.amazon.coral.validate#ValidationException',
    message: 'Invalid item {full_name: Xavier Quackenbush, medical_form: narcolepsy}',
  });
  await misbehave({ ...table, after: 1, behaviour: refusedItem });
  await told(relative('Xavier'), 'ValidationException');

  const badge = { service: 's3', operation: 'PutObject', contains: 'Winona' };
  const refusedObject =
    '<Error><Code>AccessDenied</Code><Message>Winona_Quackenbush_badge.jpg</Message></Error>';
  await misbehave({ ...badge, behaviour: answer(403, refusedObject, 'application/xml') });
  await told(relative('Winona'), 'AccessDenied');

  const upload = { service: 'drive', operation: 'files.create' };
  const refusedFile = googleError(403, 'insufficientFilePermissions', 'Valentina Quackenbush may not');
  await misbehave({ ...upload, behaviour: answer(403, refusedFile) });
  await told(relative('Valentina'), 'DriveAccessDeniedError');

  const session = { service: 'stripe', operation: 'checkout.sessions.retrieve' };
  const refusedKey = { error: { type: 'invalid_request_error', message: 'Ursula Quackenbush: no such key' } };
  await misbehave({ ...session, behaviour: answer(401, refusedKey) });
  await told(relative('Ursula'), 'StripeAccessDeniedError');

  // What does not get past the door.
  await frontEnd.post('{"full_name": {"S": "Zebulon Quackenbush"');
  const event = completed(well, {
    customer_details: { name: 'Zebulon Quackenbush', email: emailOf(zebulon) },
  });
  expect(await post(event)).toBe(200);
  expect(await post(`${event} `, sign(event))).toBe(400);
});

afterAll(() =>
  new SQSClient(awsClientConfig(cloud)).send(
    new PurgeQueueCommand({ QueueUrl: cloud.outputs.ProcessingQueueUrl }),
  ),
);

describe('nothing personal is', () => {
  test('in the input, output, cause or history of any execution', async () => {
    const names = (await Promise.all(entryIds.map(executionsOf))).flat();
    expect(names.length).toBeGreaterThan(entryIds.length);
    for (const name of names) {
      const told = JSON.stringify([await outcomes.execution(name), await outcomes.history(name)]);
      expect(told).toContain('executionStarted');
      expect(told).not.toMatch(personal);
    }
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

  test('in what the admin is told needs attention', async () => {
    const mails = (await Promise.all(entryIds.map(adminMails))).flat();
    const attention = mails.filter(({ subject }) => subject.includes('needs attention'));
    expect(attention.length).toBeGreaterThanOrEqual(8);
    for (const { subject, body } of attention)
      expect(`${subject}${body.text}${body.html}`).not.toMatch(personal);
  });

  test('in what Drive knows of a file beside its picture', async () => {
    const files = (await Promise.all(entryIds.map(driveFilesOf))).flat();
    expect(files).toHaveLength(3);
    for (const file of files) {
      expect(file.name).toMatch(/^badge_[A-Za-z0-9_]+\.jpg$/);
      expect(Object.keys(file.appProperties)).toEqual(['entryId']);
      expect(JSON.stringify(file)).not.toMatch(personal);
    }
  });
});

test('a hostile name changes the shape of no key in the badge bucket', async () => {
  const hostile = [
    '../../Zebulon',
    'Zebulon/Quackenbush',
    '..\\Zebulon',
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
  // A control character is refused, not rewritten.
  expect(keys.map((key) => key !== undefined)).toEqual([true, true, true, true, false]);

  const { Contents = [] } = await new S3Client(awsClientConfig(cloud)).send(
    new ListObjectsV2Command({ Bucket: cloud.outputs.BadgeBucket }),
  );
  const listed = Contents.map(({ Key }) => Key ?? '');
  expect(listed).toEqual(expect.arrayContaining(keys.filter((key) => key !== undefined)));
  for (const key of listed) {
    expect(key).toMatch(/^[^/\\\p{Cc}]+_badge\.jpg$/u);
    expect(key).not.toContain('..');
  }
});
