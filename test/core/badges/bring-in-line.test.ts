import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import { badgeDesign } from '../../../core/badges/badge-design.ts';
import { type BringInLineDependencies, bringInLine } from '../../../core/badges/bring-in-line.ts';
import {
  BadgeInFlightError,
  EntryInvalidError,
  InputInvalidError,
  ServiceUnavailableError,
} from '../../../core/domain/errors.ts';
import { badgeIdOf, photoIdOf, registrationIdOf } from '../../../core/domain/ids.ts';
import type { PaymentState } from '../../../core/domain/payment-state.ts';
import { md5Of, type Row, Stage } from '../../doubles/stage.ts';

const entryId = 'cs_test_a1';
const pk = 'Golden_Dragon_TKD_-_Owasso-competitor-Jordan_Rivera';
const key = `${pk}_badge.jpg`;
const photoKey = 'Golden Dragon TKD - Owasso_competitor_Jordan_Rivera.jpg';
const fixture = new URL('../../fixtures/render-badge/competitor.json', import.meta.url);
const row: Row = { ...JSON.parse(readFileSync(fixture, 'utf8')), pk: { S: pk } };

const competition = { name: 'Green Country Open', year: 2025 };
/** The smallest format, which is drawn fastest. */
const design = badgeDesign.parse({ format: 'ID-1' });
const pictureOf = (colour: string) =>
  sharp({ create: { width: 600, height: 800, channels: 3, background: colour } })
    .jpeg()
    .toBuffer();
const [teal, red, logo] = await Promise.all(['teal', 'red', 'navy'].map(pictureOf));

/** A stage with one registration. */
class BadgeStage extends Stage {
  changes: Partial<BringInLineDependencies> = {};

  constructor() {
    super();
    this.rows.set(pk, row);
  }

  get dependencies(): BringInLineDependencies {
    return { competition, design, pushedToDrive: true, ...this.clients, ...this.changes };
  }

  async render(execution = entryId, id = entryId) {
    const line = await bringInLine({ entryId: id, execution }, this.dependencies);
    if (line.outcome === 'withdrawn') return line;
    const { photo, preflight } = line.badge;
    return { outcome: line.outcome, photo, preflight };
  }

  edit(changes: Row): void {
    this.rows.set(pk, { ...this.rows.get(pk), ...changes });
  }

  /** Moves the row to another key, like an organiser. */
  move(to: string): void {
    const moved = this.rows.get(pk) ?? row;
    this.rows.delete(pk);
    this.rows.set(to, { ...moved, pk: { S: to } });
  }

  async badge() {
    return (await this.progress.get(entryId)).badge;
  }
}

let stage: BadgeStage;

beforeEach(async () => {
  stage = new BadgeStage();
  await stage.progress.recordRegistration(entryId, pk, { admittedBy: 'pi_1' });
});

describe('a badge', () => {
  test("is stored under the registration's key, and recorded", async () => {
    stage.photos.set(photoKey, teal ?? Buffer.alloc(0));
    const rendered = await stage.render();
    expect(rendered).toEqual({ outcome: 'rendered', photo: 'used', preflight: [] });
    const stored = stage.badges.get(key);
    expect(stored).toMatchObject({ entryId, contentType: 'image/jpeg' });
    expect(await stage.badge()).toEqual({
      key,
      hash: stored?.hash,
      md5: md5Of(stored?.image ?? Buffer.alloc(0)),
      contentType: 'image/jpeg',
      photo: 'used',
      preflight: [],
    });
  });

  test('is drawn from the registration, whatever the entry says', async () => {
    await stage.render();
    const before = await stage.badge();
    stage.edit({ full_name: { S: 'Jordan Rivera-Santos' } });
    expect(await stage.render()).toMatchObject({ outcome: 'rendered' });
    expect((await stage.badge())?.md5).not.toBe(before?.md5);
    expect((await stage.badge())?.key, "the key is the row's, not derived from the name").toBe(key);
  });

  test('is not drawn twice from the same inputs', async () => {
    const first = await stage.render();
    expect(await stage.render('another')).toEqual({ ...first, outcome: 'already rendered' });
    expect(stage.drawn).toHaveLength(1);
  });

  test.each<[what: string, change: () => void]>([
    ['the name', () => stage.edit({ full_name: { S: 'Jo Rivera' } })],
    ['the school', () => stage.edit({ school: { S: 'Silver Dragon TKD' } })],
    ['the belt', () => stage.edit({ beltRank: { S: 'blue' } })],
    ['the weight', () => stage.edit({ weight: { N: '90' } })],
    ['the birth date', () => stage.edit({ birthdate: { S: '07/11/2012' } })],
    ['an event', () => stage.edit({ events: { S: 'poomsae' } })],
    ['a form', () => stage.edit({ poomsae_form: { S: '2' } })],
    ['the type', () => stage.edit({ reg_type: { S: 'coach' } })],
    ['the photo, which has arrived', () => stage.photos.set(photoKey, teal ?? Buffer.alloc(0))],
    ['the competition', () => (stage.changes = { competition: { ...competition, name: 'Open' } })],
    ['the design', () => (stage.changes = { design: { ...design, facts: ['belt'] } })],
    ['the logo', () => (stage.changes = { logo })],
  ])('is redrawn when %s has changed', async (_, change) => {
    await stage.render();
    change();
    expect(await stage.render()).toMatchObject({ outcome: 'rendered' });
    expect(stage.drawn).toHaveLength(2);
    expect(await stage.render()).toMatchObject({ outcome: 'already rendered' });
  });

  test('is not redrawn for changes that it does not show', async () => {
    await stage.render();
    stage.edit({ email: { S: 'another@example.com' }, phone: { S: '' }, medical_form: { S: '{}' } });
    expect(await stage.render()).toMatchObject({ outcome: 'already rendered' });
  });

  test('is redrawn when its object in the bucket is gone or has been replaced', async () => {
    await stage.render();
    const before = await stage.badge();
    stage.badges.delete(key);
    expect(await stage.render()).toMatchObject({ outcome: 'rendered' });
    stage.badges.set(key, { image: Buffer.from('old'), contentType: 'image/jpeg', entryId, hash: 'old' });
    expect(await stage.render()).toMatchObject({ outcome: 'rendered' });
    expect(await stage.badge()).toEqual(before);
    expect(stage.badges.get(key)?.hash).toBe(before?.hash);
  });

  test('whose picture is in place is not redrawn although the object lacks the hash, as a restored one does', async () => {
    await stage.render();
    const { image = Buffer.alloc(0) } = stage.badges.get(key) ?? {};
    stage.badges.set(key, { image, contentType: 'image/jpeg', entryId, hash: '' });
    expect(await stage.render()).toMatchObject({ outcome: 'already rendered' });
  });

  test('is redrawn from the same inputs if that is asked for', async () => {
    await stage.render();
    const before = await stage.badge();
    const line = await bringInLine({ entryId, execution: 'redraw', redraw: true }, stage.dependencies);
    expect(line).toMatchObject({ outcome: 'rendered', badge: before });
    expect(stage.drawn).toHaveLength(2);
  });

  test('is drawn as a PNG if the design says so, and replaces the JPEG', async () => {
    await stage.render();
    stage.changes = { design: { ...design, image: 'png' } };
    await stage.render();
    expect([...stage.badges.keys()]).toEqual([`${pk}_badge.png`]);
    expect(await stage.badge()).toMatchObject({ key: `${pk}_badge.png`, contentType: 'image/png' });
  });

  test('is worked on by one execution at a time', async () => {
    await stage.lease.holdingBadge(entryId, 'another', async () => {
      await expect(stage.render()).rejects.toThrow(BadgeInFlightError);
    });
    expect(stage.badges.size).toBe(0);
  });

  test('of somebody who was erased is not drawn, even if the registration is back from a backup', async () => {
    stage.setProgress(entryId, { erasedAt: '2027-03-01T12:00:00.000Z' });
    expect(await stage.render()).toEqual({ outcome: 'withdrawn' });
    expect(stage.badges).toHaveLength(0);
  });

  test('requires a registration', async () => {
    await expect(stage.render(entryId, 'cs_test_unknown')).rejects.toThrow(InputInvalidError);
    await expect(stage.render(entryId, 'cs_test_unknown')).rejects.toThrow('cs_test_unknown');
  });

  test('completes the badge part only in a stage without Drive', async () => {
    await stage.progress.park(entryId, [{ part: 'badge', error: 'EntryInvalidError', reason: 'a reason' }]);
    const marks = async () => Object.keys((await stage.progress.get(entryId)).attention);
    await stage.render();
    expect(await marks()).toEqual(['badge']);
    stage.changes = { pushedToDrive: false };
    await stage.render();
    expect(await marks()).toEqual([]);
  });
});

describe('a photo', () => {
  test('is followed before it is looked up, so that its arrival is noticed at any moment', async () => {
    let followers: string[] = [];
    stage.interrupt = async (call) => {
      if (call === 'photos.etag') followers = await stage.followers.followersOf(photoIdOf(photoKey));
    };
    await stage.render();
    expect(followers).toEqual([entryId]);
  });

  test('is followed under its new key once the registration names a different one', async () => {
    await stage.render();
    stage.edit({ imgFilename: { S: 'another.jpg' } });
    await stage.render();
    expect(await stage.followers.followersOf(photoIdOf('another.jpg'))).toEqual([entryId]);
  });

  test('that arrives between the lookup and the download is on the badge, and in its hash', async () => {
    stage.interrupt = (call, moment) => {
      if (call === 'photos.etag' && moment === 'after') stage.photos.set(photoKey, teal ?? Buffer.alloc(0));
    };
    expect(await stage.render()).toMatchObject({ photo: 'used' });
    expect(await stage.render()).toMatchObject({ outcome: 'already rendered', photo: 'used' });
  });

  test('with new content under the same key is drawn', async () => {
    stage.photos.set(photoKey, teal ?? Buffer.alloc(0));
    await stage.render();
    const before = await stage.badge();
    stage.photos.set(photoKey, red ?? Buffer.alloc(0));
    expect(await stage.render()).toMatchObject({ outcome: 'rendered', photo: 'used' });
    expect((await stage.badge())?.md5).not.toBe(before?.md5);
  });

  test.each([
    ['missing', undefined],
    ['unsupported format (GIF)', Buffer.from('GIF89a')],
    ['empty', Buffer.alloc(0)],
  ])(
    'that is %s is reported, also on the registration, and the silhouette is drawn',
    async (reason, bytes) => {
      if (bytes) stage.photos.set(photoKey, bytes);
      expect(await stage.render()).toEqual({ outcome: 'rendered', photo: reason, preflight: ['photo'] });
      expect(stage.rows.get(pk)?.badge_preflight).toEqual({ S: `Photo: ${reason}` });
    },
  );

  test('too large to be read is reported', async () => {
    stage.changes = {
      photos: { etag: async () => 'e', read: async () => ({ photo: 'too large', etag: 'e' }) },
    };
    expect(await stage.render()).toMatchObject({ photo: 'too large' });
    expect(await stage.render()).toMatchObject({ outcome: 'already rendered', photo: 'too large' });
  });

  test('is neither followed nor looked up if the registration names none', async () => {
    const { imgFilename: _, ...withoutPhoto } = row;
    stage.rows.set(pk, withoutPhoto);
    expect(await stage.render()).toEqual({ outcome: 'rendered', photo: 'none', preflight: [] });
    expect(await stage.progress.get(entryId)).not.toMatchObject({ photoId: expect.anything() });
    expect(stage.calls.filter((call) => call.startsWith('photos.'))).toEqual([]);
  });
});

describe('a registration', () => {
  test('records the id of its badge, and what to check before it is printed', async () => {
    stage.edit({ full_name: { S: `Jordan 🥋 ${'Rivera '.repeat(40)}` } });
    await stage.render();
    expect(stage.rows.get(pk)).toMatchObject({
      badge_id: { S: badgeIdOf(entryId) },
      badge_preflight: { S: expect.stringContaining('U+1F94B MARTIAL ARTS UNIFORM') },
    });
    stage.edit({ full_name: { S: 'Jordan Rivera' }, imgFilename: { S: '' } });
    await stage.render();
    expect(stage.rows.get(pk)).not.toHaveProperty('badge_preflight');
  });

  test('that was put back without its remarks gets them again', async () => {
    await stage.render();
    stage.rows.set(pk, row);
    await stage.render();
    expect(stage.rows.get(pk)).toMatchObject({ badge_id: { S: badgeIdOf(entryId) } });
  });

  test('edited to unknown values is drawn as written, and has findings until it is corrected', async () => {
    await stage.render();
    stage.edit({ beltRank: { S: 'purple' }, weight: { S: 'heavy' } });
    expect(await stage.render()).toMatchObject({
      outcome: 'rendered',
      preflight: ['weight: not-a-number', 'beltRank: unknown', 'photo'],
    });
    expect(stage.rows.get(pk)).toMatchObject({
      findings: { S: 'weight: not-a-number; beltRank: unknown' },
      badge_preflight: {
        S: 'Weight is not a number that can be right; Belt is not one that we know; Photo: missing',
      },
    });
    stage.edit({ beltRank: { S: 'blue' }, weight: { N: '85' } });
    expect(await stage.render()).toMatchObject({ outcome: 'rendered', preflight: ['photo'] });
    expect(stage.rows.get(pk)).not.toHaveProperty('findings');
  });

  test('marked as sharing its photo with another has a finding', async () => {
    await stage.render();
    stage.edit({ photo_shared: { S: photoIdOf(String(row.imgFilename?.S)) } });
    expect(await stage.render()).toMatchObject({
      outcome: 'rendered',
      preflight: ['imgFilename: shared', 'photo'],
    });
    expect(await stage.render()).toMatchObject({ outcome: 'already rendered' });
  });

  test('edited so that it has no name is an error with the attribute’s name, not its value', async () => {
    await stage.render();
    const before = await stage.badge();
    stage.edit({ full_name: { S: '' }, school: { S: ' ' } });
    const refused = await stage.render().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(EntryInvalidError);
    expect((refused as Error).message).toBe('entry cs_test_a1: full_name: missing; school: missing');
    expect(await stage.badge()).toEqual(before);
    expect(stage.badges.has(key)).toBe(true);
    expect(await stage.lease.holdingBadge(entryId, 'another', async () => 'free')).toBe('free');
  });

  test('moved to another key takes its badge along, and leaves none under the old key', async () => {
    await stage.render();
    stage.move('moved');
    await stage.progress.recordRegistrationKey(entryId, 'moved');
    expect(await stage.render()).toMatchObject({ outcome: 'rendered' });
    expect([...stage.badges.keys()]).toEqual(['moved_badge.jpg']);
    expect(stage.rows.get('moved')).toMatchObject({ badge_id: { S: badgeIdOf(entryId) } });
  });

  test('is found under any of its known keys, because events for two keys arrive in any order', async () => {
    await stage.render();
    stage.move('moved');
    await stage.progress.recordRegistrationKey(entryId, 'moved');
    await stage.progress.recordRegistrationKey(entryId, pk);
    expect(await stage.render()).toMatchObject({ outcome: 'rendered' });
    expect(await stage.progress.get(entryId)).toMatchObject({
      registrationKey: 'moved',
      badge: { key: 'moved_badge.jpg' },
    });
  });

  test('whose old key now belongs to another entry does not touch that entry’s badge', async () => {
    await stage.render();
    stage.move('moved');
    await stage.progress.recordRegistrationKey(entryId, 'moved');
    stage.rows.set(pk, { ...row, entryId: { S: 'cs_test_b2' } });
    await stage.progress.recordRegistration('cs_test_b2', pk, { admittedBy: 'pi_2' });
    await stage.render('cs_test_b2', 'cs_test_b2');
    await stage.render();
    expect([...stage.badges].map(([where, { entryId: owner }]) => [where, owner])).toEqual([
      [key, 'cs_test_b2'],
      ['moved_badge.jpg', entryId],
    ]);
  });

  test.each(['', 'not an id'])('stored by another system has a badge (its entryId: "%s")', async (id) => {
    const { entryId: _, ...foreign } = row;
    stage.rows.set(pk, id ? { ...foreign, entryId: { S: id } } : foreign);
    const own = registrationIdOf({ pk: { S: pk } });
    await stage.progress.recordRegistrationKey(own, pk);
    expect(await stage.render('refresh', own)).toMatchObject({ outcome: 'rendered' });
    expect(stage.badges.get(key)).toMatchObject({ entryId: own });
    expect(stage.rows.get(pk)).toMatchObject({ badge_id: { S: badgeIdOf(own) } });
  });
});

describe('a registration that is gone', () => {
  const withdrawn = { outcome: 'withdrawn' };

  test('takes its badge along', async () => {
    await stage.render();
    stage.rows.delete(pk);
    expect(await stage.render()).toEqual(withdrawn);
    expect(stage.badges.size).toBe(0);
    expect(await stage.progress.get(entryId)).toMatchObject({ badgeWithdrawn: true });
    expect(await stage.badge()).toBeUndefined();
    expect(await stage.render(), 'again').toEqual(withdrawn);
  });

  test('before it had a badge leaves nothing behind', async () => {
    stage.rows.delete(pk);
    expect(await stage.render()).toEqual(withdrawn);
  });

  test('and whose key belongs to another only takes its own badge along', async () => {
    await stage.render();
    const { entryId: _, ...replaced } = row;
    stage.rows.set(pk, replaced);
    const other = registrationIdOf(replaced);
    await stage.progress.recordRegistrationKey(other, pk);
    await stage.render('refresh', other);
    expect(await stage.render()).toEqual(withdrawn);
    expect(stage.badges.get(key)).toMatchObject({ entryId: other });
  });

  test('and put back has its badge redrawn', async () => {
    await stage.render();
    const before = await stage.badge();
    stage.rows.delete(pk);
    await stage.render();
    stage.rows.set(pk, row);
    expect(await stage.render()).toMatchObject({ outcome: 'rendered' });
    expect(await stage.badge()).toEqual(before);
    expect(await stage.progress.get(entryId)).not.toMatchObject({ badgeWithdrawn: true });
  });

  test('and put back while its badge is withdrawn has it redrawn at once', async () => {
    await stage.render();
    stage.rows.delete(pk);
    stage.interrupt = async (call, moment) => {
      if (call !== 'registrations.find' || moment !== 'after') return;
      // Its return was processed before the withdrawal was recorded, so no refresh was started.
      expect((await stage.progress.get(entryId)).badgeWithdrawn).toBeUndefined();
      stage.rows.set(pk, row);
      stage.interrupt = () => undefined;
    };
    expect(await stage.render()).toMatchObject({ outcome: 'rendered' });
    expect(stage.badges.has(key)).toBe(true);
    expect(await stage.progress.get(entryId)).not.toMatchObject({ badgeWithdrawn: true });
  });

  test('completes the badge part in a stage without Drive', async () => {
    await stage.progress.park(entryId, [{ part: 'badge', error: 'EntryInvalidError', reason: 'a reason' }]);
    stage.rows.delete(pk);
    stage.changes = { pushedToDrive: false };
    await stage.render();
    expect((await stage.progress.get(entryId)).attention).toEqual({});
  });
});

describe('a registration whose payment', () => {
  const state = (to: PaymentState) => stage.edit({ payment_state: { S: to } });

  test.each<PaymentState>(['refunded', 'dispute lost', 'on hold'])(
    'is %s has no badge, and has it back once it is paid again',
    async (lost) => {
      await stage.render();
      const before = await stage.badge();
      state(lost);
      expect(await stage.render()).toEqual({ outcome: 'withdrawn' });
      expect(stage.badges.size).toBe(0);
      expect(await stage.progress.get(entryId)).toMatchObject({ badgeWithdrawn: true });
      state('paid');
      expect(await stage.render()).toMatchObject({ outcome: 'rendered' });
      expect(await stage.badge()).toEqual(before);
    },
  );

  test('goes back after its badge was stored and before that was recorded has no badge', async () => {
    stage.interrupt = (call) => {
      if (call === 'registrations.noteBadge') throw new ServiceUnavailableError('cut off');
    };
    await expect(stage.render()).rejects.toThrow(ServiceUnavailableError);
    stage.interrupt = () => undefined;
    expect(stage.badges.size).toBe(1);
    state('refunded');
    expect(await stage.render('another')).toEqual({ outcome: 'withdrawn' });
    expect(stage.badges.size).toBe(0);
  });

  test('is being refunded keeps its badge until that has succeeded', async () => {
    await stage.render();
    state('refund pending');
    expect(await stage.render()).toMatchObject({ outcome: 'already rendered' });
  });

  test('comes back while its badge is withdrawn has it redrawn at once', async () => {
    await stage.render();
    state('on hold');
    stage.interrupt = (call, moment) => {
      if (call !== 'registrations.find' || moment !== 'after') return;
      state('paid');
      stage.interrupt = () => undefined;
    };
    expect(await stage.render()).toMatchObject({ outcome: 'rendered' });
    expect(await stage.progress.get(entryId)).not.toMatchObject({ badgeWithdrawn: true });
  });
});

test('a run that is cut off anywhere is completed by the next', async () => {
  const cutOff = new ServiceUnavailableError('cut off');
  const calls = [
    'badges.write',
    'registrations.find',
    'registrations.noteBadge',
    'photos.etag',
    'photos.read',
  ];
  for (const failing of calls) {
    stage.edit({ weight: { N: String(60 + stage.drawn.length) } });
    stage.interrupt = (call) => {
      if (call === failing) throw cutOff;
    };
    await expect(stage.render('one')).rejects.toBe(cutOff);
    stage.interrupt = () => undefined;
    expect(await stage.render('another')).toMatchObject({ outcome: 'rendered' });
    const stored = stage.badges.get(key);
    expect(await stage.badge()).toMatchObject({
      hash: stored?.hash,
      md5: md5Of(stored?.image ?? Buffer.alloc(0)),
    });
  }
});
