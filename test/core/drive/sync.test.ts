import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadgeInFlightError, ServiceUnavailableError } from '../../../core/domain/errors.ts';
import { registrationIdOf } from '../../../core/domain/ids.ts';
import { badgeKey } from '../../../core/domain/registration.ts';
import { BadgeFolders } from '../../../core/drive/badge-folders.ts';
import type { Arrangement } from '../../../core/drive/folder-for.ts';
import { listSides } from '../../../core/drive/list-sides.ts';
import { pushBadge } from '../../../core/drive/push-badge.ts';
import { syncBadge, trashOrphan } from '../../../core/drive/sync-badge.ts';
import { planSync, type SyncPlan } from '../../../core/drive/sync-plan.ts';
import { type FileInDrive, fileInDrive, strangeFolder } from '../../doubles/memory-drive.ts';
import { md5Of, Stage } from '../../doubles/stage.ts';

/** A stage with badges in its bucket, and a sync of its folder in Drive. */
class SyncStage extends Stage {
  arrangement: Arrangement = { mainFolderId: this.drive.folderId, competitionYear: 2027 };

  /** A registration, with its badge in the bucket. @returns its id. */
  register(name: string, { school = 'Riverside', badge = `badge of ${name}`, old = false } = {}): string {
    const pk = `${school}-competitor-${name}`;
    const entryId = `cs_test_${name}`;
    const row = {
      pk: { S: pk },
      full_name: { S: name },
      school: { S: school },
      reg_type: { S: 'competitor' },
    };
    this.rows.set(pk, old ? row : { ...row, entryId: { S: entryId } });
    const id = registrationIdOf(this.rows.get(pk) ?? {});
    const key = badgeKey(pk, 'jpg');
    this.badges.set(key, { image: Buffer.from(badge), contentType: 'image/jpeg', entryId, hash: '' });
    const recorded = {
      key,
      hash: '',
      md5: md5Of(badge),
      contentType: 'image/jpeg',
      photo: '',
      preflight: [],
    };
    const keys = { registrationKey: pk, registrationKeys: new Set([pk]) };
    if (!old) this.setProgress(id, { ...keys, badge: recorded });
    return id;
  }

  unregister(name: string, school = 'Riverside'): void {
    this.rows.delete(`${school}-competitor-${name}`);
    this.badges.delete(badgeKey(`${school}-competitor-${name}`, 'jpg'));
  }

  async plan(): Promise<SyncPlan> {
    return planSync(await listSides(this.arrangement, this.clients), this.arrangement);
  }

  /** Carries out a plan, one item after the other. @returns what became of each. */
  async carryOut(
    { work, orphans }: SyncPlan,
    { prune = false, execution = 'sync', patient = false } = {},
  ): Promise<string[]> {
    const folders = new BadgeFolders(this.arrangement.mainFolderId, this.clients);
    const dependencies = { ...this.clients, arrangement: this.arrangement, folders };
    const outcomes: string[] = [];
    for (const { id, reason } of work) {
      // As planning does for a registration of another system.
      const [pk] = [...this.rows].find(([, row]) => registrationIdOf(row) === id) ?? [];
      if (pk) await this.progress.recordRegistrationKey(id, pk);
      const work = () => syncBadge({ entryId: id, execution, missing: reason === 'missing' }, dependencies);
      outcomes.push(await (patient ? patiently(work) : work()));
    }
    for (const { fileId } of prune ? orphans : []) {
      outcomes.push(await trashOrphan({ fileId, execution }, dependencies));
    }
    return outcomes;
  }

  async sync(options: { prune?: boolean; execution?: string; patient?: boolean } = {}): Promise<string[]> {
    return this.carryOut(await this.plan(), options);
  }

  /** What each registration has in Drive: content and folder. */
  filesOf(id: string): [content: string, folder: string | undefined][] {
    const { present, folders } = this.drive;
    return present
      .filter(({ tag }) => tag.entryId === id)
      .map(({ content, folderId }) => [content, folders.find((one) => one.id === folderId)?.name]);
  }
}

describe('a sync', () => {
  test('uploads what is missing, and then nothing: it writes neither to Drive nor to a table', async () => {
    const stage = new SyncStage();
    const ids = ['Jo', 'Kim', 'Sam'].map((name) => stage.register(name));
    expect(await stage.plan()).toMatchObject({
      work: ids.map((id) => ({ id, reason: 'missing' })),
      unchanged: 0,
    });
    expect(await stage.sync()).toEqual(['created', 'created', 'created']);
    expect(ids.map((id) => stage.filesOf(id))).toEqual([
      [['badge of Jo', undefined]],
      [['badge of Kim', undefined]],
      [['badge of Sam', undefined]],
    ]);
    stage.calls = [];
    stage.drive.writes = 0;
    expect(await stage.plan()).toMatchObject({ work: [], orphans: [], unchanged: 3 });
    expect(stage.calls).toEqual([
      'drive.list',
      'badges.list',
      'progress.records',
      'registrations.summariesWith',
    ]);
  });

  test('says why each badge needs work', async () => {
    const stage = new SyncStage();
    const names = ['changed', 'moved', 'gone', 'restored', 'unrecorded', 'halfway', 'untagged'];
    const ids = Object.fromEntries(names.map((name) => [name, stage.register(name)]));
    const idOf = (name: string) => ids[name] ?? '';
    await stage.sync();
    stage.arrangement = { ...stage.arrangement, by: 'school' };
    await stage.sync();
    const fileOf = (name: string) =>
      stage.drive.files.find(({ tag }) => tag.entryId === ids[name]) ?? expect.fail(name);
    const record = (name: string, drive: unknown) => stage.setProgress(idOf(name), { drive });
    stage.register('changed', { badge: 'another' });
    fileOf('moved').folderId = stage.drive.folderId;
    fileOf('gone').gone = true;
    record('restored', { fileId: fileOf('restored').id, md5: md5Of('badge of restored'), trashed: true });
    record('unrecorded', undefined);
    record('halfway', { fileId: fileOf('halfway').id });
    fileOf('untagged').tag = {};
    expect(Object.fromEntries((await stage.plan()).work.map(({ id, reason }) => [id, reason]))).toEqual({
      [idOf('changed')]: 'changed',
      [idOf('moved')]: 'misplaced',
      [idOf('gone')]: 'unseen',
      [idOf('restored')]: 'unrecorded',
      [idOf('unrecorded')]: 'unrecorded',
      [idOf('halfway')]: 'unrecorded',
      [idOf('untagged')]: 'adoptable',
    });
    await stage.sync();
    expect((await stage.plan()).work).toEqual([]);
    expect(names.map((name) => stage.filesOf(idOf(name)).length)).toEqual(names.map(() => 1));
  });

  test('updates in place what the bucket has another content of, whatever is recorded', async () => {
    const stage = new SyncStage();
    const id = stage.register('Jo');
    await stage.sync();
    const [file] = stage.drive.present;
    const key = 'Riverside-competitor-Jo_badge.jpg';
    stage.badges.set(key, {
      image: Buffer.from('another'),
      contentType: 'image/jpeg',
      entryId: id,
      hash: '',
    });
    expect((await stage.plan()).work).toEqual([{ id, reason: 'changed' }]);
    expect(await stage.sync()).toEqual(['updated']);
    expect(stage.drive.present).toMatchObject([{ id: file?.id, content: 'another' }]);
    expect((await stage.plan()).work).toEqual([]);
  });

  test("adopts the old script's file, once, and serves a registration of the old system", async () => {
    const stage = new SyncStage();
    const id = stage.register('Jo', { old: true });
    const name = 'Riverside-competitor-Jo_badge.jpg';
    stage.drive.files.push(fileInDrive('old', { name }), fileInDrive('old too', { name }));
    expect(await stage.plan()).toMatchObject({ work: [{ id, reason: 'adoptable' }], strangers: 1 });
    expect(await stage.sync()).toEqual(['adopted']);
    expect(stage.drive.present).toMatchObject([
      { id: 'old', name, content: 'badge of Jo', tag: { entryId: id } },
      { id: 'old too', content: '', tag: {} },
    ]);
    expect(await stage.plan()).toMatchObject({ work: [], orphans: [], unchanged: 1, strangers: 1 });
  });

  test('reports files of nobody and duplicates, and trashes them when it is asked to', async () => {
    const stage = new SyncStage();
    const id = stage.register('Jo');
    stage.register('Kim');
    await stage.sync();
    stage.unregister('Kim');
    stage.drive.files.push(fileInDrive('twice', { tag: { entryId: id }, name: 'Jo again' }));
    const { orphans } = await stage.plan();
    expect(orphans).toEqual([
      { fileId: 'twice', name: 'Jo again', entryId: id, of: 'duplicate' },
      { fileId: 'file_2', name: 'badge_cs_test_Kim.jpg', entryId: 'cs_test_Kim', of: 'nobody' },
    ]);
    expect(await stage.sync()).toEqual([]);
    expect(stage.drive.present).toHaveLength(3);
    expect(await stage.sync({ prune: true })).toEqual(['trashed', 'trashed']);
    expect(stage.drive.present).toMatchObject([{ tag: { entryId: id } }]);
    expect(stage.drive.files.every(({ gone }) => !gone)).toBe(true);
    stage.register('Kim');
    expect((await stage.plan()).work).toEqual([{ id: 'cs_test_Kim', reason: 'trashed' }]);
    await stage.sync();
    expect(stage.drive.present.map(({ id }) => id).sort()).toEqual(['file_1', 'file_2']);
  });

  test('does not trash what belongs to somebody by the time it would', async () => {
    const stage = new SyncStage();
    stage.register('Jo');
    await stage.sync();
    stage.unregister('Jo');
    const plan = await stage.plan();
    stage.register('Jo');
    expect(await stage.carryOut(plan, { prune: true })).toEqual(['needed again']);
    expect(stage.drive.present).toHaveLength(1);
  });

  test('pushes nothing of a registration that is gone, or whose payment has gone back', async () => {
    const stage = new SyncStage();
    const [jo = '', kim = ''] = ['Jo', 'Kim'].map((name) => stage.register(name));
    const plan = await stage.plan();
    stage.unregister('Jo');
    const [pk = '', row] = [...stage.rows][0] ?? [];
    stage.rows.set(pk, { ...row, payment_state: { S: 'refunded' } });
    expect(await stage.carryOut(plan)).toEqual(['not registered any more', 'not registered any more']);
    expect([...stage.filesOf(jo), ...stage.filesOf(kim)]).toEqual([]);
  });

  test('looks for folders that people moved elsewhere, and leaves badges there', async () => {
    const stage = new SyncStage();
    stage.arrangement = { ...stage.arrangement, by: 'school' };
    const id = stage.register('Jo');
    await stage.sync();
    for (const folder of stage.drive.folders) folder.folderId = strangeFolder;
    expect(await stage.plan()).toMatchObject({ work: [], unchanged: 1, orphans: [] });
    expect(stage.filesOf(id)).toEqual([['badge of Jo', 'Riverside']]);
  });
});

describe('whatever the two sides are', () => {
  const schools = ['Riverside', 'Hillside'];
  const person = fc.record({
    school: fc.constantFrom(...schools),
    old: fc.boolean(),
    /** What has happened to the file of the badge, if there is one. */
    file: fc.constantFrom(
      ...([
        'none',
        'right',
        'changed',
        'renamed',
        'moved away',
        'deleted',
        'in the trash of people',
      ] as const),
      ...(['unrecorded', 'twice', 'of the old script', 'reserved', 'in another folder'] as const),
    ),
    /** What has happened to the registration since. */
    since: fc.constantFrom(
      'nothing',
      'unregistered',
      'withdrawn',
      'without a badge',
      'refunded',
      'moved to Hillside',
    ),
  });
  const by = fc.constantFrom(undefined, 'school', 'age group');

  async function prepare(people: readonly (typeof person extends fc.Arbitrary<infer T> ? T : never)[]) {
    const stage = new SyncStage();
    const strangers = [
      fileInDrive('stranger', { name: 'Floor plan.pdf' }),
      fileInDrive('sheet', { name: 'sheet', tag: { sheet: 'sheet_1' } }),
      fileInDrive('elsewhere', { tag: { entryId: 'cs_test_nobody' }, folderId: strangeFolder }),
    ];
    stage.drive.files.push(...strangers);
    for (const [index, { school, old, file, since }] of people.entries()) {
      const name = `P${index}`;
      const before = stage.arrangement;
      stage.arrangement = { ...before, by: file === 'in another folder' ? 'school' : undefined };
      const id = stage.register(name, { school, old, badge: file === 'changed' ? 'older' : undefined });
      const { rows, badges } = stage;
      const mine = () => stage.drive.files.find(({ tag }) => tag.entryId === id) ?? expect.fail();
      if (file === 'of the old script')
        stage.drive.files.push(
          fileInDrive(`old ${index}`, { name: `${school}-competitor-${name}_badge.jpg` }),
        );
      else if (file === 'reserved') stage.setProgress(id, { drive: { fileId: `reserved_${index}` } });
      else if (file !== 'none')
        await stage.carryOut({ ...(await stage.plan()), work: [{ id, reason: 'missing' }] });
      if (file === 'changed') stage.register(name, { school, old });
      if (file === 'renamed') mine().name = 'Jo, printed';
      if (file === 'moved away') mine().folderId = strangeFolder;
      if (file === 'deleted') mine().gone = true;
      if (file === 'in the trash of people') mine().trashed = true;
      if (file === 'unrecorded') stage.setProgress(id, { drive: undefined });
      if (file === 'twice') stage.drive.files.push(fileInDrive(`twice ${index}`, { tag: { entryId: id } }));
      stage.arrangement = before;
      const pk = `${school}-competitor-${name}`;
      const key = badgeKey(pk, 'jpg');
      if (since === 'unregistered') rows.delete(pk);
      if (since === 'withdrawn') stage.setProgress(id, { badge: undefined, badgeWithdrawn: true });
      if (since === 'withdrawn' || since === 'without a badge') badges.delete(key);
      if (since === 'refunded') rows.set(pk, { ...rows.get(pk), payment_state: { S: 'refunded' } });
      if (since === 'moved to Hillside') rows.set(pk, { ...rows.get(pk), school: { S: 'Hillside' } });
    }
    return { stage, strangers: structuredClone(strangers) };
  }

  /** Everybody who is to have a badge has one file, right and in the right place, unless people moved it away. */
  function expectInStep(stage: SyncStage): void {
    for (const row of stage.rows.values()) {
      const id = registrationIdOf(row);
      const pk = row.pk?.S ?? '';
      const image = stage.badges.get(badgeKey(pk, 'jpg'))?.image;
      const { badgeWithdrawn, drive } = stage.documents.items.get(id) ?? {};
      if (!image || badgeWithdrawn || row.payment_state) continue;
      const recorded = stage.drive.present.find((file) => file.id === (drive as { fileId: string }).fileId);
      expect(recorded).toMatchObject({ content: Buffer.from(image).toString(), tag: { entryId: id } });
      if (recorded?.folderId === strangeFolder) continue;
      const place = stage.drive.folders.find((folder) => folder.id === recorded?.folderId)?.name;
      expect(place).toBe(stage.arrangement.by === 'school' ? row.school?.S : undefined);
    }
  }

  const others = ({ drive }: SyncStage, strangers: readonly FileInDrive[]) =>
    strangers.map(({ id }) => drive.files.find((file) => file.id === id));

  test('they are equal afterwards, nobody has two files, strangers keep theirs, and a second run finds nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(person, { maxLength: 6 }), by, async (people, arrangedBy) => {
        const { stage, strangers } = await prepare(people);
        stage.arrangement = { ...stage.arrangement, by: arrangedBy };
        const first = await stage.plan();
        expect(new Set(first.work.map(({ id }) => id)).size).toBe(first.work.length);
        const before = stage.drive.present.length;
        const movedAway = stage.drive.present.filter(({ folderId }) => folderId === strangeFolder);
        await stage.carryOut(first);
        expectInStep(stage);
        expect(others(stage, strangers)).toEqual(strangers);
        expect(movedAway.every(({ folderId }) => folderId === strangeFolder)).toBe(true);
        const created = stage.drive.present.length - before;
        const lacking = first.work.filter(({ reason }) => ['missing', 'unseen'].includes(reason)).length;
        expect(created).toBeLessThanOrEqual(lacking);

        stage.drive.writes = 0;
        const second = await stage.plan();
        expect(second.work.every(({ reason }) => reason === 'unseen')).toBe(true);
        expect(await stage.carryOut(second)).toEqual(second.work.map(() => 'already there'));
        expect(stage.drive.writes).toBe(0);

        await stage.sync({ prune: true });
        const third = await stage.plan();
        expect(third.orphans).toEqual([]);
        expectInStep(stage);
        expect(others(stage, strangers)).toEqual(strangers);
        // Of a badge that is to come, two files stay until it has.
        const waiting = people.flatMap(({ since }, index) =>
          since === 'without a badge' ? [`cs_test_P${index}`] : [],
        );
        const ids = stage.drive.present
          .map(({ tag: { entryId = '' } }) => entryId)
          .filter((id) => id.startsWith('cs_test_P') && !waiting.includes(id));
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 200 },
    );
  });

  const cutAfter = fc.array(fc.nat(40), { maxLength: 4 });

  test('a sync that is cut off, before or after any call took effect, leaves what the next one finishes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(person, { maxLength: 4 }), by, cutAfter, async (people, arrangedBy, cuts) => {
        const { stage, strangers } = await prepare(people);
        stage.arrangement = { ...stage.arrangement, by: arrangedBy };
        for (const [index, cut] of cuts.entries()) {
          let steps = cut;
          stage.interrupt = () => {
            steps -= 1;
            if (steps < 0) throw new ServiceUnavailableError('cut off');
          };
          await stage.sync({ execution: `sync ${index}` }).catch((error: unknown) => {
            if (!(error instanceof ServiceUnavailableError)) throw error;
          });
          // A badge that was held is free again by then.
          stage.now += 10 * 60_000;
        }
        stage.interrupt = () => undefined;
        await stage.sync({ execution: 'the last' });
        expectInStep(stage);
        expect(others(stage, strangers)).toEqual(strangers);
        const second = await stage.plan();
        expect(second.work.every(({ reason }) => reason === 'unseen')).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('two syncs at once, and a registration that pushes its badge meanwhile, make no second file', async () => {
    const few = fc.array(person, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), few, by, async (scheduler, people, arrangedBy) => {
        const { stage, strangers } = await prepare(people);
        stage.arrangement = { ...stage.arrangement, by: arrangedBy };
        const filesBefore = new Set(stage.drive.present.map(({ id }) => id));
        const mine = stage.register('Arriving');
        stage.interrupt = (call, moment) => scheduler.schedule(Promise.resolve(), `${moment} ${call}`);
        const push = () =>
          pushBadge({ entryId: mine, execution: mine }, { ...stage.clients, arrangement: stage.arrangement });
        await scheduler.waitFor(
          Promise.all([
            stage.sync({ execution: 'one', patient: true }),
            stage.sync({ execution: 'another', patient: true }),
            patiently(push),
          ]),
        );
        stage.interrupt = () => undefined;
        expectInStep(stage);
        expect(others(stage, strangers)).toEqual(strangers);
        const created = stage.drive.present.filter(({ id }) => !filesBefore.has(id));
        const owners = created.map(({ tag }) => tag.entryId);
        expect(new Set(owners).size).toBe(owners.length);
        expect(stage.filesOf(mine)).toHaveLength(1);
        const folders = stage.drive.folders.map(({ name }) => name);
        expect(new Set(folders).size).toBe(folders.length);
        expect((await stage.plan()).work.every(({ reason }) => reason === 'unseen')).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

/** Tries again while another execution holds the badge, as the state machine does. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof BadgeInFlightError)) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
