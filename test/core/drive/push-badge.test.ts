import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  BadgeInFlightError,
  DriveFolderNotFoundError,
  InputInvalidError,
  ServiceUnavailableError,
} from '../../../core/domain/errors.ts';
import type { Arrangement } from '../../../core/drive/folder-for.ts';
import { pushBadge } from '../../../core/drive/push-badge.ts';
import type { BadgeRecord, ProgressRecord } from '../../../core/progress/progress-record.ts';
import { type FileInDrive, fileInDrive, strangeFolder } from '../../doubles/memory-drive.ts';
import { md5Of, Stage } from '../../doubles/stage.ts';

const entryId = 'cs_test_a1B2c3';
const pk = 'school-competitor-name';
const mainFolderId = 'folder_badges';
const input = { entryId, execution: entryId };
const key = `${pk}_badge.jpg`;
const jpeg = 'image/jpeg';
const png = 'image/png';

/** The stage of one entry, whose badge is rendered. */
class PushStage extends Stage {
  constructor() {
    super();
    this.render('first badge');
  }

  /** What Render badge leaves. */
  render(content: string, contentType = jpeg): void {
    const image = new TextEncoder().encode(content);
    const hash = `of what ${content} is drawn from`;
    this.badges.set(key, { image, contentType, entryId, hash });
    const badge: BadgeRecord = {
      ...{ key, hash, md5: md5Of(content), contentType },
      ...{ photo: 'used', preflight: [] },
    };
    this.setProgress(entryId, { badge, badgeWithdrawn: undefined });
  }

  /** What Render badge leaves of an entry whose registration is gone. */
  withdraw(): void {
    this.setProgress(entryId, { badge: undefined, badgeWithdrawn: true });
  }

  get recorded(): ProgressRecord['drive'] {
    return this.documents.items.get(entryId)?.drive as ProgressRecord['drive'];
  }

  get marks(): string[] {
    const names = Object.keys(this.documents.items.get(entryId) ?? {});
    return names.filter((name) => name.startsWith('attention '));
  }

  /** What badges have folders of their own by. */
  by: Arrangement['by'];

  push(pushed = input, arrangement: Partial<Arrangement> = {}) {
    return pushBadge(pushed, {
      ...this.clients,
      arrangement: { mainFolderId, by: this.by, competitionYear: 2027, ...arrangement },
    });
  }
}

const aFile = (id: string, changes: Partial<FileInDrive> = {}) =>
  fileInDrive(id, { name: `badge_${entryId}.jpg`, tag: { entryId }, ...changes });

function expectOneRightFile({ badges, drive, recorded }: PushStage): void {
  const badge = new TextDecoder().decode(badges.get(key)?.image);
  expect(drive.present.map(({ content }) => content)).toEqual([badge]);
  expect(recorded).toEqual({ fileId: drive.present[0]?.id, md5: md5Of(badge) });
}

describe('one run', () => {
  test('a first badge is created with an id that was stored beforehand, and named only by the entry', async () => {
    const stage = new PushStage();
    expect(await stage.push()).toEqual({ outcome: 'created', fileId: 'file_1' });
    expectOneRightFile(stage);
    expect(stage.drive.files[0]).toMatchObject({
      name: `badge_${entryId}.jpg`,
      tag: { entryId },
      contentType: 'image/jpeg',
    });
    expect(stage.calls).toEqual([
      'lease.holdingBadge',
      'drive.find',
      'badges.read',
      'drive.reserveId',
      'files.reserveDriveFile',
      'drive.create',
      'files.recordDrive',
    ]);
  });

  test('legacy fault 7: what is in Drive is not uploaded again, nor deleted', async () => {
    const stage = new PushStage();
    await stage.push();
    stage.calls = [];
    expect(await stage.push()).toMatchObject({ outcome: 'already there' });
    expect(stage.calls).toEqual(['lease.holdingBadge', 'drive.get', 'files.recordDrive']);
  });

  test('a badge that was rendered again replaces the content; id and link stay', async () => {
    const stage = new PushStage();
    await stage.push();
    stage.render('second badge');
    expect(await stage.push()).toEqual({ outcome: 'updated', fileId: 'file_1' });
    expectOneRightFile(stage);
  });

  test('a file of the entry that is not recorded is adopted', async () => {
    const stage = new PushStage();
    await stage.push();
    stage.setProgress(entryId, { drive: undefined });
    expect(await stage.push()).toMatchObject({ outcome: 'already there' });
    expectOneRightFile(stage);
    stage.setProgress(entryId, { drive: undefined });
    stage.render('second badge');
    expect(await stage.push()).toEqual({ outcome: 'updated', fileId: 'file_1' });
    expectOneRightFile(stage);
  });

  test('a file that a person renamed or moved is still the file', async () => {
    const stage = new PushStage();
    await stage.push();
    for (const file of stage.drive.files) file.name = 'printed.jpg';
    expect(await stage.push()).toMatchObject({ outcome: 'already there' });
  });

  test('a file that a person deleted is created again, with another id', async () => {
    const stage = new PushStage();
    await stage.push();
    stage.drive.deleteAll();
    expect(await stage.push()).toEqual({ outcome: 'created', fileId: 'file_2' });
    expectOneRightFile(stage);
  });

  test('a file that is deleted just before it is updated is created again', async () => {
    const stage = new PushStage();
    await stage.push();
    stage.render('second badge');
    stage.interrupt = (call, moment) => {
      if (call === 'drive.update' && moment === 'before') stage.drive.deleteAll();
    };
    expect(await stage.push()).toEqual({ outcome: 'created', fileId: 'file_2' });
    expectOneRightFile(stage);
  });

  test('a file that another run creates first, from the previous badge, is given the right content', async () => {
    const stage = new PushStage();
    stage.interrupt = (call, moment) => {
      const old = aFile('file_1', { content: 'an older badge' });
      if (call === 'drive.create' && moment === 'before') stage.drive.files.push(old);
    };
    expect(await stage.push()).toEqual({ outcome: 'updated', fileId: 'file_1' });
    expectOneRightFile(stage);
  });

  test('a file that keeps vanishing is left to a later run', async () => {
    const stage = new PushStage();
    stage.interrupt = (call, moment) => {
      const id = stage.recorded?.fileId ?? '';
      if (call === 'drive.create' && moment === 'before') stage.drive.files.push(aFile(id, { gone: true }));
    };
    await expect(stage.push()).rejects.toThrow(ServiceUnavailableError);
    stage.interrupt = () => undefined;
    await stage.push();
    expectOneRightFile(stage);
  });

  test('nothing of somebody who was erased comes into Drive', async () => {
    const stage = new PushStage();
    stage.setProgress(entryId, { erasedAt: '2027-03-01T12:00:00.000Z' });
    expect(await stage.push()).toEqual({ outcome: 'withdrawn' });
    expect(stage.drive.files).toHaveLength(0);
  });

  test('an entry without a rendered badge is an error that names the entry', async () => {
    const stage = new PushStage();
    stage.setProgress(entryId, { badge: undefined });
    await expect(stage.push()).rejects.toThrow(InputInvalidError);
    await expect(stage.push()).rejects.toThrow(entryId);
  });

  test('a badge that is gone from the bucket is an error that names the entry, and no file is created', async () => {
    const stage = new PushStage();
    stage.badges.clear();
    await expect(stage.push()).rejects.toThrow(InputInvalidError);
    await expect(stage.push()).rejects.toThrow(entryId);
    expect(stage.drive.files).toEqual([]);
  });

  test('errors from Drive are passed on', async () => {
    const nowhere = { mainFolderId: 'folder_gone' };
    await expect(new PushStage().push(input, nowhere)).rejects.toThrow(DriveFolderNotFoundError);
  });
});

describe('a name', () => {
  test('follows the kind of picture, if it is ours', async () => {
    const stage = new PushStage();
    await stage.push();
    stage.render('a PNG', png);
    expect(await stage.push()).toEqual({ outcome: 'updated', fileId: 'file_1' });
    expect(stage.drive.present).toMatchObject([{ name: `badge_${entryId}.png`, contentType: png }]);
    stage.render('a JPEG again');
    await stage.push();
    expect(stage.drive.present).toMatchObject([{ name: `badge_${entryId}.jpg`, contentType: jpeg }]);
  });

  test('that a person gave stays', async () => {
    const stage = new PushStage();
    await stage.push();
    for (const file of stage.drive.files) file.name = 'Jo, printed.jpg';
    stage.render('a PNG', png);
    await stage.push();
    expect(stage.drive.present).toMatchObject([{ name: 'Jo, printed.jpg', content: 'a PNG' }]);
  });

  test('is not sent again if it stays the same', async () => {
    const stage = new PushStage();
    await stage.push();
    stage.render('second badge');
    const update = vi.spyOn(stage.drive, 'update');
    await stage.push();
    expect(update.mock.calls.map(([{ name }]) => name)).toEqual([undefined]);
  });
});

describe('a badge whose registration is gone', () => {
  /** The badge is in Drive; then the registration is deleted. */
  async function withdrawn(): Promise<PushStage> {
    const stage = new PushStage();
    await stage.push();
    stage.withdraw();
    return stage;
  }

  test('goes into the trash, and needs no attention any more', async () => {
    const stage = await withdrawn();
    stage.setProgress(entryId, {
      'attention badge': { error: 'DriveStorageFullError', reason: 'full', at: '' },
    });
    expect(await stage.push()).toEqual({ outcome: 'withdrawn', fileId: 'file_1' });
    expect(stage.drive.files).toMatchObject([{ id: 'file_1', trashed: true, gone: false }]);
    expect(stage.recorded).toEqual({ fileId: 'file_1', md5: md5Of('first badge'), trashed: true });
    expect(stage.marks).toEqual([]);
  });

  test('is put there also from where a person moved it, and with every other file of the entry', async () => {
    const stage = await withdrawn();
    for (const file of stage.drive.files) file.folderId = strangeFolder;
    stage.drive.files.push(aFile('file_of_before'));
    await stage.push();
    expect(stage.drive.present).toEqual([]);
    expect(stage.recorded).toMatchObject({ fileId: 'file_1' });
  });

  test('comes out of the trash when the registration comes back: id and link stay', async () => {
    const stage = await withdrawn();
    await stage.push();
    stage.render('first badge');
    expect(await stage.push()).toEqual({
      outcome: 'already there',
      fileId: 'file_1',
    });
    expectOneRightFile(stage);
  });

  test('comes out of the trash with the content it is to have by then', async () => {
    const stage = await withdrawn();
    await stage.push();
    stage.render('second badge');
    expect(await stage.push()).toEqual({ outcome: 'updated', fileId: 'file_1' });
    expectOneRightFile(stage);
  });

  test('is created again when the trash has been emptied meanwhile', async () => {
    const stage = await withdrawn();
    await stage.push();
    stage.drive.deleteAll();
    stage.render('second badge');
    expect(await stage.push()).toEqual({ outcome: 'created', fileId: 'file_2' });
    expectOneRightFile(stage);
  });

  test('is trashed also when the answer to its creation was lost, and restored to the same id', async () => {
    const stage = new PushStage();
    stage.interrupt = (call, moment) => {
      if (call === 'drive.create' && moment === 'after') throw new ServiceUnavailableError('no answer');
    };
    await expect(stage.push()).rejects.toThrow(ServiceUnavailableError);
    stage.interrupt = () => undefined;
    stage.withdraw();
    await stage.push();
    expect(stage.drive.present).toEqual([]);
    stage.render('second badge');
    expect(await stage.push()).toEqual({ outcome: 'updated', fileId: 'file_1' });
    expectOneRightFile(stage);
  });

  test('that never came into Drive leaves nothing to do, and nothing that needs attention', async () => {
    const stage = new PushStage();
    stage.setProgress(entryId, {
      'attention badge': { error: 'DriveStorageFullError', reason: 'full', at: '' },
    });
    stage.withdraw();
    expect(await stage.push()).toEqual({ outcome: 'withdrawn' });
    expect(stage.drive.files).toEqual([]);
    expect(stage.marks).toEqual([]);
  });
});

describe('a file that the old system put there, named by the key of the badge', () => {
  const oldFile = (changes: Partial<FileInDrive> = {}) =>
    fileInDrive('file_of_before', { name: key, ...changes });

  test.each([
    ['with the same content is only tagged', 'first badge'],
    ['with other content gets that of the badge', 'as the old system drew it'],
  ])('%s, and keeps its name, id and link', async (_, content) => {
    const stage = new PushStage();
    stage.drive.files.push(oldFile({ content }));
    expect(await stage.push()).toEqual({ outcome: 'adopted', fileId: 'file_of_before' });
    expectOneRightFile(stage);
    expect(stage.drive.present).toMatchObject([{ name: key, tag: { entryId } }]);
    expect(stage.drive.writes).toBe(1);
    expect(await stage.push()).toMatchObject({ outcome: 'already there' });
  });

  test('is the oldest of several, and the others stay as they are', async () => {
    const stage = new PushStage();
    stage.drive.files.push(oldFile(), oldFile({ id: 'file_later' }));
    await stage.push();
    expect(stage.drive.present).toMatchObject([{ id: 'file_of_before', tag: { entryId } }, { tag: {} }]);
  });

  test('is not taken from anybody: a file with a tag, or one in a folder of people', async () => {
    const stage = new PushStage();
    const another = oldFile({ tag: { entryId: 'cs_test_another' } });
    stage.drive.files.push(another, oldFile({ id: 'elsewhere', folderId: strangeFolder }));
    expect(await stage.push()).toEqual({ outcome: 'created', fileId: 'file_1' });
    expect(stage.drive.present).toHaveLength(3);
  });
});

describe('in folders by school', () => {
  function schools(school = 'Riverside Martial Arts'): PushStage {
    const stage = new PushStage();
    stage.by = 'school';
    stage.setProgress(entryId, { registrationKey: pk, registrationKeys: new Set([pk]) });
    stage.rows.set(pk, rowOf(school));
    return stage;
  }
  const rowOf = (school: string) => ({
    ...{ pk: { S: pk }, entryId: { S: entryId } },
    school: { S: school },
  });
  const placesIn = ({ drive }: PushStage) =>
    drive.present.map(({ id, folderId }) => [id, drive.folders.find((one) => one.id === folderId)?.name]);

  test('a badge is created in the folder of its school, which is made for the first', async () => {
    const stage = schools();
    expect(await stage.push()).toEqual({ outcome: 'created', fileId: 'file_2' });
    expectOneRightFile(stage);
    expect(placesIn(stage)).toEqual([['file_2', 'Riverside Martial Arts']]);
    const other = 'cs_test_other';
    stage.setProgress(other, { ...stage.documents.items.get(entryId), entryId: other, drive: undefined });
    stage.rows.set(pk, { ...rowOf('RIVERSIDE  martial-arts'), entryId: { S: other } });
    await stage.push({ entryId: other, execution: other });
    expect(placesIn(stage).map(([, name]) => name)).toEqual(Array(2).fill('Riverside Martial Arts'));
    expect(stage.drive.folders).toMatchObject([
      { tag: { folder: expect.stringMatching(/^folder_[0-9a-f]{32}$/) } },
    ]);
  });

  test('it moves when its school changes, and from the main folder, with the same id', async () => {
    const stage = schools();
    stage.by = undefined;
    await stage.push();
    expect(placesIn(stage)).toEqual([['file_1', undefined]]);
    stage.by = 'school';
    expect(await stage.push()).toEqual({ outcome: 'moved', fileId: 'file_1' });
    stage.rows.set(pk, rowOf('Hillside'));
    stage.render('second badge');
    stage.drive.writes = 0;
    expect(await stage.push()).toEqual({ outcome: 'updated', fileId: 'file_1' });
    expect(placesIn(stage)).toEqual([['file_1', 'Hillside']]);
    // The folder, and content and place of the file at once.
    expect(stage.drive.writes).toBe(2);
    stage.by = undefined;
    expect(await stage.push()).toEqual({ outcome: 'moved', fileId: 'file_1' });
    expect(placesIn(stage)).toEqual([['file_1', undefined]]);
  });

  test('it stays where people moved it to, and keeps being updated there', async () => {
    const stage = schools();
    await stage.push();
    for (const file of stage.drive.present) file.folderId = strangeFolder;
    stage.render('second badge');
    expect(await stage.push()).toMatchObject({ outcome: 'updated' });
    expect(stage.drive.present).toMatchObject([{ folderId: strangeFolder, content: 'second badge' }]);
  });

  test('a folder that people threw away is made again, with the badge', async () => {
    const stage = schools();
    await stage.push();
    for (const folder of stage.drive.folders) folder.trashed = true;
    expect(await stage.push()).toMatchObject({ outcome: 'created' });
    expect(placesIn(stage).map(([, name]) => name)).toEqual(['Riverside Martial Arts']);
    expect(stage.drive.folders).toHaveLength(1);
  });

  test('a folder that people renamed or that is not recorded any more is found again', async () => {
    const stage = schools();
    await stage.push();
    for (const folder of stage.drive.folders) folder.name = 'Our friends';
    for (const id of stage.documents.items.keys())
      if (id.startsWith('folder_')) stage.documents.items.delete(id);
    stage.setProgress(entryId, { drive: undefined });
    stage.drive.files = stage.drive.files.filter(({ tag }) => tag.folder);
    await stage.push();
    expect(placesIn(stage).map(([, name]) => name)).toEqual(['Our friends']);
  });

  test('two runs at once, interleaved in any way, make one folder', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const stage = schools();
        const ids = ['cs_test_1', 'cs_test_2'];
        for (const [index, id] of ids.entries()) {
          const own = `${pk}-${index}`;
          const keys = { registrationKey: own, registrationKeys: new Set([own]) };
          stage.setProgress(id, { ...stage.documents.items.get(entryId), entryId: id, ...keys });
          stage.rows.set(own, { ...rowOf('Riverside'), entryId: { S: id } });
        }
        stage.interrupt = (call, moment) => scheduler.schedule(Promise.resolve(), `${moment} ${call}`);
        await scheduler.waitFor(Promise.all(ids.map((id) => stage.push({ entryId: id, execution: id }))));
        expect(stage.drive.folders).toHaveLength(1);
        expect(placesIn(stage).map(([, name]) => name)).toEqual(['Riverside', 'Riverside']);
      }),
      { numRuns: 200 },
    );
  });
});

describe('failures and company', () => {
  test('while another execution works on the badge nothing is done', async () => {
    const stage = new PushStage();
    stage.setProgress(entryId, { badgeLease: { heldBy: 'another', heldAt: 0 } });
    await expect(stage.push()).rejects.toThrow(BadgeInFlightError);
    expect(stage.calls).toEqual(['lease.holdingBadge']);
    stage.now = 2 * 60_000 + 1;
    await stage.push();
    expectOneRightFile(stage);
  });

  const crash = fc.record({
    afterSteps: fc.nat(24),
    deleted: fc.boolean(),
    afterwards: fc.constantFrom('the same', 'rendered anew', 'withdrawn', 'withdrawn and rendered'),
  });

  test('however often a run is cut off, before or after any call took effect, a rerun ends in one right file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(crash, { maxLength: 6 }), async (crashes) => {
        const stage = new PushStage();
        for (const [index, { afterSteps, deleted, afterwards }] of crashes.entries()) {
          let steps = afterSteps;
          stage.interrupt = () => {
            steps -= 1;
            if (steps < 0) throw new ServiceUnavailableError('cut off');
          };
          await stage.push().catch((error: unknown) => {
            if (!(error instanceof ServiceUnavailableError)) throw error;
          });
          expect(stage.drive.present.length).toBeLessThanOrEqual(1);
          if (deleted) stage.drive.deleteAll();
          if (afterwards.startsWith('withdrawn')) stage.withdraw();
          if (afterwards.endsWith('rendered')) {
            await stage.push().catch(() => undefined);
          }
          if (afterwards.includes('rendered')) stage.render(`badge ${index}`);
        }
        stage.interrupt = () => undefined;
        const { outcome } = await stage.push();
        if (outcome === 'withdrawn') expect(stage.drive.present).toEqual([]);
        else expectOneRightFile(stage);
      }),
      { numRuns: 300 },
    );
  });

  test('two executions at once, interleaved in any way, one perhaps cut off, retried as Step Functions does, end in one right file', async () => {
    const before = fc.constantFrom('nothing', 'pushed', 'deleted', 'outdated', 'forgotten', 'reserved');
    const cut = fc.option(fc.nat(24), { nil: Number.POSITIVE_INFINITY });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), before, cut, async (scheduler, start, cutAfter) => {
        const stage = new PushStage();
        if (start === 'reserved') stage.setProgress(entryId, { drive: { fileId: 'file_0' } });
        else if (start !== 'nothing') await stage.push();
        if (start === 'deleted') stage.drive.deleteAll();
        if (start === 'outdated') stage.render('second badge');
        if (start === 'forgotten') stage.setProgress(entryId, { drive: undefined });

        let steps = cutAfter;
        stage.interrupt = async (call, moment) => {
          await scheduler.schedule(Promise.resolve(), `${moment} ${call}`);
          steps -= 1;
          if (steps < 0) {
            steps = Number.POSITIVE_INFINITY;
            throw new ServiceUnavailableError('cut off');
          }
        };
        const runs = Promise.all(
          ['one', 'another'].map((execution) => ended({ ...input, execution }, stage)),
        );
        await scheduler.waitFor(runs);
        const cutOff = (await runs).filter((retried) => retried);
        expect(cutOff.length).toBeLessThanOrEqual(cutAfter === Number.POSITIVE_INFINITY ? 0 : 1);
        expectOneRightFile(stage);
      }),
      { numRuns: 500 },
    );
  });
});

/** Runs the step until it ends, as the state machine does. @returns whether an attempt was cut off. */
async function ended(event: typeof input, stage: PushStage): Promise<boolean> {
  let cutOff = false;
  for (;;) {
    try {
      await stage.push(event);
      return cutOff;
    } catch (error) {
      if (error instanceof ServiceUnavailableError) cutOff = true;
      else if (!(error instanceof BadgeInFlightError)) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
