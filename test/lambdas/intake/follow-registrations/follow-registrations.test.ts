import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type BadgeDesign, badgeDesign } from '../../../../core/badges/badge-design.ts';
import { badgeFacts } from '../../../../core/badges/badge-facts.ts';
import { parseBadgeSubject } from '../../../../core/badges/badge-subject.ts';
import type { EntryItem } from '../../../../core/domain/entry-item.ts';
import { InputInvalidError } from '../../../../core/domain/errors.ts';
import { identityOf } from '../../../../core/domain/identity.ts';
import { personIdOf, registrationIdOf } from '../../../../core/domain/ids.ts';
import type { BadgeLease } from '../../../../core/progress/badge-lease.ts';
import type { Progress } from '../../../../core/progress/progress.ts';
import type { Tombstones } from '../../../../core/progress/tombstones.ts';
import { followRegistration } from '../../../../lambdas/intake/follow-registrations/follow-registrations.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { progressIn } from '../../../doubles/progress.ts';
import competitor from '../../../fixtures/render-badge/competitor.json' with { type: 'json' };

const entryId = 'cs_test_a1';
const pk = 'Golden_Dragon_TKD_-_Owasso-competitor-Jordan_Rivera';
const { checkout: _, ...form } = competitor;
const row: EntryItem = { ...form, pk: { S: pk }, payment: { S: 'pi_1' } };
const { entryId: __, ...foreignRow } = row;
const foreignId = registrationIdOf(foreignRow);

const competition = { name: 'Green Country Open', year: 2025 };
const design: Pick<BadgeDesign, 'facts'> = badgeDesign.parse({});

let documents: ReturnType<typeof inMemoryDocuments>;
let lease: BadgeLease;
let progress: Progress;
let tombstones: Tombstones;
let started: string[];
let events: number;

beforeEach(() => {
  documents = inMemoryDocuments();
  ({ lease, progress, tombstones } = progressIn(documents));
  started = [];
  events = 0;
});

/** The stream reports a change; every record has an id of its own. */
async function tell(before: EntryItem | undefined, after: EntryItem | undefined, shown = design) {
  events += 1;
  const eventId = `event ${events}`;
  const executions = {
    startFor: async (id: string, cause: string) => {
      expect(cause).toBe(eventId);
      started.push(id);
    },
  };
  return followRegistration({ eventId, before, after }, { competition, design: shown, executions, progress });
}

const edit = (changes: EntryItem, shown = design) => tell(row, { ...row, ...changes }, shown);

/** What the registration workflow leaves of an entry. */
const stored = (key = pk) => progress.recordRegistration(entryId, key, { admittedBy: 'pi_1' });
const withdraw = () =>
  lease.holdingBadge(entryId, 'refresh', () => lease.recordWithdrawal(entryId, 'refresh'));

test('nothing follows for somebody who was erased, neither when the row goes nor when a backup brings it back', async () => {
  await stored();
  await tombstones.set(entryId);
  expect([await tell(row, undefined), await tell(undefined, row)]).toEqual(['ignored', 'ignored']);
  expect(started).toEqual([]);
});

describe('an edit of', () => {
  test.each<[what: string, changes: EntryItem]>([
    ['the name', { full_name: { S: 'Jordan Rivera-Santos' } }],
    ['the school', { school: { S: 'Silver Dragon TKD' } }],
    ['the type', { reg_type: { S: 'coach' } }],
    ['the belt', { beltRank: { S: 'blue' } }],
    ['the weight', { weight: { N: '90' } }],
    ['the weight, which is taken away', { weight: { S: '' } }],
    ['the gender', { gender: { S: 'F' } }],
    ['the birth date', { birthdate: { S: '07/11/2012' } }],
    ['the events', { events: { S: 'sparring,poomsae' } }],
    ['the order of the events', { events: { S: 'poomsae,sparring-gr' } }],
    ['a form', { poomsae_form: { S: '2' } }],
    ['the photo', { imgFilename: { S: 'another.jpg' } }],
    ['the photo, which is taken away', { imgFilename: { S: '' } }],
  ])('%s starts a refresh', async (_, changes) => {
    await stored();
    expect(await edit(changes)).toBe('started');
    expect(started).toEqual([entryId]);
  });

  test.each<[what: string, changes: EntryItem]>([
    ['the e-mail address', { email: { S: 'another@example.com' } }],
    ['the phone number', { phone: { S: '918-555-0199' } }],
    ['the medical form', { medical_form: { S: '{"contacts": "Y"}' } }],
    ['the medical form, to what is none', { medical_form: { S: 'asthma' } }],
    ['the coach', { coach: { S: 'Master U' } }],
    ['the parent', { parent: { S: 'Kim Rivera' } }],
    ['the height', { height: { N: '60' } }],
    ['the age beside a birth date', { age: { N: '13' } }],
    ['the day of birth within a year', { birthdate: { S: '08/12/2013' } }],
    ['the form of an event that is not entered', { pair_poomsae_form: { S: '3' } }],
    [
      'the spelling of the belt, the gender and the events',
      {
        beltRank: { S: ' Yellow ' },
        gender: { S: 'M' },
        events: { S: 'sparring_gr, poomsae' },
      },
    ],
    ['the payment', { payment: { S: 'pi_2' } }],
    ['nothing', {}],
  ])('%s starts no refresh', async (_, changes) => {
    await stored();
    expect(await edit(changes)).toBe('ignored');
    expect(started).toEqual([]);
  });

  test('a fact that the stage does not show starts no refresh', async () => {
    const shown: typeof design = { facts: ['school', 'events'] };
    await stored();
    expect(await edit({ weight: { N: '90' } }, shown)).toBe('ignored');
    expect(await edit({ beltRank: { S: 'blue' } }, shown)).toBe('ignored');
    expect(await edit({ beltRank: { S: 'plaid' } }, shown), 'to be looked at').toBe('started');
    expect(await edit({ school: { S: 'Silver Dragon TKD' } }, shown)).toBe('started');
  });

  test("a row that another system stored starts one, by an id that is made of the row's key", async () => {
    expect(await tell(foreignRow, { ...foreignRow, weight: { N: '90' } })).toBe('started');
    expect(started).toEqual([foreignId]);
    expect(foreignId).toMatch(/^reg_[0-9a-f]{32}$/);
    expect((await progress.get(foreignId)).registrationKey).toBe(pk);
  });

  test('any kind starts a refresh if and only if the badge, its photo or the findings change', async () => {
    const change = fc.record(
      {
        full_name: fc.constantFrom('Jordan Rivera', 'Jordan  Rivera', 'Kim Rivera'),
        school: fc.constantFrom('Golden Dragon TKD - Owasso', 'Another'),
        reg_type: fc.constantFrom('competitor', 'coach', 'seminar'),
        email: fc.emailAddress(),
        birthdate: fc.constantFrom('07/11/2013', '2013-07-11', '01/02/2013', '01/02/2012', ''),
        age: fc.constantFrom('11', '12', ''),
        gender: fc.constantFrom('male', 'M', 'female', ''),
        weight: fc.constantFrom('85', '85.0', '85.04', '85.1', ''),
        beltRank: fc.constantFrom('yellow', 'Yellow', '1 degree black', '1 black', ''),
        events: fc.constantFrom('sparring-gr,poomsae', 'sparring_gr, poomsae', 'poomsae', 'breaking', ''),
        poomsae_form: fc.constantFrom('1', 'Taegeuk 1 Jang', 'Koryo', ''),
        imgFilename: fc.constantFrom('a.jpg', 'b.jpg', ''),
        badge_id: fc.constantFrom('T1-1', 'T1-2'),
        badge_preflight: fc.constantFrom('photo: missing', ''),
      },
      { requiredKeys: [] },
    );
    const typed = (attributes: Record<string, string>): EntryItem => ({
      ...row,
      ...Object.fromEntries(Object.entries(attributes).map(([name, text]) => [name, { S: text }])),
    });
    const edited = fc.subarray(Object.keys(row), { minLength: 1, maxLength: 3 });
    const facts = fc.subarray([...design.facts]);
    const seen = { started: 0, ignored: 0 };
    await stored();
    await fc.assert(
      fc.asyncProperty(change, change, edited, facts, async (first, second, names, shown) => {
        const few = Object.entries(second).filter(([name]) => names.includes(name));
        const [before, after] = [typed(first), typed({ ...first, ...Object.fromEntries(few) })];
        const [was, is] = [before, after].map((item) => {
          const subject = parseBadgeSubject(item, { competitionYear: competition.year });
          const facts = badgeFacts(subject, competition, { facts: shown });
          return JSON.stringify([facts, subject.photoKey, subject.findings]);
        });
        const outcome = await tell(before, after, { facts: shown });
        expect(outcome).toBe(was === is ? 'ignored' : 'started');
        seen[outcome] += 1;
      }),
      { numRuns: 500 },
    );
    expect(Math.min(seen.started, seen.ignored), 'of either kind').toBeGreaterThan(20);
  });
});

describe('our own writes start no refresh:', () => {
  test.each(['before', 'after'])(
    'the registration, if the event arrives %s its key is recorded',
    async (when) => {
      if (when === 'after') await stored();
      expect(await tell(undefined, row)).toBe('ignored');
      expect(started).toEqual([]);
    },
  );

  test('what is noted about the badge', async () => {
    await stored();
    const noted = { ...row, badge_id: { S: 'T1-1' }, badge_preflight: { S: 'photo: missing' } };
    expect(await tell(row, noted)).toBe('ignored');
    expect(await tell(noted, { ...row, badge_id: { S: 'T1-1' } })).toBe('ignored');
  });

  test('what is noted about the badge of a row that another system stored', async () => {
    await tell(undefined, foreignRow);
    started = [];
    expect(await tell(foreignRow, { ...foreignRow, badge_id: { S: 'T1-1' } })).toBe('ignored');
  });
});

describe('a registration that', () => {
  test('another system stores starts a refresh, and its key is recorded', async () => {
    expect(await tell(undefined, foreignRow)).toBe('started');
    expect(started).toEqual([foreignId]);
    expect((await progress.get(foreignId)).registrationKey).toBe(pk);
  });

  test('is deleted starts a refresh, which withdraws its badge', async () => {
    await stored();
    expect(await tell(row, undefined)).toBe('started');
    expect(started).toEqual([entryId]);
  });

  test("is deleted and was another system's, without a badge, starts none", async () => {
    expect(await tell(foreignRow, undefined)).toBe('ignored');
    expect(documents.items.size).toBe(0);
  });

  test('is put back after its badge was withdrawn starts a refresh', async () => {
    await stored();
    await tell(row, undefined);
    await withdraw();
    started = [];
    expect(await tell(undefined, row)).toBe('started');
    expect(started).toEqual([entryId]);
  });

  test.each(['written, then deleted', 'deleted, then written'])(
    'is moved to another key, reported as %s, ends under the new one',
    async (order) => {
      await stored();
      const moved = { ...row, pk: { S: 'moved' } };
      const records = [() => tell(undefined, moved), () => tell(row, undefined)];
      if (order.startsWith('deleted')) records.reverse();
      for (const record of records) expect(await record()).toBe('started');
      expect(await progress.get(entryId)).toMatchObject({ registrationKey: 'moved' });
      expect(started).toEqual([entryId, entryId]);
    },
  );

  test('was edited and then moved is still found if the event of the edit arrives last', async () => {
    await stored();
    await tell(undefined, { ...row, pk: { S: 'moved' } });
    expect(await edit({ weight: { N: '90' } })).toBe('started');
    expect((await progress.get(entryId)).registrationKeys.toSorted()).toEqual([pk, 'moved'].toSorted());
  });

  test('replaces another under its key: both are refreshed', async () => {
    await stored();
    expect(await tell(row, foreignRow)).toBe('started');
    expect(started).toEqual([entryId, foreignId]);
    started = [];
    await withdraw();
    expect(await tell(foreignRow, row)).toBe('started');
    expect(started).toEqual([foreignId, entryId]);
  });
});

describe('a registration that cannot be read', () => {
  const guest = { ...row, reg_type: { S: 'guest' } };

  test('starts a refresh, which parks it; and another when it is corrected', async () => {
    await stored();
    expect(await tell(row, guest)).toBe('started');
    expect(await tell(guest, row)).toBe('started');
  });

  test('starts one when what cannot be read has changed', async () => {
    await stored();
    expect(await tell(guest, { ...row, reg_type: { S: 'visitor' } })).toBe('started');
    expect(await tell(guest, { ...guest, full_name: { S: '' } })).toBe('started');
    expect(await tell(guest, { ...row, reg_type: { L: [] } })).toBe('started');
  });

  test('starts no refresh while that stays the same', async () => {
    await stored();
    expect(await tell(guest, { ...guest, email: { S: 'another@example.com' } })).toBe('ignored');
    expect(await tell(guest, { ...guest, full_name: { S: 'Kim Rivera' } })).toBe('ignored');
    expect(await tell(guest, { ...guest, badge_id: { S: 'T1-1' } })).toBe('ignored');
  });
});

test('a registration that was corrected to be about another person is noted as theirs', async () => {
  await stored();
  const kim = { ...row, full_name: { S: 'Kim Rivera' } };
  await tell(row, kim);
  expect(documents.items.get(personIdOf(identityOf(kim)))).toMatchObject({
    heldBy: entryId,
    registrationKey: pk,
  });
});

test.each<[what: string, change: [EntryItem | undefined, EntryItem | undefined]]>([
  ['no image at all', [undefined, undefined]],
  ['a row without a key', [undefined, form]],
  ['a key that is no text', [{ ...row, pk: { L: [] } }, undefined]],
])('a record of %s is refused', async (_, [before, after]) => {
  await expect(tell(before, after)).rejects.toThrow(InputInvalidError);
  expect(started).toEqual([]);
});
