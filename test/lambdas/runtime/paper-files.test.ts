import { beforeEach, describe, expect, test } from 'vitest';
import { paperFiles } from '../../../lambdas/runtime/paper-files.ts';
import { fileInDrive } from '../../doubles/memory-drive.ts';
import { Stage } from '../../doubles/stage.ts';

const part = 'ring-1.pdf';
const bytes = (text: string) => new TextEncoder().encode(text);

let stage: Stage;
let stored: Map<string, Uint8Array>;
let files: ReturnType<typeof paperFiles>;
beforeEach(() => {
  stage = new Stage();
  stored = new Map();
  const { drive, files: records, sheets } = stage.clients;
  const bucket = {
    bucket: 'config',
    write: async (key: string, content: Uint8Array, contentType: string) => {
      stored.set(key, content);
      stage.sheets.set(key, { bytes: content, contentType });
    },
    read: (key: string) => sheets.read(key),
    delete: async (key: string) => void stored.delete(key),
  };
  files = paperFiles(bucket, { folderId: stage.drive.folderId, using: (use) => use(drive), records });
});

describe('documents in the bucket and in Drive', () => {
  test('are one file that is replaced in place, and taken away and brought back with their ring', async () => {
    await files.write(part, bytes('one'), 'application/pdf');
    const link = await files.share(part);
    expect(link).toBe('https://drive.google.com/file/d/file_1/view');
    await files.write(part, bytes('two'), 'application/pdf');
    expect(await files.share(part)).toBe(link);
    expect(stage.drive.present.map(({ id, name, content }) => [id, name, content])).toEqual([
      ['file_1', part, 'two'],
    ]);

    await files.remove(part);
    await files.remove(part);
    expect([stage.drive.present, [...stored.keys()]]).toEqual([[], []]);
    await files.write(part, bytes('three'), 'application/pdf');
    expect(await files.share(part)).toBe(link);
    expect(stage.drive.present.map(({ content }) => content)).toEqual(['three']);
  });

  test('of others in the folder are left alone, though they are called the same', async () => {
    stage.drive.files.push(fileInDrive('theirs', { name: part }));
    await files.write(part, bytes('one'), 'application/pdf');
    await files.share(part);
    await files.remove(part);
    expect(stage.drive.present.map(({ id }) => id)).toEqual(['theirs']);
  });

  test('are in the bucket alone where a stage has no folder', async () => {
    const alone = paperFiles({
      bucket: 'config',
      write: async (key) => void stored.set(key, bytes('')),
      read: () => expect.fail(),
      delete: async (key) => void stored.delete(key),
    });
    await alone.write(part, bytes('one'), 'application/pdf');
    expect(await alone.share(part)).toBeUndefined();
    expect([...stored.keys()]).toEqual(['brackets/paper/ring-1.pdf']);
    await alone.remove(part);
    expect(stored.size).toBe(0);
  });
});
