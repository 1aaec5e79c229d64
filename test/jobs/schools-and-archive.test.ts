import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { archiveIn } from '../../admin/archive/archive.ts';
import { exitCodes } from '../../admin/exit-codes.ts';
import { loadInto } from '../../admin/load-lookup/load-lookup.ts';
import { applyTo, propose, rename } from '../../admin/schools/schools.ts';
import { Stage } from '../../admin/stage.ts';
import { toAttributeValues } from '../../core/domain/entry-item.ts';
import { putRow } from '../cloud/act.ts';
import { cloud, outcomes, register } from '../cloud/fixtures.ts';
import { badgeOf, dynamo, emailOf, keyOf, refreshed, rowOf } from '../cloud/inspect.ts';
import { coach, manualEntry } from '../cloud/people.ts';
import { signedInAs } from '../cloud/signed-in.ts';
import { autofill } from '../core/archive/old-autofill.ts';
import { keepPrinted } from '../doubles/printed.ts';

const stage = new Stage({ name: 'local', config: signedInAs('engineer', cloud), outputs: cloud.outputs });
const { LookupTable } = cloud.outputs;

/** What the commands print on standard output. */
const printed = keepPrinted();
const json = () => JSON.parse(printed().at(-1) ?? 'null');

async function inLookup(email: string) {
  const { Items = [] } = await dynamo.send(
    new QueryCommand({
      ...{ TableName: LookupTable, IndexName: 'email-index', KeyConditionExpression: 'email = :email' },
      ExpressionAttributeValues: { ':email': { S: email } },
    }),
  );
  return Items;
}

test('a school is proposed, renamed once a person approves it, with the badge, and gets its name back', async () => {
  const word = randomUUID().replace(/[\d-]/g, (sign) =>
    String.fromCharCode(104 + Number(sign.replace('-', '9'))),
  );
  const [canonical, typed] = [`Dragons of ${word}`, `Dragon of ${word}`];
  for (const pk of [`${word}-1`, `${word}-2`]) {
    const { checkout: _, ...row } = toAttributeValues(coach({ school: { S: canonical } }));
    await putRow({ ...row, pk: { S: pk } });
  }
  const body = manualEntry({ school: { S: typed } });
  const { entryId } = await register(body);
  const pk = await keyOf(entryId);
  const before = await badgeOf(entryId);

  await propose(stage, mkdtempSync(join(tmpdir(), 'schools-')), { json: true });
  const { clusters, files } = json();
  const cluster = { canonical, listed: false, registrations: 2 };
  expect(clusters).toContainEqual({
    ...cluster,
    spellings: [expect.objectContaining({ spelling: typed, approve: false })],
  });
  expect(readFileSync(files[1], 'utf8')).toContain(`${canonical},no,2,${typed},1,`);

  const approved = { [canonical]: [typed.toUpperCase()] };
  expect(await applyTo(stage, approved, {})).toBe(exitCodes.yesIsMissing);
  expect((await rowOf(pk))?.school).toEqual({ S: typed });
  expect(await applyTo(stage, approved, { yes: true, json: true })).toBe(exitCodes.done);
  const { execution, counts, registeredTwice } = json();
  expect({ counts, registeredTwice }).toMatchObject({ counts: { renamed: 1 }, registeredTwice: [] });
  expect((await rowOf(pk))?.school).toEqual({ S: canonical });
  expect(await refreshed(entryId, 1)).toMatchObject([{ status: 'SUCCEEDED' }]);
  expect((await badgeOf(entryId))?.hash).not.toBe(before?.hash);

  for (const school of [typed, canonical]) {
    const again = await register({ ...body, school: { S: school }, weight: { N: '99' } });
    expect(await outcomes.progress(again.entryId)).toMatchObject({
      'attention registration': { error: 'DuplicateRegistrationError' },
    });
  }

  expect(await rename(stage, { undo: execution }, { yes: true })).toBe(exitCodes.done);
  expect((await rowOf(pk))?.school).toEqual({ S: typed });
});

test('an archive is loaded into the table that the form fills itself in from, and again without a write', async () => {
  const medical_form = { M: { contacts: { S: 'N' }, medicalConditions: { L: [{ S: 'Asthma' }] } } };
  const body = manualEntry({ medical_form, birthdate: { S: '2013-07-11' } });
  await register(body);
  const file = join(mkdtempSync(join(tmpdir(), 'archive-')), 'full_lookup.json');
  expect(await archiveIn(stage, { load: true, out: file, json: true })).toBe(exitCodes.done);
  const { counts } = json();
  expect(counts.loaded).toBe(counts.new + counts.changed);
  const [row, ...others] = await inLookup(emailOf(body));
  expect(others).toEqual([]);
  expect(row && autofill(row)).toMatchObject({
    birthdate: '2013-07-11',
    conditions: ['Asthma'],
    contacts: 'N',
  });

  const archive = JSON.parse(readFileSync(file, 'utf8'));
  expect(await loadInto(stage, archive, {})).toBe(exitCodes.done);
  const old = { 'Old Person': { ...row, name: { S: 'Old Person' }, pk: { S: randomUUID() } } };
  expect(await loadInto(stage, old, {})).toBe(exitCodes.yesIsMissing);
  expect(await loadInto(stage, old, { yes: true, json: true })).toBe(exitCodes.done);
  expect(json().counts).toEqual({ people: 1, new: 1, changed: 0, same: 0, unreadable: 0, loaded: 1 });
  expect(await inLookup(emailOf(body))).toHaveLength(2);
});
