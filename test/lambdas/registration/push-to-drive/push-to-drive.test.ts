import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Drive } from '../../../../core/clients/drive/drive.ts';
import {
  BadgeInFlightError,
  DriveFolderNotFoundError,
  InputInvalidError,
  ServiceUnavailableError,
} from '../../../../core/domain/errors.ts';
import { Progress } from '../../../../core/progress/progress.ts';
import type { BadgeRecord, ProgressRecord } from '../../../../core/progress/progress-record.ts';
import {
  type PushToDriveDependencies,
  pushToDrive,
} from '../../../../lambdas/registration/push-to-drive/push-to-drive.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';

const entryId = 'cs_test_a1B2c3';
const folderId = 'folder_badges';
const input = { entryId, execution: entryId, folderId };
const key = 'school-competitor-name_badge.jpg';
const jpeg = 'image/jpeg';
const png = 'image/png';
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

interface FakeFile {
  id: string;
  name: string;
  entryId: string;
  content: string;
  contentType: string;
  trashed: boolean;
  /** Deleted for good. */
  gone: boolean;
  /** A person moved it out of the folder. */
  moved: boolean;
}

/** Called before a call takes effect and after it, before its answer is given. */
type Interruption = (call: string, moment: 'before' | 'after') => Promise<void> | void;

/** Drive, the badge bucket and the progress table, as far as this step sees them. */
class World {
  files: FakeFile[] = [];
  badge = '';
  calls: string[] = [];
  interrupt: Interruption = () => undefined;
  now = 0;
  readonly #table = inMemoryDocuments();
  readonly #progress = new Progress(this.#table.client, 'progress', () => this.now);
  #ids = 0;

  constructor(badge = 'first badge') {
    this.render(badge);
  }

  /** What render-badge leaves. */
  render(content: string, contentType = jpeg): void {
    this.badge = content;
    const badge: BadgeRecord = {
      key,
      hash: `of what ${content} is drawn from`,
      md5: md5(content),
      contentType,
      photo: 'used',
      preflight: [],
    };
    this.set({ badge, badgeWithdrawn: undefined });
  }

  /** What render-badge leaves of an entry whose registration is gone. */
  withdraw(): void {
    this.set({ badge: undefined, badgeWithdrawn: true });
  }

  set(changes: Record<string, unknown>): void {
    const item: Record<string, unknown> = { ...this.#table.items.get(entryId), entryId, ...changes };
    for (const [name, value] of Object.entries(item)) if (value === undefined) delete item[name];
    this.#table.items.set(entryId, item);
  }

  get drive(): ProgressRecord['drive'] {
    return this.#table.items.get(entryId)?.drive as ProgressRecord['drive'];
  }

  get marks(): string[] {
    return Object.keys(this.#table.items.get(entryId) ?? {}).filter((name) => name.startsWith('attention '));
  }

  get present(): FakeFile[] {
    return this.files.filter(({ gone, trashed }) => !gone && !trashed);
  }

  /** A person deletes the file. */
  remove(): void {
    for (const file of this.files) file.gone = true;
  }

  async #call<T>(name: string, effect: () => T | Promise<T>): Promise<T> {
    await this.interrupt(name, 'before');
    this.calls.push(name);
    const result = await effect();
    await this.interrupt(name, 'after');
    return structuredClone(result);
  }

  get dependencies(): PushToDriveDependencies {
    const shown = (file: FakeFile | undefined) =>
      file && this.present.includes(file)
        ? { id: file.id, name: file.name, md5: md5(file.content) }
        : undefined;
    const setTrashed = (fileId: string, trashed: boolean) => {
      const file = this.files.find(({ id, gone }) => id === fileId && !gone);
      if (file) file.trashed = trashed;
      return shown(file);
    };
    const drive: Drive = {
      find: (folder, tag) =>
        this.#call('files.list', () => {
          if (folder !== folderId) throw new DriveFolderNotFoundError(`folder ${folder}`);
          return this.present
            .filter((file) => file.entryId === tag.entryId && !file.moved)
            .flatMap((file) => shown(file) ?? []);
        }),
      reserveId: () =>
        this.#call('files.generateIds', () => {
          this.#ids += 1;
          return `file_${this.#ids}`;
        }),
      create: ({ id, name, tag, bytes, contentType }) =>
        this.#call('files.create', () => {
          const existing = this.files.find((file) => file.id === id);
          if (existing) return shown(existing);
          const content = new TextDecoder().decode(bytes);
          const file = { ...aFile(id), name, entryId: tag.entryId ?? '', content, contentType };
          this.files.push(file);
          return shown(file);
        }),
      update: ({ fileId, name, bytes, contentType }) =>
        this.#call('files.update', () => {
          const file = this.present.find(({ id }) => id === fileId);
          if (file) Object.assign(file, { content: new TextDecoder().decode(bytes), contentType });
          if (file && name !== undefined) file.name = name;
          return shown(file);
        }),
      get: (fileId) => this.#call('files.get', () => shown(this.files.find(({ id }) => id === fileId))),
      trash: (fileId) => this.#call('files.trash', () => void setTrashed(fileId, true)),
      restore: (fileId) => this.#call('files.restore', () => setTrashed(fileId, false)),
    };
    const progress = this.#progress;
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
        get: (id) => this.#call('progress get', () => progress.get(id)),
        holdingBadge: (id, execution, work) => progress.holdingBadge(id, execution, work),
        reserveDriveFile: (...args) =>
          this.#call('progress reserve', () => progress.reserveDriveFile(...args)),
        recordDrive: (...args) => this.#call('progress record', () => progress.recordDrive(...args)),
        recordDone: (...args) => this.#call('progress done', () => progress.recordDone(...args)),
      },
    };
  }
}

function aFile(id: string, changes: Partial<FakeFile> = {}): FakeFile {
  const name = `badge_${entryId}.jpg`;
  const state = { trashed: false, gone: false, moved: false };
  return { id, name, entryId, content: '', contentType: jpeg, ...state, ...changes };
}

function expectOneRightFile(world: World): void {
  expect(world.present.map(({ content }) => content)).toEqual([world.badge]);
  expect(world.drive).toEqual({ fileId: world.present[0]?.id, md5: md5(world.badge) });
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
    expect(world.calls).toEqual(['files.get', 'progress record']);
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
    world.set({ drive: undefined });
    expect(await pushToDrive(input, world.dependencies)).toMatchObject({ outcome: 'already there' });
    expectOneRightFile(world);
    world.set({ drive: undefined });
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
      const old = aFile('file_1', { content: 'an older badge' });
      if (call === 'files.create' && moment === 'before') world.files.push(old);
    };
    expect(await pushToDrive(input, world.dependencies)).toEqual({ outcome: 'updated', fileId: 'file_1' });
    expectOneRightFile(world);
  });

  test('a file that vanishes time and again is left to a later run', async () => {
    const world = new World();
    world.interrupt = (call, moment) => {
      const id = world.drive?.fileId ?? '';
      if (call === 'files.create' && moment === 'before') world.files.push(aFile(id, { gone: true }));
    };
    await expect(pushToDrive(input, world.dependencies)).rejects.toThrow(ServiceUnavailableError);
    world.interrupt = () => undefined;
    await pushToDrive(input, world.dependencies);
    expectOneRightFile(world);
  });

  test('an entry without a rendered badge is an error that names the entry', async () => {
    const world = new World();
    world.set({ badge: undefined });
    await expect(pushToDrive(input, world.dependencies)).rejects.toThrow(InputInvalidError);
    await expect(pushToDrive(input, world.dependencies)).rejects.toThrow(entryId);
  });

  test('what Drive answers is not softened', async () => {
    const nowhere = { ...input, folderId: 'folder_gone' };
    await expect(pushToDrive(nowhere, new World().dependencies)).rejects.toThrow(DriveFolderNotFoundError);
  });
});

describe('a name', () => {
  test('follows the kind of picture, where it is ours', async () => {
    const world = new World();
    await pushToDrive(input, world.dependencies);
    world.render('a PNG', png);
    expect(await pushToDrive(input, world.dependencies)).toEqual({ outcome: 'updated', fileId: 'file_1' });
    expect(world.present).toMatchObject([{ name: `badge_${entryId}.png`, contentType: png }]);
    world.render('a JPEG again');
    await pushToDrive(input, world.dependencies);
    expect(world.present).toMatchObject([{ name: `badge_${entryId}.jpg`, contentType: jpeg }]);
  });

  test('that a person gave stays', async () => {
    const world = new World();
    await pushToDrive(input, world.dependencies);
    for (const file of world.files) file.name = 'Jo, printed.jpg';
    world.render('a PNG', png);
    await pushToDrive(input, world.dependencies);
    expect(world.present).toMatchObject([{ name: 'Jo, printed.jpg', content: 'a PNG' }]);
  });

  test('is not told anew where it stays the same', async () => {
    const world = new World();
    await pushToDrive(input, world.dependencies);
    world.render('second badge');
    const names: (string | undefined)[] = [];
    const { drive, ...others } = world.dependencies;
    const update: Drive['update'] = (file) => {
      names.push(file.name);
      return drive.update(file);
    };
    await pushToDrive(input, { drive: { ...drive, update }, ...others });
    expect(names).toEqual([undefined]);
  });
});

describe('a badge whose registration is gone', () => {
  /** The badge is in Drive; then the registration is deleted. */
  async function withdrawn(): Promise<World> {
    const world = new World();
    await pushToDrive(input, world.dependencies);
    world.withdraw();
    return world;
  }

  test('goes into the trash, and what needed attention of it no longer does', async () => {
    const world = await withdrawn();
    world.set({ 'attention badge': { error: 'DriveStorageFullError', reason: 'full', at: '' } });
    expect(await pushToDrive(input, world.dependencies)).toEqual({ outcome: 'withdrawn', fileId: 'file_1' });
    expect(world.files).toMatchObject([{ id: 'file_1', trashed: true, gone: false }]);
    expect(world.drive).toEqual({ fileId: 'file_1', md5: md5('first badge'), trashed: true });
    expect(world.marks).toEqual([]);
  });

  test('is put there also from where a person moved it, and with every other file of the entry', async () => {
    const world = await withdrawn();
    for (const file of world.files) file.moved = true;
    world.files.push(aFile('file_of_before'));
    await pushToDrive(input, world.dependencies);
    expect(world.present).toEqual([]);
    expect(world.drive).toMatchObject({ fileId: 'file_1' });
  });

  test('comes out of the trash when the registration comes back: id and link stay', async () => {
    const world = await withdrawn();
    await pushToDrive(input, world.dependencies);
    world.render('first badge');
    expect(await pushToDrive(input, world.dependencies)).toEqual({
      outcome: 'already there',
      fileId: 'file_1',
    });
    expectOneRightFile(world);
  });

  test('comes out of the trash with the content it is to have by then', async () => {
    const world = await withdrawn();
    await pushToDrive(input, world.dependencies);
    world.render('second badge');
    expect(await pushToDrive(input, world.dependencies)).toEqual({ outcome: 'updated', fileId: 'file_1' });
    expectOneRightFile(world);
  });

  test('is created again when the trash has been emptied meanwhile', async () => {
    const world = await withdrawn();
    await pushToDrive(input, world.dependencies);
    world.remove();
    world.render('second badge');
    expect(await pushToDrive(input, world.dependencies)).toEqual({ outcome: 'created', fileId: 'file_2' });
    expectOneRightFile(world);
  });

  test('is trashed also when the answer to its creation was lost, and restored to the same id', async () => {
    const world = new World();
    world.interrupt = (call, moment) => {
      if (call === 'files.create' && moment === 'after') throw new ServiceUnavailableError('no answer');
    };
    await expect(pushToDrive(input, world.dependencies)).rejects.toThrow(ServiceUnavailableError);
    world.interrupt = () => undefined;
    world.withdraw();
    await pushToDrive(input, world.dependencies);
    expect(world.present).toEqual([]);
    world.render('second badge');
    expect(await pushToDrive(input, world.dependencies)).toEqual({ outcome: 'updated', fileId: 'file_1' });
    expectOneRightFile(world);
  });

  test('that never came into Drive leaves nothing to do, and nothing that needs attention', async () => {
    const world = new World();
    world.set({ 'attention badge': { error: 'DriveStorageFullError', reason: 'full', at: '' } });
    world.withdraw();
    expect(await pushToDrive(input, world.dependencies)).toEqual({ outcome: 'withdrawn' });
    expect(world.files).toEqual([]);
    expect(world.marks).toEqual([]);
  });
});

describe('failures and company', () => {
  test('while another execution works on the badge nothing is done', async () => {
    const world = new World();
    world.set({ badgeLease: { heldBy: 'another', heldAt: 0 } });
    await expect(pushToDrive(input, world.dependencies)).rejects.toThrow(BadgeInFlightError);
    expect(world.calls).toEqual([]);
    world.now = 2 * 60_000 + 1;
    await pushToDrive(input, world.dependencies);
    expectOneRightFile(world);
  });

  const crash = fc.record({
    afterSteps: fc.nat(24),
    deleted: fc.boolean(),
    afterwards: fc.constantFrom('the same', 'rendered anew', 'withdrawn', 'withdrawn and rendered'),
  });

  test('however often a run is cut off, before or after any call took effect, a rerun ends in one right file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(crash, { maxLength: 6 }), async (crashes) => {
        const world = new World();
        for (const [index, { afterSteps, deleted, afterwards }] of crashes.entries()) {
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
          if (afterwards.startsWith('withdrawn')) world.withdraw();
          if (afterwards.endsWith('rendered')) {
            await pushToDrive(input, world.dependencies).catch(() => undefined);
          }
          if (afterwards.includes('rendered')) world.render(`badge ${index}`);
        }
        world.interrupt = () => undefined;
        const { outcome } = await pushToDrive(input, world.dependencies);
        if (outcome === 'withdrawn') expect(world.present).toEqual([]);
        else expectOneRightFile(world);
      }),
      { numRuns: 300 },
    );
  });

  test('two executions at once, interleaved in any way, one perhaps cut off, retried as Step Functions does, end in one right file', async () => {
    const before = fc.constantFrom('nothing', 'pushed', 'deleted', 'outdated', 'forgotten', 'reserved');
    const cut = fc.option(fc.nat(24), { nil: Number.POSITIVE_INFINITY });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), before, cut, async (scheduler, start, cutAfter) => {
        const world = new World();
        if (start === 'reserved') world.set({ drive: { fileId: 'file_0' } });
        else if (start !== 'nothing') await pushToDrive(input, world.dependencies);
        if (start === 'deleted') world.remove();
        if (start === 'outdated') world.render('second badge');
        if (start === 'forgotten') world.set({ drive: undefined });

        let steps = cutAfter;
        world.interrupt = async (call, moment) => {
          await scheduler.schedule(Promise.resolve(), `${moment} ${call}`);
          steps -= 1;
          if (steps < 0) {
            steps = Number.POSITIVE_INFINITY;
            throw new ServiceUnavailableError('cut off');
          }
        };
        const runs = Promise.all(
          ['one', 'another'].map((execution) => ended({ ...input, execution }, world)),
        );
        await scheduler.waitFor(runs);
        const cutOff = (await runs).filter((retried) => retried);
        expect(cutOff.length).toBeLessThanOrEqual(cutAfter === Number.POSITIVE_INFINITY ? 0 : 1);
        expectOneRightFile(world);
      }),
      { numRuns: 500 },
    );
  });
});

/** Runs the step until it ends, as the state machine does. @returns whether an attempt was cut off. */
async function ended(event: typeof input, world: World): Promise<boolean> {
  let cutOff = false;
  for (;;) {
    try {
      await pushToDrive(event, world.dependencies);
      return cutOff;
    } catch (error) {
      if (error instanceof ServiceUnavailableError) cutOff = true;
      else if (!(error instanceof BadgeInFlightError)) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
