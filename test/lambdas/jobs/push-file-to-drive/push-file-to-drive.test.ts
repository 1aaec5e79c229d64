import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  DriveFolderNotFoundError,
  RateLimitedError,
  ServiceUnavailableError,
} from '../../../../core/domain/errors.ts';
import { sheetIdOf } from '../../../../core/domain/ids.ts';
import type { DriveRecord } from '../../../../core/progress/progress-record.ts';
import { pushFileToDrive } from '../../../../lambdas/jobs/push-file-to-drive/push-file-to-drive.ts';
import { fileInDrive } from '../../../doubles/memory-drive.ts';
import { Stage } from '../../../doubles/stage.ts';

const folderId = 'folder_badges';
const key = 'sheets/2027-03-01-order/badges-1-of-2.pdf';
const input = { key, folderId };

/** The stage of an order, one of whose files is made. */
class OrderStage extends Stage {
  constructor() {
    super();
    this.make('a sheet');
  }

  make(content: string, at = key): void {
    this.sheets.set(at, { bytes: new TextEncoder().encode(content), contentType: 'application/pdf' });
  }

  get reserved(): [id: string, record: DriveRecord][] {
    return [...this.documents.items].map(([id, { drive }]) => [id, drive as DriveRecord]);
  }

  /** A person puts the file into the trash. */
  remove(): void {
    for (const file of this.drive.files) file.trashed = true;
  }

  push(pushed = input, configBucket = 'config') {
    const { drive, files, sheets } = this.clients;
    const lists = { bucket: configBucket, read: (at: string) => sheets.read(at) };
    return pushFileToDrive(pushed, { drive, files, sheets, lists });
  }
}

let stage: OrderStage;
beforeEach(() => {
  stage = new OrderStage();
});

function oneRightFile(): void {
  const made = new TextDecoder().decode(stage.sheets.get(key)?.bytes);
  expect(stage.drive.present.map(({ content }) => content)).toEqual([made]);
}

describe('one run', () => {
  test('creates the file with an id that was stored beforehand, named by the order and the file', async () => {
    expect(await stage.push()).toEqual({ outcome: 'created', fileId: 'file_1' });
    oneRightFile();
    const [[id, record] = []] = stage.reserved;
    expect(id).toMatch(/^sheet_[0-9a-f]{32}$/);
    expect(record).toEqual({ fileId: 'file_1' });
    expect(stage.drive.files[0]).toMatchObject({
      name: '2027-03-01-order badges-1-of-2.pdf',
      tag: { sheet: id },
      contentType: 'application/pdf',
    });
    expect(stage.calls).toEqual([
      'sheets.read',
      'files.fileOf',
      'drive.find',
      'drive.reserveId',
      'files.reserveDriveFile',
      'drive.create',
    ]);
  });

  test('uploads nothing that is already there', async () => {
    await stage.push();
    stage.calls = [];
    expect(await stage.push()).toEqual({ outcome: 'already there', fileId: 'file_1' });
    expect(stage.calls).toEqual(['sheets.read', 'files.fileOf', 'drive.get']);
  });

  test('updates in place what was made again', async () => {
    await stage.push();
    stage.make('the sheet made again');
    expect(await stage.push()).toEqual({ outcome: 'updated', fileId: 'file_1' });
    oneRightFile();
  });

  test('gives every object a file of its own', async () => {
    const keys = [key, key.replace('1-of', '2-of'), 'sheets/2027-03-01-order/preflight.csv'];
    for (const each of keys) {
      stage.make(each, each);
      await stage.push({ key: each, folderId });
    }
    expect(stage.drive.present.map(({ name }) => name)).toEqual([
      '2027-03-01-order badges-1-of-2.pdf',
      '2027-03-01-order badges-2-of-2.pdf',
      '2027-03-01-order preflight.csv',
    ]);
  });

  test('creates a file again that a person removed, with another id', async () => {
    await stage.push();
    stage.remove();
    expect(await stage.push()).toEqual({ outcome: 'created', fileId: 'file_2' });
    oneRightFile();
    expect(stage.reserved.map(([, record]) => record)).toEqual([{ fileId: 'file_2' }]);
  });

  test('creates a file again that is removed while it is updated', async () => {
    await stage.push();
    stage.make('the sheet made again');
    stage.interrupt = (call, moment) => {
      if (call === 'drive.update' && moment === 'before') stage.remove();
    };
    expect(await stage.push()).toEqual({ outcome: 'created', fileId: 'file_2' });
    oneRightFile();
  });

  test('gives the right content to a file that an earlier attempt created with other content', async () => {
    stage.interrupt = (call, moment) => {
      if (call !== 'drive.create' || moment !== 'before') return;
      stage.drive.files.push(
        fileInDrive('file_1', { tag: { sheet: sheetIdOf(key) }, content: 'as it was made before' }),
      );
    };
    expect(await stage.push()).toEqual({ outcome: 'updated', fileId: 'file_1' });
    oneRightFile();
  });

  test('leaves a file that keeps vanishing to a later run', async () => {
    stage.interrupt = (call, moment) => {
      const [[, { fileId: id }] = ['', { fileId: '' }]] = stage.reserved;
      if (call === 'drive.create' && moment === 'before')
        stage.drive.files.push(fileInDrive(id, { gone: true }));
    };
    await expect(stage.push()).rejects.toThrow(ServiceUnavailableError);
    stage.interrupt = () => undefined;
    await stage.push();
    oneRightFile();
  });

  test.each([new DriveFolderNotFoundError('folder'), new RateLimitedError('slow down')])(
    'does not soften what Drive answers: $name',
    async (error) => {
      stage.interrupt = (call) => {
        if (call === 'drive.create') throw error;
      };
      await expect(stage.push()).rejects.toBe(error);
    },
  );
});

test('however often runs are cut off, before or after a call took effect, the last leaves one right file', async () => {
  const crash = fc.record({ afterSteps: fc.nat(16), removed: fc.boolean(), madeAgain: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(crash, { maxLength: 6 }), async (crashes) => {
      stage = new OrderStage();
      for (const [index, { afterSteps, removed, madeAgain }] of crashes.entries()) {
        let steps = afterSteps;
        stage.interrupt = () => {
          if (steps === 0) throw new Error('cut off');
          steps -= 1;
        };
        if (madeAgain) stage.make(`made ${index}`);
        if (removed) stage.remove();
        await stage.push().catch((error: Error) => expect(error.message).toBe('cut off'));
      }
      stage.interrupt = () => undefined;
      await stage.push();
      oneRightFile();
    }),
    { numRuns: 300 },
  );
});

describe('a list', () => {
  const [first, second] = ['lists/2027-03-01-a/GfG.csv', 'lists/2027-03-02-b/GfG.csv'];

  function push(at: string, content: string, bucket?: string) {
    stage.make(content, at);
    return stage.push({ key: at, folderId }, bucket);
  }

  test('is one file under its own name, which the next execution replaces', async () => {
    expect(await push(first, 'yesterday')).toEqual({ outcome: 'created', fileId: 'file_1' });
    expect(await push(second, 'today')).toEqual({ outcome: 'updated', fileId: 'file_1' });
    expect(stage.drive.present).toMatchObject([{ name: 'GfG.csv', content: 'today' }]);
  });

  test('may be a result of brackets too', async () => {
    expect(await push('brackets/results/medals.csv', 'gold')).toMatchObject({ outcome: 'created' });
    expect(stage.drive.present).toMatchObject([{ name: 'medals.csv', content: 'gold' }]);
  });

  test('that has not changed is not written again', async () => {
    await push(first, 'the same');
    expect(await push(second, 'the same')).toEqual({ outcome: 'already there', fileId: 'file_1' });
  });

  test('has a file of its own, as each list and each stage in one folder has', async () => {
    await push(first, 'prod');
    await push('lists/2027-03-01-a/roster.csv', 'prod');
    stage.documents.items.clear();
    await push(first, 'dev', 'config-dev');
    expect(stage.drive.present.map(({ name, content }) => `${name} ${content}`)).toEqual([
      'GfG.csv prod',
      'roster.csv prod',
      'GfG.csv dev',
    ]);
  });
});
