import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { badgeFacts } from '../../lambdas/render-badge/facts.ts';
import { renderBadge } from '../../lambdas/render-badge/render-badge.ts';
import type { ProgressRecord } from '../../lambdas/shared/clients/progress.ts';
import { type Entry, parseEntry } from '../../lambdas/shared/domain/entry.ts';
import { renderedBadge } from '../../lambdas/shared/domain/state.ts';

const fixture = new URL('../fixtures/render-badge/competitor.json', import.meta.url);
const entry = parseEntry(JSON.parse(readFileSync(fixture, 'utf8')), { competitionYear: 2025 });
const competition = { name: 'Green Country Open', year: 2025 };
const key = 'Golden_Dragon_TKD_-_Owasso-competitor-Jordan_Rivera_badge.jpg';
const registrationKey = key.slice(0, -'_badge.jpg'.length);

/** A stage in memory; `photo` is what reading the competitor's photo answers. */
class Stage {
  readonly written: { key: string; jpeg: Uint8Array; entryId: string }[] = [];
  readonly done: string[] = [];
  badge: ProgressRecord['badge'];
  photo: Uint8Array | 'missing' | 'too large' = 'missing';

  render(overrides: Partial<Entry> = {}, { pushedToDrive = true } = {}) {
    return renderBadge(
      { entry: { ...entry, ...overrides }, registrationKey, rendered: this.badge },
      {
        competition,
        pushedToDrive,
        photos: { read: async () => this.photo },
        badges: {
          write: async (key, jpeg, { entryId }) => {
            this.written.push({ key, jpeg, entryId });
          },
        },
        progress: {
          recordBadge: async (_, badge) => {
            this.badge = badge;
          },
          recordDone: async (entryId, part) => {
            this.done.push(`${entryId} ${part}`);
          },
        },
      },
    );
  }
}

describe('render badge', () => {
  test("stores the badge under the registration's key and records what it stored", async () => {
    const stage = new Stage();
    const badge = await stage.render();
    expect(badge).toEqual({ outcome: 'rendered', photo: 'missing' });
    expect(renderedBadge.shape.badge.parse(badge)).toEqual(badge);
    const [written] = stage.written;
    expect(written).toMatchObject({ key, entryId: 'cs_test_a1' });
    const md5 = createHash('md5')
      .update(written?.jpeg ?? '')
      .digest('hex');
    expect(stage.badge).toEqual({ key, photo: 'missing', md5 });
  });

  test('writes nothing when the same badge is stored already', async () => {
    const stage = new Stage();
    await stage.render();
    expect(await stage.render()).toEqual({ outcome: 'already rendered', photo: 'missing' });
    expect(stage.written).toHaveLength(1);
  });

  test('writes again when the entry or its photo has changed', async () => {
    const stage = new Stage();
    await stage.render();
    expect(await stage.render({ weightLb: 90 })).toMatchObject({ outcome: 'rendered' });
    expect(stage.written).toHaveLength(2);
  });

  test('records another reason although the placeholder looks the same', async () => {
    const stage = new Stage();
    await stage.render();
    stage.photo = Buffer.from('GIF89a');
    expect(await stage.render()).toEqual({ outcome: 'already rendered', photo: 'unsupported format (GIF)' });
    expect(stage.badge?.photo).toBe('unsupported format (GIF)');
  });

  test('asks for no photo when the entry has none', async () => {
    const stage = new Stage();
    expect(await stage.render({ photoKey: undefined })).toEqual({ outcome: 'rendered', photo: 'none' });
  });

  test('says that a photo is too large to be read', async () => {
    const stage = new Stage();
    stage.photo = 'too large';
    expect(await stage.render()).toMatchObject({ photo: 'too large' });
  });

  test('completes the badge part only in a stage that pushes no badges to Drive', async () => {
    const stage = new Stage();
    await stage.render();
    expect(stage.done).toEqual([]);
    await stage.render({}, { pushedToDrive: false });
    expect(stage.done).toEqual(['cs_test_a1 badge']);
  });
});

describe("a badge's facts", () => {
  test('are the entry in words', () => {
    expect(badgeFacts(entry, competition)).toEqual({
      competition,
      role: 'Competitor',
      name: 'Jordan Rivera',
      school: 'Golden Dragon TKD - Owasso',
      ageGroup: 'Cadet',
      age: 12,
      gender: 'Male',
      weight: '85 lb',
      belt: { rank: 'yellow', spoken: 'Yellow belt' },
      events: [{ name: 'Sparring (grass roots)' }, { name: 'Poomsae', form: 'Taegeuk 1 Jang' }],
    });
  });

  test.each<[what: string, overrides: Partial<Entry>, expected: object]>([
    ['a weight with decimals', { weightLb: 85.4999 }, { weight: '85.5 lb' }],
    ["a master's belt", { belt: 'master' }, { belt: { rank: 'master', spoken: 'Master' } }],
    ['an age below every group', { age: 3 }, { ageGroup: undefined, age: 3 }],
    ['a coach', { registrationType: 'coach', age: undefined }, { role: 'Coach', ageGroup: undefined }],
  ])('hold %s', (_, overrides, expected) => {
    expect(badgeFacts({ ...entry, ...overrides }, competition)).toMatchObject(expected);
  });
});
