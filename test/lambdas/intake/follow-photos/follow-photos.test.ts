import { beforeEach, describe, expect, test } from 'vitest';
import { InputInvalidError, ServiceUnavailableError } from '../../../../core/domain/errors.ts';
import { photoIdOf } from '../../../../core/domain/ids.ts';
import type { PhotoFollowers } from '../../../../core/progress/photo-followers.ts';
import { followPhoto } from '../../../../lambdas/intake/follow-photos/follow-photos.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { progressIn } from '../../../doubles/progress.ts';
import objectCreated from '../../../fixtures/follow-photos/object-created.json' with { type: 'json' };

const { key } = objectCreated.detail.object;
const body = JSON.stringify(objectCreated);

let followers: PhotoFollowers;
let started: string[][];
const executions = { startFor: async (...call: [string, string]) => void started.push(call) };

beforeEach(() => {
  followers = progressIn(inMemoryDocuments()).followers;
  started = [];
});

describe('a photo that arrives', () => {
  test("starts nothing where no entry's badge shows it", async () => {
    await followers.followPhoto('cs_test_1', photoIdOf('another.jpg'));
    await followPhoto(body, { executions, followers });
    expect(started).toEqual([]);
  });

  test('starts a refresh of each entry whose badge shows it, by the id of its event', async () => {
    await followers.followPhoto('cs_test_1', photoIdOf(key));
    await followers.followPhoto('cs_test_2', photoIdOf(key));
    await followPhoto(body, { executions, followers });
    expect(started).toEqual([
      ['cs_test_1', objectCreated.id],
      ['cs_test_2', objectCreated.id],
    ]);
  });

  test('is delivered again when a refresh could not be started', async () => {
    await followers.followPhoto('cs_test_1', photoIdOf(key));
    const failing = { startFor: () => Promise.reject(new ServiceUnavailableError('no answer')) };
    await expect(followPhoto(body, { executions: failing, followers })).rejects.toThrow(
      ServiceUnavailableError,
    );
  });
});

test.each([
  ['no JSON', body.slice(0, -1)],
  ['another event', JSON.stringify({ ...objectCreated, detail: { bucket: { name: key } } })],
  ['no event', JSON.stringify({ key })],
  ['nothing', ''],
])('a message that is %s is refused without its text, which may be a name', async (_, message) => {
  const refused = await followPhoto(message, { executions, followers }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(InputInvalidError);
  expect((refused as Error).message).not.toContain('Jordan');
});
