import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  DriveFolderNotFoundError,
  RateLimitedError,
  ServiceUnavailableError,
} from '../../../../core/domain/errors.ts';
import type { DriveRecord } from '../../../../core/progress/progress-record.ts';
import {
  type PushSheetDependencies,
  pushSheetToDrive,
} from '../../../../lambdas/badge-sheets/push-sheet-to-drive/push-sheet-to-drive.ts';

const folderId = 'folder_badges';
const key = 'sheets/2027-03-01-order/badges-1-of-2.pdf';
const input = { key, folderId };
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

interface FakeFile {
  id: string;
  name: string;
  tag: Record<string, string>;
  content: string;
  contentType: string;
  /** In the trash, or deleted. */
  gone: boolean;
}

/** Drive, the badge bucket and the progress table, as far as this step sees them. */
class World {
  files: FakeFile[] = [];
  reserved = new Map<string, DriveRecord>();
  sheet = 'a sheet';
  calls: string[] = [];
  /** Called before a call takes effect and after it, before its answer is given. */
  interrupt: (call: string, moment: 'before' | 'after') => void = () => undefined;
  #ids = 0;

  get present(): FakeFile[] {
    return this.files.filter(({ gone }) => !gone);
  }

  /** A person puts the file into the trash. */
  remove(): void {
    for (const file of this.files) file.gone = true;
  }

  push(pushed = input) {
    return pushSheetToDrive(pushed, this.dependencies);
  }

  async #call<T>(name: string, effect: () => T): Promise<T> {
    this.interrupt(name, 'before');
    this.calls.push(name);
    const result = effect();
    this.interrupt(name, 'after');
    return result;
  }

  get dependencies(): PushSheetDependencies {
    const shown = (file: FakeFile | undefined) =>
      file && !file.gone ? { id: file.id, name: file.name, md5: md5(file.content) } : undefined;
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return {
      drive: {
        reserveId: () =>
          this.#call('files.generateIds', () => {
            this.#ids += 1;
            return `file_${this.#ids}`;
          }),
        create: ({ id, folderId: folder, name, tag, bytes, contentType }) =>
          this.#call('files.create', () => {
            if (folder !== folderId) throw new DriveFolderNotFoundError(`folder ${folder}`);
            const existing = this.files.find((file) => file.id === id);
            if (existing) return shown(existing);
            const file = { id, name, tag, content: text(bytes), contentType, gone: false };
            this.files.push(file);
            return shown(file);
          }),
        update: ({ fileId, bytes }) =>
          this.#call('files.update', () => {
            const file = this.present.find(({ id }) => id === fileId);
            if (file) file.content = text(bytes);
            return shown(file);
          }),
        get: (fileId) => this.#call('files.get', () => shown(this.files.find(({ id }) => id === fileId))),
      },
      sheets: {
        read: (wanted) =>
          this.#call('read', () => {
            const bytes = new TextEncoder().encode(wanted === key ? this.sheet : wanted);
            return { bytes, contentType: 'application/pdf', md5: md5(text(bytes)) };
          }),
      },
      progress: {
        get: (id) =>
          this.#call('progress get', () => {
            const record = { drive: this.reserved.get(id), attention: {}, registrationKeys: [] };
            return record;
          }),
        reserveDriveFile: (id, fileId, replaces) =>
          this.#call('progress reserve', () => {
            const before = this.reserved.get(id);
            if (before && before.fileId !== replaces) return before;
            this.reserved.set(id, { fileId });
            return { fileId };
          }),
      },
    };
  }
}

let world: World;
beforeEach(() => {
  world = new World();
});

const oneRightFile = () => expect(world.present.map(({ content }) => content)).toEqual([world.sheet]);

describe('one run', () => {
  test('creates the file with an id that was kept before, named by the order and the file', async () => {
    expect(await world.push()).toEqual({ outcome: 'created', fileId: 'file_1' });
    oneRightFile();
    const [[id, record] = []] = [...world.reserved];
    expect(id).toMatch(/^sheet_[0-9a-f]{32}$/);
    expect(record).toEqual({ fileId: 'file_1' });
    expect(world.files[0]).toMatchObject({
      name: '2027-03-01-order badges-1-of-2.pdf',
      tag: { sheet: id },
      contentType: 'application/pdf',
    });
    expect(world.calls.indexOf('progress reserve')).toBeLessThan(world.calls.indexOf('files.create'));
  });

  test('uploads nothing that is there', async () => {
    await world.push();
    world.calls = [];
    expect(await world.push()).toEqual({ outcome: 'already there', fileId: 'file_1' });
    expect(world.calls).toEqual(['read', 'progress get', 'files.get']);
  });

  test('updates in place what was made again', async () => {
    await world.push();
    world.sheet = 'the sheet made again';
    expect(await world.push()).toEqual({ outcome: 'updated', fileId: 'file_1' });
    oneRightFile();
  });

  test('gives every object a file of its own', async () => {
    const keys = [key, key.replace('1-of', '2-of'), 'sheets/2027-03-01-order/preflight.csv'];
    for (const each of keys) await world.push({ key: each, folderId });
    expect(world.present.map(({ name }) => name)).toEqual([
      '2027-03-01-order badges-1-of-2.pdf',
      '2027-03-01-order badges-2-of-2.pdf',
      '2027-03-01-order preflight.csv',
    ]);
  });

  test('creates a file again that a person removed, with another id', async () => {
    await world.push();
    world.remove();
    expect(await world.push()).toEqual({ outcome: 'created', fileId: 'file_2' });
    oneRightFile();
    expect([...world.reserved.values()]).toEqual([{ fileId: 'file_2' }]);
  });

  test('creates a file again that is removed while it is updated', async () => {
    await world.push();
    world.sheet = 'the sheet made again';
    world.interrupt = (call, moment) => {
      if (call === 'files.update' && moment === 'before') world.remove();
    };
    expect(await world.push()).toEqual({ outcome: 'created', fileId: 'file_2' });
    oneRightFile();
  });

  test('gives the right content to a file that an attempt before created with another', async () => {
    world.interrupt = (call, moment) => {
      if (call !== 'files.create' || moment !== 'before') return;
      world.files.push({
        ...{ id: 'file_1', name: 'sheet', tag: {}, content: 'as it was made before' },
        ...{ contentType: 'application/pdf', gone: false },
      });
    };
    expect(await world.push()).toEqual({ outcome: 'updated', fileId: 'file_1' });
    oneRightFile();
  });

  test('leaves a file that vanishes time and again to a later run', async () => {
    world.interrupt = (call, moment) => {
      const [{ fileId: id } = { fileId: '' }] = world.reserved.values();
      const gone = { ...{ id, name: '', tag: {}, content: '' }, ...{ contentType: '', gone: true } };
      if (call === 'files.create' && moment === 'before') world.files.push(gone);
    };
    await expect(world.push()).rejects.toThrow(ServiceUnavailableError);
    world.interrupt = () => undefined;
    await world.push();
    oneRightFile();
  });

  test.each([new DriveFolderNotFoundError('folder'), new RateLimitedError('slow down')])(
    'does not soften what Drive answers: $name',
    async (error) => {
      world.interrupt = (call) => {
        if (call === 'files.create') throw error;
      };
      await expect(world.push()).rejects.toBe(error);
    },
  );
});

test('however often runs are cut off, before or after a call took effect, the last leaves one right file', async () => {
  const crash = fc.record({ afterSteps: fc.nat(16), removed: fc.boolean(), madeAgain: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(crash, { maxLength: 6 }), async (crashes) => {
      world = new World();
      for (const [index, { afterSteps, removed, madeAgain }] of crashes.entries()) {
        let steps = afterSteps;
        world.interrupt = () => {
          if (steps === 0) throw new Error('cut off');
          steps -= 1;
        };
        if (madeAgain) world.sheet = `made ${index}`;
        if (removed) world.remove();
        await world.push().catch((error: Error) => expect(error.message).toBe('cut off'));
      }
      world.interrupt = () => undefined;
      await world.push();
      oneRightFile();
    }),
    { numRuns: 300 },
  );
});
