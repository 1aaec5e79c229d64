import { describe, expect, test } from 'vitest';
import { registrationIdOf } from '../../../../core/domain/ids.ts';
import { type SyncOrder, syncOrder } from '../../../../core/drive/sync-order.ts';
import { planDriveSync } from '../../../../lambdas/drive-sync/plan-sync/plan-sync.ts';
import { fileInDrive } from '../../../doubles/memory-drive.ts';
import { Stage } from '../../../doubles/stage.ts';

const pk = 'Riverside-competitor-Jo';
const row = {
  pk: { S: pk },
  full_name: { S: 'Jo' },
  school: { S: 'Riverside' },
  reg_type: { S: 'competitor' },
};
const id = registrationIdOf(row);

/** A registration of the old system with its badge, and a file that nobody needs. */
class PlanStage extends Stage {
  constructor() {
    super();
    this.rows.set(pk, row);
    this.badges.set(`${pk}_badge.jpg`, {
      ...{ image: Buffer.from('badge'), contentType: 'image/jpeg', entryId: id, hash: '' },
    });
    this.drive.files.push(fileInDrive('1AbC', { name: 'Kim', tag: { entryId: 'cs_test_Kim' } }));
  }

  plan(order: Partial<SyncOrder> = {}) {
    return planDriveSync(
      { execution: 'sync', order: syncOrder.parse(order) },
      {
        ...this.clients,
        jobs: { ...this.clients.sheets, bucket: 'config' },
        arrangement: { mainFolderId: this.drive.folderId, competitionYear: 2027 },
      },
    );
  }

  written(file: string): string | undefined {
    const object = this.sheets.get(`jobs/drive-sync/sync/${file}`);
    return object && Buffer.from(object.bytes).toString();
  }
}

const counts = {
  ...{ toCreate: 1, unchanged: 0, orphans: 1 },
  ...{ withoutBadge: 0, withoutRegistration: 0, strangers: 0 },
};

describe('the plan of a sync', () => {
  test('has the ids of badges alone; files that nobody needs are listed beside it', async () => {
    const stage = new PlanStage();
    expect(await stage.plan()).toEqual({
      ...{ bucket: 'config', key: 'jobs/drive-sync/sync/plan.jsonl', items: 1, order: {} },
      counts,
    });
    expect(stage.written('plan.jsonl')).toBe(`{"id":"${id}","found":"missing"}\n`);
    expect(JSON.parse(stage.written('orphans.json') ?? '')).toEqual([
      { fileId: '1AbC', name: 'Kim', entryId: 'cs_test_Kim', of: 'nobody' },
    ]);
    expect((await stage.progress.get(id)).registrationKey).toBe(pk);
  });

  test('has those files too when they are to go', async () => {
    const stage = new PlanStage();
    expect(await stage.plan({ prune: true })).toMatchObject({ items: 2, counts });
    expect(stage.written('plan.jsonl')).toBe(`{"id":"${id}","found":"missing"}\n{"id":"file:1AbC"}\n`);
  });

  test('has nothing when only the counts are asked for, and nothing is recorded', async () => {
    const stage = new PlanStage();
    expect(await stage.plan({ prune: true, planOnly: true })).toMatchObject({ items: 0, counts });
    expect(stage.written('plan.jsonl')).toBeUndefined();
    expect((await stage.progress.get(id)).registrationKey).toBeUndefined();
  });
});
