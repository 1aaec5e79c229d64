import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Fault } from '@tkd-registration/local-cloud/faults';
import { googleError } from '@tkd-registration/sandboxes/drive/answers';
import sharp from 'sharp';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type EntryItem, toAttributeValues } from '../../core/domain/entry-item.ts';
import { badgeIdOf, registrationIdOf } from '../../core/domain/ids.ts';
import { putPhoto } from '../../local/seed.ts';
import {
  correct,
  deleteRow,
  inLine,
  putRow,
  refreshAgain,
  registrationsCaughtUp,
  startRefresh,
} from './act.ts';
import { deadLetter, sqs } from './dead-letters.ts';
import { clearFaults, cloud, misbehave, register } from './fixtures.ts';
import {
  adminMails,
  badgeOf,
  driveFilesOf,
  emailOf,
  executionsOf,
  isInBucket,
  keyOf,
  mailsTo,
  marksOf,
  nameOf,
  refreshed,
  refreshesOf,
  rowOf,
  trashedFilesOf,
} from './inspect.ts';
import { competitor, manualEntry } from './people.ts';

afterEach(clearFaults);

const photoOf = (background: string) =>
  sharp({ create: { width: 600, height: 800, channels: 3, background } })
    .jpeg()
    .toBuffer();

interface Registered {
  body: EntryItem;
  entryId: string;
  pk: string;
}

async function registered(body: EntryItem): Promise<Registered> {
  const { entryId } = await register(body);
  return { body, entryId, pk: await keyOf(entryId) };
}

/** Registrations shared by tests, each of which leaves them with an up-to-date badge. */
let jo: Registered;
let kim: Registered;

beforeAll(async () => {
  [jo, kim] = await Promise.all([registered(competitor()), registered(manualEntry())]);
});

/** The badge in the bucket and its files in Drive. */
async function heldOf(entryId: string) {
  const [badge, files] = await Promise.all([badgeOf(entryId), driveFilesOf(entryId)]);
  return { badge, files: files.map(({ id, name, md5Checksum }) => ({ id, name, md5: md5Checksum })) };
}

/**
 * Expects one badge in the bucket and one file in Drive with the same picture, and that a manual refresh has nothing to
 * do.
 */
async function expectInLine(entryId: string): Promise<void> {
  const { badge, files } = await heldOf(entryId);
  expect(files).toEqual([{ id: expect.any(String), name: `badge_${entryId}.jpg`, md5: badge?.md5 }]);
  expect(await refreshAgain(entryId)).toEqual(inLine);
  expect(await marksOf(entryId)).toEqual([]);
}

const another = (entry: EntryItem) => ({ full_name: { S: nameOf(entry).replace(/^\S+/, unique) } });
let names = 0;
/** A first name that no badge has had. */
function unique(): string {
  names += 1;
  return `Jo${String.fromCharCode(96 + names)}`;
}

describe('an organiser who corrects a registration', () => {
  test('gets a new badge in the bucket and in Drive, with the same id and link, by one refresh and without a mail', async () => {
    const { body, entryId, pk } = jo;
    const [before, refreshes, mails] = [
      await heldOf(entryId),
      await refreshesOf(entryId),
      await mailsTo(emailOf(body)),
    ];
    await correct(pk, another(body));
    const [latest] = await refreshed(entryId, refreshes.length + 1);
    expect(latest?.status).toBe('SUCCEEDED');

    const after = await heldOf(entryId);
    expect(after.badge?.md5).not.toBe(before.badge?.md5);
    expect(after.badge?.key).toBe(before.badge?.key);
    expect(after.files).toEqual([{ ...before.files[0], md5: after.badge?.md5 }]);
    await registrationsCaughtUp();
    expect(await refreshesOf(entryId)).toHaveLength(refreshes.length + 1);
    expect(await mailsTo(emailOf(body))).toEqual(mails);
    expect(await executionsOf(entryId)).toEqual([entryId]);
    await expectInLine(entryId);
  });

  test.each<[what: string, changes: Record<string, AttributeValue>]>([
    ['nothing', {}],
    [
      'the e-mail address, the phone number, the coach and the medical form',
      {
        email: { S: 'another@example.com' },
        phone: { S: '918-555-0199' },
        coach: { S: 'Master U' },
        medical_form: { S: '{"contacts": "Y"}' },
      },
    ],
  ])('but saves with %s changed starts no refresh', async (_, changes) => {
    const { entryId, pk } = kim;
    const { badge, files } = await heldOf(entryId);
    const refreshes = await refreshesOf(entryId);
    const { email } = (await rowOf(pk)) ?? {};
    await correct(pk, changes);
    await registrationsCaughtUp();
    expect(await refreshesOf(entryId)).toEqual(refreshes);
    expect(await heldOf(entryId)).toEqual({ badge, files });
    await correct(pk, { email: email ?? { S: '' } });
  });

  test('so that it becomes invalid gets one mail and the badge stays; a further correction repairs it and removes its mark', async () => {
    const { body, entryId, pk } = await registered(manualEntry());
    const before = await heldOf(entryId);
    await correct(pk, { reg_type: { S: 'guest' } });
    const [parked] = await refreshed(entryId, 1);
    expect(parked).toMatchObject({
      status: 'FAILED',
      error: 'EntryInvalidError',
      cause: `badge: EntryInvalidError: entry ${entryId}: reg_type: unknown`,
    });
    expect(await marksOf(entryId)).toEqual(['attention badge']);
    // Further changes meanwhile do not cause another mail.
    await correct(pk, another(body));
    await registrationsCaughtUp();
    expect(await refreshesOf(entryId)).toHaveLength(1);
    const mails = await adminMails(entryId);
    expect(mails.map(({ subject }) => subject)).toEqual([
      expect.stringContaining('2027 Riverside Open Taekwondo Championship: A badge could not be updated: '),
    ]);
    expect(mails[0]?.body.text).toContain('The registration itself is safe');
    expect(mails[0]?.body.text).toContain(`${cloud.endpoints.console}/tables/`);
    expect(await heldOf(entryId)).toEqual(before);

    await correct(pk, { reg_type: { S: 'competitor' } });
    await refreshed(entryId, 2);
    expect((await heldOf(entryId)).badge?.md5).not.toBe(before.badge?.md5);
    await expectInLine(entryId);
    expect(await adminMails(entryId)).toHaveLength(1);
  });
});

test('our own writes start no refresh: neither the registration, nor the remarks on it, nor what a refresh records', async () => {
  const { body, entryId, pk } = await registered(manualEntry());
  expect(await rowOf(pk)).toMatchObject({ badge_id: { S: badgeIdOf(entryId) } });
  await registrationsCaughtUp();
  expect(await refreshesOf(entryId)).toEqual([]);

  await correct(pk, { full_name: { S: `${nameOf(body)} 🥋` } });
  await refreshed(entryId, 1);
  expect(await rowOf(pk)).toMatchObject({
    badge_preflight: { S: expect.stringContaining('U+1F94B MARTIAL ARTS UNIFORM') },
  });
  await registrationsCaughtUp();
  expect(await refreshesOf(entryId)).toHaveLength(1);
});

describe('a registration that is', () => {
  test('deleted has its badge removed from Drive and the bucket; put back, it gets the same file again', async () => {
    const { entryId, pk } = kim;
    const row = (await rowOf(pk)) ?? {};
    const before = await heldOf(entryId);
    const count = (await refreshesOf(entryId)).length;
    await deleteRow(pk);
    const [withdrawn] = await refreshed(entryId, count + 1);
    expect(JSON.parse(withdrawn?.output ?? '')).toMatchObject({
      badge: { outcome: 'withdrawn' },
      pushed: { outcome: 'withdrawn', fileId: before.files[0]?.id },
    });
    expect(await heldOf(entryId)).toEqual({ badge: undefined, files: [] });
    expect(await trashedFilesOf(entryId)).toMatchObject([{ id: before.files[0]?.id }]);
    expect(await isInBucket(before.badge?.key ?? '')).toBe(false);

    await putRow(row);
    await refreshed(entryId, count + 2);
    expect((await heldOf(entryId)).files).toEqual(before.files);
    expect(await trashedFilesOf(entryId)).toEqual([]);
    await expectInLine(entryId);
  });

  test('repeatedly deleted and put back at once keeps its file', async () => {
    const { entryId, pk } = kim;
    const { files } = await heldOf(entryId);
    for (let times = 0; times < 3; times += 1) {
      const row = { ...(await rowOf(pk)) };
      await deleteRow(pk);
      await putRow(row);
    }
    await registrationsCaughtUp();
    await refreshed(entryId, 3);
    expect((await heldOf(entryId)).files).toEqual(files);
    await expectInLine(entryId);
  });

  test('moved to another key keeps its file, and leaves no object under the old key', async () => {
    const { entryId, pk } = jo;
    const before = await heldOf(entryId);
    const count = (await refreshesOf(entryId)).length;
    const row = (await rowOf(pk)) ?? {};
    const moved = `${pk}-moved`;
    await putRow({ ...row, ...another(jo.body), pk: { S: moved } });
    await deleteRow(pk);
    await refreshed(entryId, count + 2);
    const after = await heldOf(entryId);
    expect(after.badge?.key).toBe(`${moved}_badge.jpg`);
    expect(after.files).toEqual([{ ...before.files[0], md5: after.badge?.md5 }]);
    expect(await isInBucket(before.badge?.key ?? '')).toBe(false);
    await expectInLine(entryId);
    jo = { ...jo, pk: moved };
  });

  test('written, changed and deleted by another system has a badge for as long as it exists', async () => {
    const { checkout: _, ...body } = manualEntry();
    const pk = `River_City-competitor-${nameOf(body).replace(' ', '_')}`;
    const entryId = registrationIdOf({ pk: { S: pk } });
    await putRow({ ...toAttributeValues(body), pk: { S: pk }, payment: { S: 'pi_old' } });
    await refreshed(entryId, 1);
    await expectInLine(entryId);
    const { badge, files } = await heldOf(entryId);
    expect(badge?.key).toBe(`${pk}_badge.jpg`);
    expect(await rowOf(pk)).toMatchObject({ badge_id: { S: badgeIdOf(entryId) } });

    await correct(pk, { weight: { N: '150' } });
    await refreshed(entryId, 3);
    const changed = await heldOf(entryId);
    expect(changed.files).toEqual([{ ...files[0], md5: changed.badge?.md5 }]);
    expect(changed.badge?.md5).not.toBe(badge?.md5);

    await deleteRow(pk);
    await refreshed(entryId, 4);
    expect(await heldOf(entryId)).toEqual({ badge: undefined, files: [] });
    expect(await isInBucket(badge?.key ?? '')).toBe(false);
    expect(await adminMails(entryId)).toEqual([]);
  });
});

test('a photo that arrives after the entry is put on the badge, and is replaced by a better one', async () => {
  const body = manualEntry();
  const imgFilename = `River City_competitor_${nameOf(body)}.jpg`;
  const { entryId, pk } = await registered({ ...body, imgFilename: { S: imgFilename } });
  expect((await badgeOf(entryId))?.photo).toBe('missing');
  expect(await rowOf(pk)).toMatchObject({
    badge_preflight: { S: expect.stringContaining('Photo: missing') },
  });
  const { files } = await heldOf(entryId);

  const pictures: (string | undefined)[] = [];
  for (const [index, colour] of ['teal', 'crimson'].entries()) {
    await putPhoto(cloud, imgFilename, await photoOf(colour));
    await refreshed(entryId, index + 1);
    const held = await heldOf(entryId);
    expect(held.badge?.photo).toBe('used');
    expect(held.files).toEqual([{ ...files[0], md5: held.badge?.md5 }]);
    pictures.push(held.badge?.md5);
  }
  expect(pictures[0]).not.toBe(pictures[1]);
  expect((await rowOf(pk))?.badge_preflight?.S ?? '').not.toContain('Photo');
  await expectInLine(entryId);
});

describe('at the same time,', () => {
  test('edits in quick succession result in the badge of the last one', async () => {
    const { body, entryId, pk } = jo;
    const [before] = (await heldOf(entryId)).files;
    const count = (await refreshesOf(entryId)).length;
    for (let edits = 0; edits < 3; edits += 1) await correct(pk, another(body));
    const ends = await refreshed(entryId, count + 3);
    expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 'SUCCEEDED'));
    expect((await heldOf(entryId)).files).toMatchObject([{ id: before?.id }]);
    await expectInLine(entryId);
  });

  test('manual refreshes and edits result in the badge of the last edit, in one file', async () => {
    const { body, entryId, pk } = kim;
    const [before] = (await heldOf(entryId)).files;
    const count = (await refreshesOf(entryId)).length;
    await Promise.all([...[1, 2, 3, 4].map(() => startRefresh(entryId)), correct(pk, another(body))]);
    const ends = await refreshed(entryId, count + 5);
    expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 'SUCCEEDED'));
    expect((await heldOf(entryId)).files).toMatchObject([{ id: before?.id }]);
    await expectInLine(entryId);
  });
});

describe('a refresh', () => {
  const answer = (status: number, reason: string): Fault['behaviour'] => ({
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(googleError(status, reason, 'Drive says no')),
  });

  const disturbances: [
    what: string,
    where: () => Promise<Partial<Fault>>,
    behaviour: Fault['behaviour'],
    times?: number,
  ][] = [
    ['Drive answers 503', inDrive, answer(503, 'backendError')],
    ['Drive asks to slow down', inDrive, answer(403, 'userRateLimitExceeded')],
    // The retry finds it in Drive.
    ['Drive accepts the badge and loses its answer', inDrive, { kind: 'lose-answer' }, 1],
    ['the bucket accepts the badge and loses its answer', inBucket, { kind: 'lose-answer' }],
    ['the bucket fails', inBucket, { kind: 'answer', status: 500, headers: {}, body: '' }],
    ['the progress is stored and the answer lost', inProgress, { kind: 'lose-answer' }],
    ['storing the progress fails', inProgress, { kind: 'reset' }],
  ];

  async function inDrive(): Promise<Partial<Fault>> {
    const [file] = await driveFilesOf(jo.entryId);
    return { service: 'drive', operation: 'files.update', contains: file?.id };
  }
  async function inBucket(): Promise<Partial<Fault>> {
    return { service: 's3', operation: 'PutObject', contains: nameOf(jo.body).split(' ')[1] };
  }
  async function inProgress(): Promise<Partial<Fault>> {
    return { service: 'dynamodb', operation: 'UpdateItem', contains: jo.entryId };
  }

  test.each(disturbances)('ends correctly although %s', async (_, where, behaviour, times = 2) => {
    const { body, entryId, pk } = jo;
    const before = await heldOf(entryId);
    const count = (await refreshesOf(entryId)).length;
    const { service = '', operation = '', contains } = await where();
    await misbehave({
      service,
      operation,
      contains,
      after: service === 'dynamodb' ? 1 : 0,
      times,
      behaviour,
    });
    await correct(pk, another(body));
    const [latest] = await refreshed(entryId, count + 1);
    expect(latest?.status).toBe('SUCCEEDED');
    expect(await clearFaults(), 'faults that were not used').toEqual([]);
    const after = await heldOf(entryId);
    expect(after.badge?.md5).not.toBe(before.badge?.md5);
    expect(after.files).toEqual([{ ...before.files[0], md5: after.badge?.md5 }]);
    await expectInLine(entryId);
  });

  test('that Drive refuses parks the badge, and a manual refresh repairs it', async () => {
    const { body, entryId, pk } = jo;
    const count = (await refreshesOf(entryId)).length;
    const { service = '', operation = '', contains } = await inDrive();
    await misbehave({ service, operation, contains, behaviour: answer(403, 'storageQuotaExceeded') });
    await correct(pk, another(body));
    const [latest] = await refreshed(entryId, count + 1);
    expect(latest).toMatchObject({ status: 'FAILED', error: 'DriveStorageFullError' });
    expect(await marksOf(entryId)).toEqual(['attention badge']);
    expect(await refreshAgain(entryId)).toMatchObject({ badge: 'already rendered', pushed: 'updated' });
    await expectInLine(entryId);
  });
});

test('a correction that cannot be processed for long is redelivered until it can be, and so are those after it', async () => {
  const { body, entryId, pk } = jo;
  const count = (await refreshesOf(entryId)).length;
  const late = `late ${nameOf(body)}`;
  const lateId = registrationIdOf({ pk: { S: late } });
  await misbehave({
    service: 'states',
    operation: 'StartExecution',
    contains: lateId,
    times: 20,
    behaviour: { kind: 'answer', status: 400, headers: {}, body: '{"__type":"AccessDeniedException"}' },
  });
  await putRow({ ...toAttributeValues(manualEntry()), pk: { S: late } });
  await correct(pk, another(body));
  await refreshed(lateId, 1);
  await refreshed(entryId, count + 1);
  await expectInLine(entryId);
});

describe('one that cannot be processed ends in its dead-letter queue, and its neighbours get their badges:', () => {
  test('a message about a photo', async () => {
    const body = manualEntry();
    const imgFilename = `${nameOf(body)}.jpg`;
    const { entryId } = await registered({ ...body, imgFilename: { S: imgFilename } });
    const poison = `no event: ${entryId}`;
    await sqs.send(new SendMessageCommand({ QueueUrl: cloud.outputs.PhotosQueueUrl, MessageBody: poison }));
    await putPhoto(cloud, imgFilename, await photoOf('teal'));
    await refreshed(entryId, 1);
    expect((await badgeOf(entryId))?.photo).toBe('used');
    await deadLetter('FailedPhotosUrl', ({ Body }) => Body === poison);
  });
});
