import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PushToDriveDependencies, pushToDrive } from '../../lambdas/push-to-drive/push-to-drive.ts';
import type { Drive } from '../../lambdas/shared/clients/drive.ts';
import type { ProgressRecord } from '../../lambdas/shared/clients/progress.ts';
import {
  DriveFolderNotFoundError,
  InputInvalidError,
  ServiceUnavailableError,
} from '../../lambdas/shared/domain/errors.ts';

const entryId = 'cs_test_a1B2c3';
const folderId = 'folder_badges';
const input = { entryId, folderId };
const key = 'school-competitor-name_badge.jpg';
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

interface FakeFile {
  id: string;
  name: string;
  entryId: string;
  content: string;
  gone: boolean;
  contentType: string;
}

/** Called before a call takes effect and after it, before its answer is given. */
type Interruption = (call: string, moment: 'before' | 'after') => Promise<void> | void;

/** Drive, the badge bucket and the progress table, as far as this step sees them. */
class World {
  files: FakeFile[] = [];
  progress: ProgressRecord = { attention: {} };
  badge = '';
  calls: string[] = [];
  interrupt: Interruption = () => undefined;
  #ids = 0;

  constructor(badge = 'first badge') {
    this.render(badge);
  }

  render(content: string): void {
    this.badge = content;
    this.progress.badge = { key, photo: 'used', md5: md5(content) };
  }

  get present(): FakeFile[] {
    return this.files.filter(({ gone }) => !gone);
  }

  /** A person deletes the file. */
  remove(): void {
    for (const file of this.files) file.gone = true;
  }

  async #call<T>(name: string, effect: () => T): Promise<T> {
    await this.interrupt(name, 'before');
    this.calls.push(name);
    const result = effect();
    await this.interrupt(name, 'after');
    return structuredClone(result);
  }

  get dependencies(): PushToDriveDependencies {
    const shown = (file: FakeFile | undefined) =>
      file && !file.gone ? { id: file.id, name: file.name, md5: md5(file.content) } : undefined;
    const drive: Drive = {
      findByEntry: (folder, entry) =>
        this.#call('files.list', () => {
          if (folder !== folderId) throw new DriveFolderNotFoundError(`folder ${folder}`);
          return this.present.filter((file) => file.entryId === entry).flatMap((file) => shown(file) ?? []);
        }),
      reserveId: () =>
        this.#call('files.generateIds', () => {
          this.#ids += 1;
          return `file_${this.#ids}`;
        }),
      create: ({ id, name, entryId: entry, bytes, contentType }) =>
        this.#call('files.create', () => {
          const existing = this.files.find((file) => file.id === id);
          if (existing) return shown(existing);
          const content = new TextDecoder().decode(bytes);
          const file = { id, name, entryId: entry, content, contentType, gone: false };
          this.files.push(file);
          return shown(file);
        }),
      update: ({ fileId, bytes }) =>
        this.#call('files.update', () => {
          const file = this.present.find(({ id }) => id === fileId);
          if (file) file.content = new TextDecoder().decode(bytes);
          return shown(file);
        }),
      get: (fileId) => this.#call('files.get', () => shown(this.files.find(({ id }) => id === fileId))),
    };
    return {
      drive,
      badges: {
        read: (wanted) =>
          this.#call('badge read', () => {
            expect(wanted).toBe(key);
            return new TextEncoder().encode(this.badge);
          }),
      },
      progress: {
        get: () => this.#call('progress get', () => this.progress),
        reserveDriveFile: (_, fileId, replaces) =>
          this.#call('progress reserve', () => {
            const reserved = this.progress.drive;
            if (reserved && reserved.fileId !== replaces) return reserved;
            this.progress.drive = { fileId };
            return this.progress.drive;
          }),
        recordDrive: (_, drive) =>
          this.#call('progress record', () => {
            this.progress.drive = drive;
          }),
      },
    };
  }
}

function goneFile(id: string): FakeFile {
  return { id, name: `badge_${entryId}.jpg`, entryId, content: '', contentType: 'image/jpeg', gone: true };
}

function expectOneRightFile(world: World): void {
  expect(world.present.map(({ content }) => content)).toEqual([world.badge]);
  expect(world.progress.drive).toEqual({ fileId: world.present[0]?.id, md5: md5(world.badge) });
}

describe('one run', () => {
  test('a first badge is created with an id that was stored before, and named by the entry alone', async () => {
    const world = new World();
    expect(await pushToDrive(input, world.dependencies)).toEqual({ outcome: 'created', fileId: 'file_1' });
    expectOneRightFile(world);
    expect(world.files[0]).toMatchObject({
      name: `badge_${entryId}.jpg`,
      entryId,
      contentType: 'image/jpeg',
    });
    expect(world.calls.indexOf('progress reserve')).toBeLessThan(world.calls.indexOf('files.create'));
  });

  test('legacy fault 7: what is in Drive is not uploaded again, nor deleted', async () => {
    const world = new World();
    await pushToDrive(input, world.dependencies);
    world.calls = [];
    expect(await pushToDrive(input, world.dependencies)).toMatchObject({ outcome: 'already there' });
    expect(world.calls).toEqual(['progress get', 'files.get', 'progress record']);
  });

  test('a badge that was rendered anew replaces the content; id and link stay', async () => {
    const world = new World();
    await pushToDrive(input, world.dependencies);
    world.render('second badge');
    expect(await pushToDrive(input, world.dependencies)).toEqual({ outcome: 'updated', fileId: 'file_1' });
    expectOneRightFile(world);
  });

  test('a file of the entry that progress does not know is adopted', async () => {
    const world = new World();
    await pushToDrive(input, world.dependencies);
    world.progress.drive = undefined;
    expect(await pushToDrive(input, world.dependencies)).toMatchObject({ outcome: 'already there' });
    expectOneRightFile(world);
    world.progress.drive = undefined;
    world.render('second badge');
    expect(await pushToDrive(input, world.dependencies)).toEqual({ outcome: 'updated', fileId: 'file_1' });
    expectOneRightFile(world);
  });

  test('a file that a person renamed or moved is still the file', async () => {
    const world = new World();
    await pushToDrive(input, world.dependencies);
    for (const file of world.files) file.name = 'printed.jpg';
    expect(await pushToDrive(input, world.dependencies)).toMatchObject({ outcome: 'already there' });
  });

  test('a file that a person deleted is created again, with another id', async () => {
    const world = new World();
    await pushToDrive(input, world.dependencies);
    world.remove();
    expect(await pushToDrive(input, world.dependencies)).toEqual({ outcome: 'created', fileId: 'file_2' });
    expectOneRightFile(world);
  });

  test('a file that is deleted just before it is updated is created again', async () => {
    const world = new World();
    await pushToDrive(input, world.dependencies);
    world.render('second badge');
    world.interrupt = (call, moment) => {
      if (call === 'files.update' && moment === 'before') world.remove();
    };
    expect(await pushToDrive(input, world.dependencies)).toEqual({ outcome: 'created', fileId: 'file_2' });
    expectOneRightFile(world);
  });

  test('a file that another run creates first, from the badge before, is given the right content', async () => {
    const world = new World();
    world.interrupt = (call, moment) => {
      const old = { ...goneFile('file_1'), content: 'an older badge', gone: false };
      if (call === 'files.create' && moment === 'before') world.files.push(old);
    };
    expect(await pushToDrive(input, world.dependencies)).toEqual({ outcome: 'updated', fileId: 'file_1' });
    expectOneRightFile(world);
  });

  test('a file that vanishes time and again is left to a later run', async () => {
    const world = new World();
    world.interrupt = (call, moment) => {
      const id = world.progress.drive?.fileId ?? '';
      if (call === 'files.create' && moment === 'before') world.files.push(goneFile(id));
    };
    await expect(pushToDrive(input, world.dependencies)).rejects.toThrow(ServiceUnavailableError);
    world.interrupt = () => undefined;
    await pushToDrive(input, world.dependencies);
    expectOneRightFile(world);
  });

  test('an entry without a rendered badge is an error that names the entry', async () => {
    const world = new World();
    world.progress.badge = undefined;
    await expect(pushToDrive(input, world.dependencies)).rejects.toThrow(InputInvalidError);
    await expect(pushToDrive(input, world.dependencies)).rejects.toThrow(entryId);
  });

  test('what Drive answers is not softened', async () => {
    const nowhere = { entryId, folderId: 'folder_gone' };
    await expect(pushToDrive(nowhere, new World().dependencies)).rejects.toThrow(DriveFolderNotFoundError);
  });
});

describe('failures and company', () => {
  const crash = fc.record({ afterSteps: fc.nat(24), deleted: fc.boolean(), rerendered: fc.boolean() });

  test('however often a run is cut off, before or after any call took effect, a rerun ends in one right file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(crash, { maxLength: 6 }), async (crashes) => {
        const world = new World();
        for (const [index, { afterSteps, deleted, rerendered }] of crashes.entries()) {
          let steps = afterSteps;
          world.interrupt = () => {
            steps -= 1;
            if (steps < 0) throw new ServiceUnavailableError('cut off');
          };
          await pushToDrive(input, world.dependencies).catch((error: unknown) => {
            if (!(error instanceof ServiceUnavailableError)) throw error;
          });
          expect(world.present.length).toBeLessThanOrEqual(1);
          if (deleted) world.remove();
          if (rerendered) world.render(`badge ${index}`);
        }
        world.interrupt = () => undefined;
        await pushToDrive(input, world.dependencies);
        expectOneRightFile(world);
      }),
      { numRuns: 300 },
    );
  });

  test('two runs at once, interleaved in any way, one perhaps cut off, end in one right file', async () => {
    const before = fc.constantFrom('nothing', 'pushed', 'deleted', 'outdated', 'forgotten', 'reserved');
    const cut = fc.option(fc.nat(24), { nil: Number.POSITIVE_INFINITY });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), before, cut, async (scheduler, start, cutAfter) => {
        const world = new World();
        if (start === 'reserved') world.progress.drive = { fileId: 'file_0' };
        else if (start !== 'nothing') await pushToDrive(input, world.dependencies);
        if (start === 'deleted') world.remove();
        if (start === 'outdated') world.render('second badge');
        if (start === 'forgotten') world.progress.drive = undefined;

        let steps = cutAfter;
        world.interrupt = async (call, moment) => {
          await scheduler.schedule(Promise.resolve(), `${moment} ${call}`);
          steps -= 1;
          if (steps < 0) {
            steps = Number.POSITIVE_INFINITY;
            throw new ServiceUnavailableError('cut off');
          }
        };
        const runs = Promise.allSettled([
          pushToDrive(input, world.dependencies),
          pushToDrive(input, world.dependencies),
        ]);
        await scheduler.waitFor(runs);
        const failed = (await runs).filter(({ status }) => status === 'rejected');
        expect(failed.length).toBeLessThanOrEqual(cutAfter === Number.POSITIVE_INFINITY ? 0 : 1);
        expectOneRightFile(world);
      }),
      { numRuns: 500 },
    );
  });
});
