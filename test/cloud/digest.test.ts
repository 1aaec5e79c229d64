/** Many problems at once are reported in one mail, on the stack's schedule. */
import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { Notices } from '../../core/progress/notices.ts';
import { ProgressTable } from '../../core/progress/progress-table.ts';
import { waitFor } from '../../local/outcome.ts';
import { nothingMoreAlone, settle, write } from './act.ts';
import { clearFaults, cloud, ended, misbehave, outcomes, register } from './fixtures.ts';
import { adminMails, digests, documents, nameOf } from './inspect.ts';
import { coach } from './people.ts';

afterEach(clearFaults);

const TableName = cloud.outputs.ProgressTable ?? '';
const notices = new Notices(new ProgressTable(documents, TableName));

/** A unique entry that conflicts with another one's session. */
async function conflicting() {
  const entryId = `entry_${randomUUID().replaceAll('-', '')}`;
  const body = coach({ checkout: { S: `cs_test_${randomUUID().replaceAll('-', '')}` } });
  return { entryId, body };
}

test('beyond the first few of a kind in an hour, entries are reported together, each once', async () => {
  await nothingMoreAlone('registration:EntryConflictError');
  const entries = await Promise.all(Array.from({ length: 3 }, conflicting));
  await Promise.all(entries.map(({ entryId, body }) => write(entryId, body)));
  for (const { entryId } of entries) {
    expect((await ended(entryId)).error).toBe('EntryConflictError');
    expect(await adminMails(entryId)).toEqual([]);
  }
  for (const { entryId } of entries) expect(await settle(entryId)).toBe(true);
  const named = async () => {
    const texts = (await digests()).map(({ body }) => body.text ?? '').join();
    return entries.map(({ body }) => texts.split(nameOf(body)).length - 1);
  };
  await waitFor('the digest', async () => ((await named()).includes(0) ? undefined : true));
  for (const { entryId } of entries) {
    await waitFor('the note to be removed', async () =>
      (await outcomes.progress(entryId)).untold === undefined ? true : undefined,
    );
    expect((await outcomes.progress(entryId))[`mail attention ${entryId}`]).toMatchObject({ status: 'sent' });
  }
  expect(await named()).toEqual([1, 1, 1]);
});

test('what could not be mailed separately is in a digest once the mail service is back', async () => {
  const down = { kind: 'answer' as const, status: 503, headers: {}, body: '{}' };
  const body = coach({ school: { S: ' ' } });
  await misbehave({
    ...{ service: 'ses', operation: 'SendEmail', times: 1_000 },
    ...{ contains: nameOf(body), behaviour: down },
  });
  const { entryId } = await register(body);
  expect(await adminMails(entryId)).toEqual([]);
  await clearFaults();
  expect(await settle(entryId)).toBe(true);
  await waitFor('the digest', async () =>
    (await digests()).find(({ body: { text } }) => text?.includes(nameOf(body))),
  );
});

test('the notices work on a real table', async () => {
  const entryId = `entry_${randomUUID().replaceAll('-', '')}`;
  const run = {
    execution: `${entryId}-1`,
    stateMachine: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
  };
  const kind = randomUUID();
  expect(await notices.mayTellAlone(kind, 'a', 2)).toBe(true);
  expect(await notices.mayTellAlone(kind, 'b', 2)).toBe(true);
  expect(await notices.mayTellAlone(kind, 'c', 2)).toBe(false);
  expect(await notices.mayTellAlone(kind, 'a', 2)).toBe(true);

  const noted = async () => (await outcomes.progress(entryId)).untoldSince as number | undefined;
  await notices.note(entryId, run);
  const since = (await noted()) ?? 0;
  await notices.note(entryId, run);
  expect(await noted()).toBe(since);
  const found = await notices.untoldBefore(since + 1, 1_000);
  expect(found).toContainEqual({ entryId, since });
  expect(await notices.read({ entryId, since })).toMatchObject({ run });
  await notices.toldAlone(entryId, 'another execution');
  const earlier = { ...run, execution: 'another execution' };
  await notices.toldInDigest(
    { entryId, since: since - 1 },
    { run: earlier, toLookAt: [], news: [] },
    'message',
  );
  expect(await noted()).toBe(since);
  await notices.toldAlone(entryId, run.execution);
  expect(await noted()).toBeUndefined();
  expect(await notices.read({ entryId, since })).toBeUndefined();

  const toLookAt = [{ field: 'beltRank', code: 'unknown' }] as const;
  await notices.note(entryId, run, toLookAt);
  await notices.toldAlone(entryId, run.execution);
  const again = (await noted()) ?? expect.fail('findings should be left to the digest');
  expect(await notices.read({ entryId, since: again })).toMatchObject({ toLookAt });
  await notices.toldInDigest({ entryId, since: again }, { run, toLookAt, news: [] }, 'message');
  expect(await noted()).toBeUndefined();
  expect(await outcomes.progress(entryId)).toMatchObject({ 'mail findings': { messageId: 'message' } });
});
