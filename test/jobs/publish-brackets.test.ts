import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { ChallongeClient } from '@tkd-registration/sandboxes/challonge/client';
import { challongeFaults } from '@tkd-registration/sandboxes/challonge/faults';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { publishIn } from '../../admin/brackets/publish.ts';
import { startIn } from '../../admin/brackets/start.ts';
import { ExecutionRun } from '../../admin/execution-run.ts';
import { JobRun } from '../../admin/job-run.ts';
import { Stage } from '../../admin/stage.ts';
import { publishJob, staleDraw } from '../../core/bracket-targets/publication.ts';
import { resultSummary, resultSummaryKey, resultsJob } from '../../core/bracket-targets/results.ts';
import { drawFile, drawKey, staleKey, weightClassesKey } from '../../core/brackets/draw-file.ts';
import { JobFiles } from '../../core/clients/job-files.ts';
import { bracketPartIdOf } from '../../core/domain/ids.ts';
import { plannedJob } from '../../core/jobs/job-state.ts';
import { BracketRecords } from '../../core/progress/bracket-records.ts';
import { ProgressTable } from '../../core/progress/progress-table.ts';
import { Outcomes } from '../../local/outcome.ts';
import { putRow } from '../cloud/act.ts';
import { clearFaults, cloud, misbehave } from '../cloud/fixtures.ts';
import { documents } from '../cloud/inspect.ts';
import { signedInAs } from '../cloud/signed-in.ts';
import { usualRules } from '../core/brackets/draw.ts';
import { rowOf, type Said } from '../core/lists/people.ts';

const s3 = new S3Client(awsClientConfig(cloud));
const config = signedInAs('organiser', cloud);
const { ConfigBucket = '', ProgressTable: table = '' } = cloud.outputs;
const files = new JobFiles(s3, ConfigBucket);
const records = new BracketRecords(new ProgressTable(documents, table));
const stage = { stage: 'local', absent: 'is not there' };
const plans = new ExecutionRun(config, { ...stage, machine: 'plan-brackets' });
const job = new JobRun(config, { ...stage, machine: publishJob });
const executions = new Outcomes(cloud, cloud.outputs.PublishBracketsArn);
const challonge = new ChallongeClient({
  url: cloud.endpoints.challonge,
  apiKey: cloud.secret.challonge.apiKey,
});

/** In letters only, and in the family names of this file's people. */
const word = randomUUID().replace(/[^a-f]/g, '');
/** People over 33, whom no other file has. */
const people = (first: string, weights: readonly number[], more: Partial<Said> = {}): Said[] =>
  weights.map((weight, index) => ({
    name: `${first} ${String.fromCharCode(65 + index)}${word}`,
    school: `School ${word} ${index % 5}`,
    age: 40,
    weight,
    ...more,
  }));
const weights = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

const fin = 'middle_ultra_m_fin';
const middle = 'middle_ultra_m_light middle';
const heavy = 'middle_ultra_m_heavy';
const women = 'middle_ultra_f_fin';
const first = [
  ...people('Ann', weights(40, 7)),
  ...people('Bo', weights(70, 9)),
  ...people('Cy', weights(110, 12)),
  ...people('Di', weights(40, 4), { gender: 'female' }),
  ...people('El', weights(70, 2), { gender: 'female' }),
  ...people('Flo', [120], { gender: 'female' }),
];

const put = async (said: readonly Said[]) => {
  for (const one of said) await putRow(rowOf(one));
};

async function plan(force: readonly string[] = []): Promise<string> {
  const name = await plans.start({ force });
  await plans.end(name);
  return name;
}

async function run(order: object) {
  const before = (await calls()).length;
  const execution = await job.start(order);
  const state = await job.end(execution);
  const { counts, items } = plannedJob.parse(state).plan;
  const result = items > 0 ? await job.result(state) : { outcomes: {}, failures: [] };
  return { execution, counts, items, ...result, calls: (await calls()).slice(before) };
}

/** Plans and publishes. */
const publish = async (draw?: string) => run({ plan: draw ?? (await plan()) });

async function calls(): Promise<{ operation: string }[]> {
  return (await (await fetch(`${cloud.endpoints.challonge}/_calls`)).json()) as { operation: string }[];
}

/** A division's bracket, as Challonge has it. */
async function bracketOf(division: string) {
  const record = await records.part('challonge', division);
  const url = record?.link?.split('/').at(-1) ?? '';
  const { body } = await challonge.v21('GET', `/tournaments/${url}.json`);
  const { state } = body.data.attributes;
  const participants = (body.included as { type: string; attributes: { name: string; seed: number } }[])
    .filter(({ type }) => type === 'participant')
    .sort((a, b) => a.attributes.seed - b.attributes.seed);
  return { state, names: participants.map(({ attributes }) => attributes.name) };
}

/** How many tournaments Challonge has. */
const tournaments = async (): Promise<number> =>
  (await challonge.v21('GET', '/tournaments.json?per_page=1000')).body.data.length;

const seedsOf = async (draw: string, division: string) => {
  const { plan } = await files.readJson(drawKey(draw), drawFile);
  return plan.divisions.find(({ key }) => key === division)?.seeds ?? [];
};

beforeAll(async () => {
  // The local stage's file is in kilograms: the limits are below 60 lb and 100 lb.
  const classes = { fin: [0, 27], 'light middle': [27, 45], heavy: [45, 199] };
  const everyAge = usualRules.ageGroups.map(({ name }) => [name, { female: classes, male: classes }]);
  const Body = JSON.stringify(Object.fromEntries(everyAge));
  await s3.send(new PutObjectCommand({ Bucket: ConfigBucket, Key: weightClassesKey, Body }));
  await put(first);
});
afterEach(clearFaults);

let published: string;

describe('a draw', () => {
  test('is published with as many calls as planned, and once more with none', async () => {
    published = await plan();
    const planned = await run({ plan: published, planOnly: true });
    expect(planned.calls).toEqual([]);
    const done = await publish(published);
    expect(done.failures).toEqual([]);
    expect(done.calls).toHaveLength(planned.counts.challongeCalls ?? 0);
    for (const [division, count] of [
      [fin, 7],
      [middle, 9],
      [heavy, 12],
      [women, 4],
    ] as const) {
      const { state, names } = await bracketOf(division);
      expect([state, names.length]).toEqual(['pending', count]);
      expect(names[0]).toMatch(/^\w+ [A-Z]\. \([A-Z]+\d*\)$/);
    }
    const ring = await s3.send(
      new GetObjectCommand({ Bucket: ConfigBucket, Key: 'brackets/paper/ring-1.pdf' }),
    );
    expect(ring.ContentType).toBe('application/pdf');

    const again = await publish(published);
    expect([again.items, again.calls]).toEqual([0, []]);
    expect((await publish()).calls).toEqual([]);
    expect(JSON.stringify(await executions.history(done.execution))).not.toContain(word);
  });

  test('is stale once a weight is corrected; planned again, that costs two divisions', async () => {
    const old = await plan();
    const [moved] = first;
    await put([{ ...(moved as Said), weight: 75 }]);
    await expect(publish(old)).rejects.toThrow('DrawStaleError');
    const { moved: people, changed } = await files.readJson(staleKey(old), staleDraw);
    expect(people.map(({ from, to, reason }) => [from, to, reason])).toEqual([
      [fin, middle, 'Weight was 40 lb, and is 75 lb'],
    ]);
    expect(changed).toEqual([fin, middle]);

    published = await plan();
    const planned = await run({ plan: published, planOnly: true });
    const done = await publish(published);
    expect(planned.counts).toMatchObject({ challongeToUpdate: 2 });
    expect(done.failures).toEqual([]);
    expect(done.calls).toHaveLength(planned.counts.challongeCalls ?? 0);
    expect((await bracketOf(fin)).names).toHaveLength(6);
    expect((await bracketOf(middle)).names).toHaveLength(10);
  });

  test('that has started is not changed, until it is forced by name', async () => {
    const started = await run({ start: { divisions: [women] } });
    expect(started.calls.map(({ operation }) => operation)).toEqual(['tournaments.start']);
    expect((await bracketOf(women)).state).toBe('underway');
    expect((await run({ start: { divisions: [women] } })).calls).toEqual([]);
    const before = (await bracketOf(women)).names;

    const [, , , leaves] = people('Di', weights(40, 4), { gender: 'female' });
    await put([{ ...(leaves as Said), weight: 75 }]);
    published = await plan();
    expect((await publish(published)).counts).toMatchObject({ challongeCalls: 0 });
    expect(await bracketOf(women)).toEqual({ state: 'underway', names: before });

    published = await plan([women]);
    expect((await publish(published)).failures).toEqual([]);
    expect(await bracketOf(women)).toMatchObject({ state: 'pending' });
    expect((await bracketOf(women)).names).toHaveLength(3);
    expect(await seedsOf(published, women)).toHaveLength(3);
  });

  test('that was started at Challonge by hand is noticed before anything is changed', async () => {
    const url = (await records.part('challonge', heavy))?.link?.split('/').at(-1);
    await challonge.v21('PUT', `/tournaments/${url}/change_state.json`, { state: 'start' });
    const [heaviest] = people('Cy', weights(110, 12)).reverse();
    await put([{ ...(heaviest as Said), weight: 76 }]);
    const old = await plan();
    await expect(publish(old)).rejects.toThrow('DrawStaleError');
    expect((await files.readJson(staleKey(old), staleDraw)).startedThere).toEqual([heavy]);
    const done = await publish();
    expect(done.failures).toEqual([]);
    expect((await bracketOf(heavy)).names).toHaveLength(12);
  });

  test('is refused before the first call when it takes more calls than are left', async () => {
    const [one] = people('Gus', [50]);
    await put([one as Said]);
    const item = { TableName: table, Key: { entryId: 'challonge_calls' } };
    const { Item } = await documents.send(new GetCommand(item));
    const set = (calls: number) =>
      documents.send(
        new UpdateCommand({
          ...item,
          UpdateExpression: 'SET calls = :calls',
          ExpressionAttributeValues: { ':calls': calls },
        }),
      );
    await set(499);
    const before = await calls();
    await expect(publish()).rejects.toThrow('ChallongeBudgetError');
    expect(await calls()).toEqual(before);
    await set(Item?.calls);
    expect((await publish()).failures).toEqual([]);
  });
});

describe('what goes wrong', () => {
  const fault = (operation: string, contains: string, behaviour: object) =>
    misbehave({ service: 'challonge', operation, contains, behaviour: behaviour as never });

  test('an answer lost, a server error or a limit delays a division, and doubles nothing', async () => {
    await put([
      ...people('Lost', weights(40, 6), { belt: 'white' }),
      ...people('Half', weights(70, 25), { belt: 'white' }),
      ...people('Error', weights(110, 6), { belt: 'white' }),
      ...people('Limit', weights(40, 6), { belt: 'white', gender: 'female' }),
    ]);
    const before = await tournaments();
    await fault('tournaments.create', 'low_ultra_m_fin', challongeFaults['answer lost after the write']);
    await fault('participants.bulkAdd', 'Half', challongeFaults['answer lost after the write']);
    await fault('participants.bulkAdd', 'Error', challongeFaults['server error']);
    await fault('participants.bulkAdd', 'Limit', {
      ...challongeFaults['too many requests, HTML'],
      headers: { 'retry-after': '1' },
    });
    const done = await publish();
    expect(done.failures).toEqual([]);
    expect(await tournaments()).toBe(before + 4);
    const counts = [
      ['low_ultra_m_fin', 6],
      ['low_ultra_m_light middle', 25],
      ['low_ultra_m_heavy', 6],
      ['low_ultra_f_fin', 6],
    ] as const;
    for (const [division, count] of counts) expect((await bracketOf(division)).names).toHaveLength(count);
    expect((await publish()).calls).toEqual([]);
  });

  test('what Challonge refuses fails alone, also half-way; the next publication does the rest', async () => {
    await put([
      ...people('Refused', weights(40, 4), { belt: 'red' }),
      ...people('Cut', weights(70, 25), { belt: 'red' }),
      ...people('Fine', weights(110, 4), { belt: 'red' }),
    ]);
    const refusal = { kind: 'answer', status: 422, body: '{"errors":["Name has already been taken"]}' };
    await fault('tournaments.create', 'high_ultra_m_fin', refusal);
    await misbehave({
      ...{ service: 'challonge', operation: 'participants.bulkAdd', contains: 'Cut', after: 1, times: 9 },
      behaviour: refusal as never,
    });
    const draw = await plan();
    const failed = await publish(draw);
    expect(failed.failures.map(({ id, failed }) => [id, failed])).toEqual([
      ['challonge high_ultra_m_fin', 'ChallongeRefusedError'],
      ['challonge high_ultra_m_light middle', 'ChallongeRefusedError'],
    ]);
    expect(JSON.stringify(failed.failures)).not.toContain(word);
    await clearFaults();
    const done = await publish(draw);
    expect(done.failures).toEqual([]);
    expect((await bracketOf('high_ultra_m_fin')).names).toHaveLength(4);
    expect((await bracketOf('high_ultra_m_light middle')).names).toHaveLength(25);
  });

  test('a key that is refused fails the job after a call or two, and paper is published; then the rest', async () => {
    await put([
      ...people('Key', weights(40, 3), { belt: 'black' }),
      ...people('Lock', weights(70, 3), { belt: 'black' }),
    ]);
    await misbehave({
      ...{ service: 'challonge', operation: '*', times: 100 },
      behaviour: challongeFaults['key refused, JSON'] as never,
    });
    const draw = await plan();
    const failed = await publish(draw);
    expect(new Set(failed.failures.map(({ failed }) => failed))).toEqual(
      new Set(['ChallongeAccessDeniedError']),
    );
    expect(failed.calls.length).toBeLessThanOrEqual(2);
    expect((await run({ plan: draw, to: ['paper'] })).items).toBe(0);
    await clearFaults();
    const done = await publish(draw);
    expect(done.outcomes).toEqual({ created: 2 });
    expect((await bracketOf('black_ultra_m_fin')).names).toHaveLength(3);
  });

  test('a bracket of which nothing is known any more is found by its address, and taken up', async () => {
    const before = await tournaments();
    const entryId = bracketPartIdOf('challonge', 'black_ultra_m_fin');
    await documents.send(new DeleteCommand({ TableName: table, Key: { entryId } }));
    const done = await publish();
    expect(done.failures).toEqual([]);
    expect(await tournaments()).toBe(before);
    expect((await bracketOf('black_ultra_m_fin')).names).toHaveLength(3);
  });
});

describe('the commands', () => {
  const stage = new Stage({ name: 'local', config, outputs: cloud.outputs });
  const out = mkdtempSync(join(tmpdir(), 'publish-'));
  afterAll(() => rmSync(out, { recursive: true }));
  /** What is printed on standard output. */
  async function saying(run: () => Promise<number>) {
    const printed: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((text) => printed.push(String(text)));
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    try {
      return { code: await run(), said: printed.join('\n') };
    } finally {
      for (const spy of [log, error]) spy.mockRestore();
    }
  }

  test('say what they would do and cost, do it with --yes, and show where it is to be seen', async () => {
    const division = 'black_ultra_m_heavy';
    const two = people('Ida', [110, 111], { belt: 'black' });
    await put(two);
    await plan();
    const asked = await saying(() => publishIn(stage, { out }));
    expect(asked.code).toBe(3);
    expect(asked.said).toMatch(
      /^Challonge: 1 to create, \d+ as they should be; 2 calls, of \d+ that are left/m,
    );
    const done = await saying(() => publishIn(stage, { out, yes: true }));
    expect(done.code).toBe(0);
    expect(done.said).toMatch(/^Done: .*1 created/);
    expect(done.said).toMatch(new RegExp(`^  ${division} +http`, 'm'));
    // What is to be printed: one ring alone has another division, and there are new cards.
    expect(readdirSync(out).filter((name) => name.endsWith('.pdf'))).toEqual([
      'cards.pdf',
      expect.stringMatching(/^ring-\d\.pdf$/),
    ]);
    const again = await saying(() => publishIn(stage, { out }));
    expect([again.code, again.said]).toEqual([0, expect.stringContaining('as they should be.')]);

    const started = await saying(() => startIn(stage, { divisions: [division] }, { out, yes: true }));
    expect([started.code, started.said]).toEqual([
      0,
      expect.stringMatching(/^1 division has started\. Done: /),
    ]);
    expect(started.said.split('\n')).toHaveLength(2);
    const unknown = saying(() => startIn(stage, { divisions: ['black_ultra_m_hevy'] }, { out }));
    await expect(unknown).rejects.toThrow(`did you mean ${division}`);
  });

  test('say what differs where a plan is stale', async () => {
    const [one] = people('Jo', [50]);
    const old = await plan();
    await put([one as Said]);
    const stale = saying(() => publishIn(stage, { plan: old, out }));
    await expect(stale).rejects.toThrow(/^Plan \S+ is stale, and nothing was published\.\n {2}Jo A/);
  });
});

describe('results', () => {
  const results = new JobRun(config, { ...stage, machine: resultsJob });

  async function read(order: object = {}) {
    const before = (await calls()).length;
    const state = await results.end(await results.start(order));
    const { items } = plannedJob.parse(state).plan;
    const { outcomes } = items > 0 ? await results.result(state) : { outcomes: {} };
    const { divisions, problems } = await files.readJson(resultSummaryKey, resultSummary);
    const ofHeavy = divisions.find(({ division }) => division === heavy);
    return { outcomes, problems, ofHeavy, calls: (await calls()).slice(before) };
  }

  /** Enters results at Challonge, the first player of each match winning. @returns the seed of who won last. */
  async function play(most: number): Promise<number> {
    const url = (await records.part('challonge', heavy))?.link?.split('/').at(-1);
    let last = 0;
    for (let played = 0; played < most; played += 1) {
      const { body } = await challonge.v1('GET', `/tournaments/${url}/matches.json`);
      const { match } = body.find((one: { match: { state: string } }) => one.match.state === 'open') ?? {};
      if (!match) break;
      const { id, player1_id: winner } = match;
      await challonge.v1('PUT', `/tournaments/${url}/matches/${id}.json`, {
        match: { winner_id: winner, scores_csv: '3-1' },
      });
      last = winner;
    }
    const { body } = await challonge.v1('GET', `/tournaments/${url}/participants/${last}.json`);
    return body.participant.seed;
  }

  test('are asked for with a call a division under way, give its medals, and cost none once it is complete', async () => {
    await play(5);
    const some = await read();
    expect(some).toMatchObject({
      outcomes: { goingOn: expect.any(Number) },
      ofHeavy: { progress: 'going on', decided: 5, matches: 11, medals: [] },
      problems: [],
    });

    const champion = await play(20);
    const all = await read();
    expect(all.calls).toHaveLength(some.calls.length);
    expect(all.ofHeavy).toMatchObject({ progress: 'complete', decided: 11, next: [] });
    const seeds = await seedsOf((await records.drawInForce())?.execution ?? '', heavy);
    expect(all.ofHeavy?.medals.map(({ medal }) => medal)).toEqual(['gold', 'silver', 'bronze', 'bronze']);
    expect(all.ofHeavy?.medals[0]?.id).toBe(seeds[champion - 1]);

    const again = await read();
    expect(again.calls).toHaveLength(all.calls.length - 1);
    expect(again.ofHeavy).toEqual(all.ofHeavy);
    expect((await read({ all: true })).calls).toHaveLength(all.calls.length);
  });
});
