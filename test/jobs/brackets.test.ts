import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { planIn, readClassesFile } from '../../admin/brackets/plan.ts';
import { publishIn } from '../../admin/brackets/publish.ts';
import { resultsOf } from '../../admin/brackets/results.ts';
import { exitCodes } from '../../admin/exit-codes.ts';
import { Stage } from '../../admin/stage.ts';
import { decisionsKey, drawFile, paperResultsKey, weightClassesKey } from '../../core/brackets/draw-file.ts';
import type { Plan } from '../../core/brackets/plan.ts';
import { Outcomes } from '../../local/outcome.ts';
import { register } from '../../local/registered-people.ts';
import { madeUpPeople, type Row } from '../../local/samples/made-up-people.ts';
import { weightClassesFile } from '../../local/samples/sample-tournament.ts';
import { deleteRow } from '../cloud/act.ts';
import { cloud } from '../cloud/fixtures.ts';
import { s3 } from '../cloud/inspect.ts';
import { signedInAs } from '../cloud/signed-in.ts';
import { playThrough } from '../core/brackets/played.ts';
import { keepPrinted } from '../doubles/printed.ts';

const stage = new Stage({ name: 'local', config: signedInAs('engineer', cloud), outputs: cloud.outputs });
const executions = new Outcomes(cloud, cloud.outputs.PlanBracketsArn);
const out = mkdtempSync(join(tmpdir(), 'brackets-'));
const classes = { [weightClassesKey]: readClassesFile(weightClassesFile) };

/** In letters only, and in the names of this file's people, who are in no division with those of another. */
const word = randomUUID().replace(/[^a-f]/g, '');
const rows: Row[] = madeUpPeople(40, 5).map((row) => ({
  ...row,
  pk: { S: `${word} ${row.pk?.S}` },
  entryId: { S: `${word}_${row.entryId?.S}` },
  full_name: { S: `${row.full_name?.S} ${word}` },
  school: { S: `${row.school?.S} ${word}` },
}));

/** What the command prints on standard output. */
const printed = keepPrinted();
beforeAll(() => register(cloud, rows));
afterEach(async () => {
  await remove(decisionsKey);
  await remove(paperResultsKey);
});
afterAll(async () => {
  for (const { pk } of rows) await deleteRow(pk?.S ?? '');
});

const remove = (Key: string) => s3.send(new DeleteObjectCommand({ Bucket: cloud.outputs.ConfigBucket, Key }));

async function plan(given: Record<string, string> = {}) {
  await planIn(stage, { given: { ...classes, ...given }, out, json: true });
  const said = JSON.parse(printed().at(-1) ?? '');
  const draw = drawFile.parse(JSON.parse(readFileSync(join(said.folder, 'draw.json'), 'utf8')));
  return { said, plan: draw.plan };
}

/** Without what another file of tests does meanwhile. */
const ours = ({ divisions }: Plan) =>
  divisions
    .filter(({ seeds }) => seeds.every((id) => id.startsWith(word)))
    .map(({ key, seeds, matches, decided }) => ({ key, seeds, matches: matches.length, decided }));

/** A division of ours in which people meet. */
function fought({ divisions }: Plan) {
  const found = divisions.find(
    ({ seeds, matches }) => matches.length > 0 && seeds.every((id) => id.startsWith(word)),
  );
  return found ?? expect.fail('nobody meets anybody');
}

test('everybody who spars is in the plan, on its page and its lists; nobody is in the state of its execution', async () => {
  const { said, plan: made } = await plan();
  const spar = rows.filter(({ events }) => events?.S?.includes('sparring'));
  const placed = new Set(made.divisions.flatMap(({ seeds }) => seeds));
  const listed = new Set([...placed, ...made.unplaced.map(({ id }) => id)]);
  expect(spar.length).toBeGreaterThan(20);
  for (const { entryId, full_name } of spar) {
    expect(listed).toContain(entryId?.S);
    expect(made.people[entryId?.S ?? '']?.name).toBe(full_name?.S);
  }
  expect(said.counts.people).toBe(placed.size);

  const page = readFileSync(said.page, 'utf8');
  for (const { full_name } of spar) expect(page).toContain(full_name?.S);
  expect(readdirSync(said.folder).sort()).toEqual([
    ...['csv', 'divisions.csv', 'draw.json', 'exhibition_entries.csv', 'matches.csv', 'plan.html'],
  ]);
  const fought = ours(made).find(({ matches }) => matches > 0) ?? expect.fail('nobody meets anybody');
  const csv = readFileSync(join(said.folder, 'csv', `${fought.key}.csv`), 'utf8');
  expect(csv.split('\n').filter((line) => line.includes(word))).toHaveLength(fought.matches);
  expect(said.publication).toContainEqual(expect.objectContaining({ target: 'Paper', calls: 0 }));

  const history = JSON.stringify(await executions.history(said.execution));
  expect(history).toContain(`brackets/draws/${said.execution}/draw.json`);
  expect(history).not.toContain(word);

  const again = await plan();
  expect(ours(again.plan)).toEqual(ours(made));
});

test('what the organisers decided holds in the next plan', async () => {
  const { plan: first } = await plan();
  const [alone] = ours(first).filter(({ matches }) => matches === 0);
  const { key: division, seeds: [id] = [] } = alone ?? expect.fail('nobody is alone');
  const decision = { id, division, outcome: 'uncontested' };
  const { said, plan: second } = await plan({
    [decisionsKey]: JSON.stringify({ decisions: [decision, { outcome: 'none' }] }),
  });
  expect(ours(second).find(({ key }) => key === division)?.decided).toEqual(decision);
  expect(said.counts.problems).toBe(1);
});

test('results on paper give medals, also of a division that nobody has started, and nobody is in the state', async () => {
  const { said, plan: made } = await plan();
  await publishIn(stage, { plan: said.execution, to: ['paper'], yes: true, json: true, out });
  const division = fought(made);
  const played = playThrough(division, () => true);
  const lines = played.map(({ match, winner }) => {
    const { number } = division.matches[match - 1] ?? {};
    return `${number},${made.people[winner]?.name}`;
  });
  const other = { file: 'other.csv', text: 'a;b\n1;Nobody' };
  await expect(resultsOf(stage, { typed: other, all: false, out })).rejects.toThrow(
    'other.csv has no result that can be read:',
  );
  const typed = { file: 'paper.csv', text: ['Match,Winner', ...lines, '1,Nobody'].join('\n') };
  expect(await resultsOf(stage, { typed, all: false, out, json: true })).toBe(exitCodes.needsAttention);
  const results = JSON.parse(printed().at(-1) ?? '');
  expect(results).toMatchObject({
    plan: said.execution,
    failed: 0,
    unread: [expect.stringMatching(/^Line \d+: /)],
    unstarted: [division.key],
  });
  const one = results.divisions.find((of: { division: string }) => of.division === division.key);
  expect(one).toMatchObject({ progress: 'complete', decided: division.matches.length, ties: [] });
  const champion = made.people[one.medals[0].id]?.name;
  for (const file of results.files.filter((path: string) => !path.endsWith('schools.csv')))
    expect(readFileSync(file, 'utf8')).toContain(champion);

  const history = JSON.stringify(
    await new Outcomes(cloud, cloud.outputs.BracketResultsArn).history(results.execution),
  );
  expect(history).toContain('Push page of medals to Drive');
  expect(history).not.toContain(word);
});

test('without weight classes, or with a division to force that nobody knows, there is no plan, and it says why', async () => {
  await remove(weightClassesKey);
  await expect(planIn(stage, { out })).rejects.toThrow(
    /InputInvalidError: weight_classes.json is not in the config bucket: copy stages\//,
  );
  const force = ['low_cadet_m_fin'];
  await expect(planIn(stage, { given: classes, force, out })).rejects.toThrow(
    'force: no division that has started is called low_cadet_m_fin',
  );
});
