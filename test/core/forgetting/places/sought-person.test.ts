import { beforeEach, describe, expect, test } from 'vitest';
import { registrationIdOf } from '../../../../core/domain/ids.ts';
import { mentionsOf } from '../../../../core/forgetting/places/mentions.ts';
import { seek } from '../../../../core/forgetting/places/sought-person.ts';
import { ProgressTable } from '../../../../core/progress/progress-table.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { progressIn } from '../../../doubles/progress.ts';

type Row = Record<string, { S: string }>;
const texts = (said: Record<string, string>): Row =>
  Object.fromEntries(Object.entries(said).map(([name, S]) => [name, { S }]));
const who = { school: 'Golden Dragon', reg_type: 'competitor', birthdate: '2013-07-11' };
const jordan = { ...who, full_name: 'Jordan O’Brien', email: 'family@example.com' };

let documents: ReturnType<typeof inMemoryDocuments>;
let entries: Row[];
let rows: Row[];

beforeEach(() => {
  documents = inMemoryDocuments();
  entries = [
    texts({ ...jordan, entryId: 'cs_test_1', imgFilename: 'jordan.jpg' }),
    texts({ ...jordan, entryId: 'cs_test_2', full_name: 'JORDAN OBRIEN' }),
    texts({ ...jordan, entryId: 'cs_test_sister', full_name: 'Robin O’Brien' }),
    texts({ ...jordan, entryId: 'cs_test_namesake', birthdate: '2012-01-01' }),
  ];
  rows = [texts({ ...jordan, entryId: 'cs_test_1', pk: 'Golden_Dragon-competitor-Jordan_O’Brien' })];
});

const find = (id: string) =>
  seek(id, {
    entries: async function* () {
      yield* entries;
    },
    registrations: {
      async *rows() {
        yield* rows;
      },
    },
    progress: new ProgressTable(documents.client, documents.progress),
  });

describe('a person', () => {
  test('is all entries of one name, school, type and birth date; not a sister of the same address', async () => {
    const person = await find('cs_test_1');
    expect([...person.ids]).toEqual(['cs_test_1', 'cs_test_2']);
    expect([...person.photoKeys]).toEqual(['jordan.jpg']);
    expect(person.alike).toEqual(['cs_test_namesake']);
    expect(await find('cs_test_2')).toMatchObject({ ids: new Set(['cs_test_2', 'cs_test_1']) });
  });

  test('has every key of the registration, also former ones, and is found by what the school was called', async () => {
    const { progress } = progressIn(documents);
    await progress.recordRegistration('cs_test_1', 'former-key', { admittedBy: 'pi_1' });
    const [other] = [...(await find('cs_test_2')).personIds];
    entries.push(texts({ ...jordan, entryId: 'cs_test_3', school: 'Golden Dragons' }));
    await progress.recordKnownAs('cs_test_3', [other ?? '']);
    expect((await find('cs_test_3')).ids).toEqual(new Set(['cs_test_3', 'cs_test_1', 'cs_test_2']));
    const keys = ['former-key', 'Golden_Dragon-competitor-Jordan_O’Brien'];
    expect([...((await find('cs_test_1')).keys.get('cs_test_1') ?? [])]).toEqual(keys);
  });

  test('without a name is nobody in particular: of two such entries, one is found by its id alone', async () => {
    const nameless = texts({ ...jordan, full_name: '', entryId: 'entry_1' });
    entries = [nameless, { ...nameless, entryId: { S: 'entry_2' } }];
    expect(await find('entry_1')).toMatchObject({
      ...{ isThere: true, ids: new Set(['entry_1']), identities: [], alike: [] },
    });
  });

  test('of another system is found by the id of the row', async () => {
    const { entryId: _, ...foreign } = rows[0] ?? texts({});
    rows = [foreign];
    entries = [];
    const id = registrationIdOf(foreign);
    const { keys, identities } = await find(id);
    expect([[...(keys.get(id) ?? [])], identities.length]).toEqual([[foreign.pk?.S], 1]);
  });
});

describe('a file mentions a person', () => {
  test.each([
    ['JSON', '{"name":"Jordan O’Brien","school":"x"}'],
    ['CSV', 'Nr,Name\n1,"JORDAN O\'BRIEN",x'],
    ['HTML', '<td>Jordan O&#39;Brien</td>'],
    ['a key', 'Golden_Dragon-competitor-Jordan_O’Brien_badge.jpg'],
  ])('in %s', async (_, text) => {
    const mentions = mentionsOf(await find('cs_test_1'));
    expect(mentions(text)).toBe(true);
  });

  test.each(['Robin O’Brien', 'Jordan O’Briens', 'Brien, Jordan', 'cs_test_1'])(
    'not in “%s”',
    async (text) => {
      const mentions = mentionsOf(await find('cs_test_1'));
      expect(mentions(text)).toBe(false);
    },
  );
});
