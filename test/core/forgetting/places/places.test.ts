import { describe, expect, test } from 'vitest';
import { archivedPerson, idOfArchived } from '../../../../core/archive/archive.ts';
import { mergedArchiveKey } from '../../../../core/archive/archive-state.ts';
import { drawKey } from '../../../../core/brackets/draw-file.ts';
import { paperIdOf, personIdOf, sheetIdOf } from '../../../../core/domain/ids.ts';
import { lookupTable, mergedArchive } from '../../../../core/forgetting/places/archives.ts';
import { challongePlace } from '../../../../core/forgetting/places/challonge.ts';
import { deadLetters } from '../../../../core/forgetting/places/dead-letters.ts';
import { draws } from '../../../../core/forgetting/places/draws.ts';
import { drivePlace } from '../../../../core/forgetting/places/drive.ts';
import { jobFiles } from '../../../../core/forgetting/places/job-files.ts';
import type { Place } from '../../../../core/forgetting/places/place.ts';
import type { SoughtPerson } from '../../../../core/forgetting/places/sought-person.ts';
import { BracketRecords } from '../../../../core/progress/bracket-records.ts';
import { ProgressTable } from '../../../../core/progress/progress-table.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { MemoryBucket } from '../../../doubles/memory-bucket.ts';
import { fileInDrive, MemoryDrive } from '../../../doubles/memory-drive.ts';
import { boys, idOf, planOf } from '../../brackets/draw.ts';

const identity = {
  fullName: 'Zoe Quill',
  school: 'Dojang',
  registrationType: 'competitor',
  birthdate: '2013-07-11',
};
const zoe: SoughtPerson = {
  id: 'cs_test_zoe',
  isThere: true,
  ids: new Set(['cs_test_zoe']),
  identities: [identity],
  personIds: new Set([personIdOf(identity)]),
  keys: new Map([['cs_test_zoe', new Set(['Dojang-competitor-Zoe_Quill'])]]),
  photoKeys: new Set(['Dojang_competitor_Zoe "Z" Quill.jpg']),
  alike: [],
};

async function erase(place: Place, person = zoe): Promise<string[]> {
  const found = await place.find(person);
  for (const one of found) await one.erase();
  expect(await place.find(person)).toEqual([]);
  return found.map(({ what }) => what);
}

test('dead letters are those of the person: as a form sent them, by an id, by a photo', async () => {
  const form = (name: string) => JSON.stringify({ ...sent, full_name: { S: name } });
  const sent = { school: { S: 'dojang' }, reg_type: { S: 'Competitor' }, birthdate: '7/11/2013' };
  let messages = [
    form('ZOE  QUILL'),
    form('Max Quill'),
    '{"eventId":"cs_test_zoe"}',
    '{"eventId":"cs_test_zoe2"}',
    JSON.stringify({ detail: { object: { key: 'Dojang_competitor_Zoe "Z" Quill.jpg' } } }),
    'no JSON',
  ];
  const queue = {
    find: async (fits: (body: string) => boolean) => messages.filter(fits),
    delete: async (fits: (body: string) => boolean) => {
      messages = messages.filter((body) => !fits(body));
    },
  };
  expect(await erase(deadLetters({ queues: { Failed: queue } }))).toHaveLength(3);
  expect(messages).toEqual([form('Max Quill'), '{"eventId":"cs_test_zoe2"}', 'no JSON']);
});

describe('archives', () => {
  const archived = (name: string, school: string, birthdate = '07/11/2013') => ({
    ...{ pk: { S: `${school}-competitor-${name}` }, name: { S: name }, school: { S: school } },
    ...{ birthdate: { S: birthdate }, email: { S: 'family@example.com' } },
  });
  const people = [archived('Zoe Quill', 'Another School'), archived('Max Quill', 'Dojang')];

  test('lose the person, also from the school of an earlier year, and keep a tombstone', async () => {
    let table = [...people];
    const set: string[] = [];
    const place = lookupTable({
      lookup: {
        async *items() {
          yield* table;
        },
        async delete(pk) {
          table = table.filter((item) => item.pk.S !== pk);
        },
      },
      tombstones: { set: async (id) => void set.push(id) },
    });
    expect(await erase(place)).toHaveLength(1);
    expect(table.map(({ name }) => name.S)).toEqual(['Max Quill']);
    expect(set).toEqual([idOfArchived(archivedPerson(people[0] ?? {}))]);
  });

  test('two of one name and birth date in other schools are not taken for the person', async () => {
    const bucket = new MemoryBucket();
    const twins = [archived('Zoe Quill', 'One School'), archived('Zoe Quill', 'Two School')];
    bucket.put(mergedArchiveKey, JSON.stringify({ a: twins[0], b: twins[1] }));
    const place = mergedArchive({
      files: bucket.jobFiles,
      versions: bucket.versions,
      tombstones: { set: async () => undefined },
    });
    expect(await place.find(zoe)).toEqual([]);
  });

  test('are written without the person, and no earlier version is left', async () => {
    const bucket = new MemoryBucket();
    bucket.put(mergedArchiveKey, JSON.stringify({ a: people[0] }));
    bucket.put(mergedArchiveKey, JSON.stringify({ a: people[0], b: people[1] }));
    const place = mergedArchive({
      files: bucket.jobFiles,
      versions: bucket.versions,
      tombstones: { set: async () => undefined },
    });
    expect(await erase(place)).toHaveLength(1);
    expect(bucket.texts.join()).toMatch(/^(?!.*Zoe).*Max Quill/);
  });
});

test('what an execution wrote goes as a whole if one of its files names the person', async () => {
  const bucket = new MemoryBucket();
  bucket.put('lists/one/roster.csv', 'Zoe Quill').put('lists/one/groups.pdf', '%PDF');
  bucket.put('lists/two/roster.csv', 'Max Quill').put('jobs/archive/a/rows/1.json', '["Zoe Quill"]');
  bucket.put('jobs/archive/uploads/old.json', '{"name":"Zoe Quill"}');
  bucket.put('jobs/archive/uploads/other.json', '{}').put('jobs/resend/b/plan.jsonl', '{"id":"cs_test_zoe"}');
  bucket.put('jobs/resend/b/results/1.json', 'Zoe Quill').put('exports/c/of.json', '"Zoe Quill"');
  bucket.put('exports/c/export.zip', 'PK').put('jobs/schools/one.json', '"Zoe Quill"');
  bucket.put('jobs/schools/one.json.bak', '{}');
  const place = jobFiles([
    { files: bucket.jobFiles, versions: bucket.versions, prefixes: ['lists/', 'jobs/', 'exports/'] },
  ]);
  expect(await erase(place)).toHaveLength(5);
  expect(bucket.keys).toEqual([
    'jobs/archive/uploads/other.json',
    ...['jobs/resend/b/plan.jsonl', 'jobs/resend/b/results/1.json', 'jobs/schools/one.json.bak'],
    'lists/two/roster.csv',
  ]);
});

describe('brackets', () => {
  const said = boys([60, 61, 62]);
  const plan = planOf(said);
  const [person] = said;
  const id = person ? idOf(person) : '';
  const name = plan.people[id]?.name ?? '';
  const drawn: SoughtPerson = {
    ...zoe,
    ids: new Set([id]),
    identities: [{ ...identity, fullName: name }],
    keys: new Map(),
  };
  const division = plan.divisions.find(({ seeds }) => seeds.includes(id));

  async function published() {
    const bucket = new MemoryBucket();
    const table = new ProgressTable(inMemoryDocuments().client, 'progress');
    const brackets = new BracketRecords(table);
    const file = { execution: 'draw-2', madeAt: '2027-05-01T08:00:00.000Z', forced: [], plan };
    await brackets.putInForce({ execution: 'draw-2', publishedAt: file.madeAt }, { started: new Set() });
    bucket.put(drawKey('draw-1'), JSON.stringify(file)).put('brackets/draws/draw-1/plan.html', 'all');
    bucket.put(drawKey('draw-2'), JSON.stringify(file)).put('brackets/draws/draw-2/people.csv', `1,${name}`);
    bucket.put('brackets/results/medals.csv', `gold,${name}`).put('brackets/results/schools.csv', 'Dojang,1');
    bucket.put('brackets/paper/ring-1.pdf', '%PDF').put('brackets/paper/ring-2.pdf', '%PDF');
    bucket.put('brackets/paper/cards.pdf', '%PDF');
    bucket.put('brackets/paper/matches.csv', 'all').put('brackets/paper/blank.pdf', '%PDF');
    const paper: [string, string[]][] = [
      ['ring-1.pdf', [division?.key ?? '']],
      ['ring-2.pdf', ['another']],
      ['cards.pdf', []],
      ['matches.csv', []],
      ['blank.pdf', []],
    ];
    for (const [part, divisions] of paper) {
      await brackets.holdingPart('paper', part, 'e', (held) => held.keep({ part, divisions }));
    }
    return { bucket, brackets, table };
  }

  test('a draw in force keeps the place, without the name; others go, with documents and medals that show it', async () => {
    const { bucket, brackets } = await published();
    const place = draws({ brackets, files: bucket.jobFiles, versions: bucket.versions });
    await erase(place, drawn);
    expect(bucket.keys).toEqual([
      'brackets/draws/draw-2/draw.json',
      ...['brackets/paper/blank.pdf', 'brackets/paper/ring-2.pdf', 'brackets/results/schools.csv'],
    ]);
    const [text = ''] = bucket.texts.filter((one) => one.includes('divisions'));
    expect(JSON.parse(text).plan.people[id]).toEqual({ name: 'Withdrawn', school: plan.people[id]?.school });
    expect(JSON.parse(text).plan.divisions).toEqual(plan.divisions);
    expect(bucket.texts.join()).not.toContain(`"${name}"`);
  });

  test('documents and lists in Drive go, but not sheets of badges of others', async () => {
    const { bucket, brackets, table } = await published();
    const drive = new MemoryDrive();
    const sheets = new MemoryBucket().put('sheets/a/rows-1.json', name).put('sheets/b/rows-1.json', 'Max');
    sheets.put('sheets/a/badges-1-of-1.pdf', '%').put('sheets/b/badges-1-of-1.pdf', '%');
    const tags = {
      badge: { entryId: id },
      other: { entryId: 'another' },
      list: { list: 'list_1' },
      own: { sheet: sheetIdOf('sheets/a/badges-1-of-1.pdf') },
      others: { sheet: sheetIdOf('sheets/b/badges-1-of-1.pdf') },
      old: { sheet: 'sheet_expired' },
      ring: { paper: paperIdOf('config', 'ring-1.pdf') },
    };
    for (const [file, tag] of Object.entries(tags)) drive.files.push(fileInDrive(file, { tag }));
    for (const item of ['list_1', tags.own.sheet, tags.others.sheet, 'sheet_expired']) {
      await table.change(item, { set: { drive: { fileId: item } } });
    }
    await table.change(id, { set: { printedHash: 'hash' } });
    const place = drivePlace({
      ...{ brackets, files: bucket.jobFiles, configBucket: 'config', progress: table },
      sheets: { files: sheets.jobFiles, versions: sheets.versions },
      using: (use) => use(drive),
    });
    const registered = { ...drawn, keys: new Map([[id, new Set(['key'])]]) };
    drive.isManager = false;
    await erase(place, registered);
    expect(drive.present.map((file) => file.id)).toEqual(['other', 'others']);
    drive.isManager = true;
    await erase(place, registered);
    expect(drive.files.filter(({ gone }) => !gone).map((file) => file.id)).toEqual(['other', 'others']);
  });

  test('a stage without a draw has nothing at Challonge, which is not asked', async () => {
    const brackets = new BracketRecords(new ProgressTable(inMemoryDocuments().client, 'progress'));
    const using = () => expect.fail('Challonge was asked');
    const place = challongePlace({ brackets, files: new MemoryBucket().jobFiles, using });
    expect(await place.find(drawn)).toEqual([]);
  });
});
