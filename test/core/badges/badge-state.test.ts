import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { badgeDesign } from '../../../core/badges/badge-design.ts';
import { type BadgeState, badgeStateOf } from '../../../core/badges/badge-state.ts';
import { bringInLine, learnKey } from '../../../core/badges/bring-in-line.ts';
import { EntryInvalidError, InputInvalidError } from '../../../core/domain/errors.ts';
import { identityOf } from '../../../core/domain/identity.ts';
import { registrationIdOf } from '../../../core/domain/ids.ts';
import { paymentStates } from '../../../core/domain/payment-state.ts';
import { currentRegistrations } from '../../../core/jobs/current-registrations.ts';
import { type Row, Stage } from '../../doubles/stage.ts';

const pk = 'Golden_Dragon_TKD_-_Owasso-competitor-Jordan_Rivera';
const photoKey = 'Golden Dragon TKD - Owasso_competitor_Jordan_Rivera.jpg';
const fixture = new URL('../../fixtures/render-badge/competitor.json', import.meta.url);
const row: Row = { ...JSON.parse(readFileSync(fixture, 'utf8')), pk: { S: pk } };
const { entryId: _, ...rowOfAnotherSystem } = row;

/** A stage with one registration, whose badge may be in line with it or not. */
class OneBadge extends Stage {
  look = {
    competition: { name: 'Green Country Open', year: 2025 },
    /** The smallest format, which is drawn fastest. */
    design: badgeDesign.parse({ format: 'ID-1' }),
    pushedToDrive: true,
  };
  readonly id: string;
  /** With a key of KMS, an object's ETag is not its MD5. */
  encrypted = false;

  constructor(registered: Row) {
    super();
    this.rows.set(pk, registered);
    this.id = registrationIdOf(registered);
  }

  async current() {
    const rows = [...this.rows].map(([key, row]) => {
      return { id: registrationIdOf(row), pk: key, ...identityOf(row), row };
    });
    const records = await this.clients.progress.records();
    const [current] = currentRegistrations(rows, records);
    return current ?? { record: records.get(this.id) ?? { registrationKeys: [], attention: {} } };
  }

  async state(): Promise<BadgeState> {
    const { photos, badges } = this.clients;
    const hashOf = async (key: string) => (await badges.find(key))?.hash;
    const listed = [...(await badges.list())];
    const listings = {
      photos: await photos.list(),
      badges: new Map(this.encrypted ? listed.map(([key]) => [key, 'of KMS']) : listed),
      hashOf,
    };
    return badgeStateOf(await this.current(), listings, this.look);
  }

  /** As the job does. @returns whether anything was changed; undefined if that failed for lack of a name, or of a registration. */
  async bringInLine(): Promise<boolean | undefined> {
    const before = this.everything();
    const drawn = this.drawn.length;
    const current = await this.current();
    if ('newKey' in current && current.newKey) await learnKey(this.id, current.pk, this.clients);
    try {
      await bringInLine({ entryId: this.id, execution: 'job' }, { ...this.look, ...this.clients });
    } catch (error) {
      if (error instanceof EntryInvalidError || error instanceof InputInvalidError) return undefined;
      throw error;
    }
    return drawn < this.drawn.length || this.everything() !== before;
  }

  /** Apart from the lease, and when it was last held. */
  everything(): string {
    const { updatedAt: _, badgeLease: __, ...item } = this.documents.items.get(this.id) ?? {};
    const sets = { ...item, registrationKeys: [...((item.registrationKeys as Set<string>) ?? [])] };
    return JSON.stringify([sets, [...this.rows], [...this.badges].map(([key, { hash }]) => [key, hash])]);
  }

  edit(changes: Row): void {
    for (const [key, row] of this.rows) this.rows.set(key, { ...row, ...changes });
  }

  /** One of another system would be another registration under another key. */
  move(to: string): void {
    const [moved] = this.rows.values();
    if (!moved?.entryId) return;
    this.rows.clear();
    this.rows.set(to, { ...moved, pk: { S: to } });
  }

  store(image: Buffer | undefined): void {
    for (const [key, badge] of this.badges) {
      if (image) this.badges.set(key, { ...badge, image, hash: '' });
      else this.badges.delete(key);
    }
  }
}

/** What people and triggers do, and what goes wrong. */
const happenings: Record<string, (stage: OneBadge) => unknown> = {
  'it is brought in line': (stage) => stage.bringInLine(),
  'the belt is corrected': (stage) => stage.edit({ beltRank: { S: 'blue' } }),
  'the belt is what it was': (stage) => stage.edit({ beltRank: { S: 'yellow' } }),
  'the phone is corrected': (stage) => stage.edit({ phone: { S: '1' } }),
  'the name is emptied': (stage) => stage.edit({ full_name: { S: '' } }),
  'the name is there again': (stage) => stage.edit({ full_name: { S: 'Jordan Rivera' } }),
  'the row loses its remarks': (stage) => stage.edit({ badge_id: { S: '' } }),
  'the row names another photo': (stage) => stage.edit({ imgFilename: { S: 'another.jpg' } }),
  'the photo comes': (stage) => stage.photos.set(photoKey, Buffer.from('GIF89a')),
  'another photo comes': (stage) => stage.photos.set(photoKey, Buffer.from('')),
  'the photo goes': (stage) => stage.photos.delete(photoKey),
  'the badge goes from the bucket': (stage) => stage.store(undefined),
  'the badge is replaced': (stage) => stage.store(Buffer.from('something else')),
  'the badge is restored without its hash': (stage) =>
    stage.store([...stage.badges.values()][0]?.image as Buffer),
  'the registration goes': (stage) => stage.rows.clear(),
  'the registration moves': (stage) => stage.move('moved'),
  'an event about its first key comes late': (stage) => stage.progress.recordRegistrationKey(stage.id, pk),
  'the photo is not followed': (stage) => stage.setProgress(stage.id, { photoId: undefined }),
  'the bucket is encrypted with another key': (stage) => {
    stage.encrypted = true;
  },
  'the registration moves back': (stage) => stage.move(pk),
  'its badge needs attention': (stage) =>
    stage.progress.park(stage.id, [{ part: 'badge', error: 'EntryInvalidError', reason: '-' }]),
  'the stage has no Drive any more': (stage) => (stage.look = { ...stage.look, pushedToDrive: false }),
  'the competition is renamed': (stage) =>
    (stage.look = { ...stage.look, competition: { name: 'Open', year: 2025 } }),
  ...Object.fromEntries(
    Object.keys(paymentStates).map((state) => [
      `the payment is ${state}`,
      (stage: OneBadge) => stage.edit({ payment_state: { S: state } }),
    ]),
  ),
};

test('a badge is in line by the listings exactly when bringing it in line changes nothing', async () => {
  const names = fc.array(fc.constantFrom(...Object.keys(happenings)), { maxLength: 4 });
  const seen = new Set<BadgeState>();
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.boolean(), names, async (another, first, then) => {
      const stage = new OneBadge(another ? rowOfAnotherSystem : row);
      if (!another) await stage.progress.recordRegistration(stage.id, pk, { admittedBy: 'pi_1' });
      if (first) await stage.bringInLine();
      for (const name of then) await happenings[name]?.(stage);
      const known = (await stage.current()).record.registrationKeys.length > 0;
      fc.pre(known || stage.rows.size > 0);

      const state = await stage.state();
      seen.add(state);
      const changed = await stage.bringInLine();
      expect(changed ?? true, state).toBe(state === 'stale' || state === 'to be withdrawn');
      if (changed !== undefined) expect(await stage.state()).toMatch(/^(in line|withdrawn)$/);
    }),
    {
      numRuns: 60,
      examples: [
        [false, true, []],
        [false, false, []],
        [false, true, ['the payment is refunded']],
        [false, true, ['the photo is not followed']],
        [false, true, ['the bucket is encrypted with another key']],
        [
          false,
          false,
          ['the registration moves', 'it is brought in line', 'an event about its first key comes late'],
        ],
        [false, true, ['the payment is refunded', 'it is brought in line']],
      ],
    },
  );
  expect(seen.size).toBe(4);
});
