import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { toAttributeValues } from '../../../core/domain/entry-item.ts';
import { type Identity, identityOf } from '../../../core/domain/identity.ts';
import { personIdOf, registrationIdOf } from '../../../core/domain/ids.ts';
import type { AdmittedEntry } from '../../../core/domain/state.ts';
import { holdPerson } from '../../../core/progress/person-holder.ts';
import type { PhotoFollowers } from '../../../core/progress/photo-followers.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import { renameSchool } from '../../../core/schools/rename-school.ts';
import type { Renaming } from '../../../core/schools/renamings.ts';
import { storeProfile } from '../../../lambdas/registration/store-profile/store-profile.ts';
import { inMemoryDocuments } from '../../doubles/in-memory-documents.ts';
import { progressIn } from '../../doubles/progress.ts';
import { MemoryEntries, MemoryRegistrations } from '../../doubles/tables.ts';
import competitor from '../../fixtures/entries/competitor.json' with { type: 'json' };

const canonical = 'Golden Dragon Taekwondo';
const typed = competitor.school.S;
const pk = 'Golden_Dragon_TKD_-_Owasso-competitor-Jordan_Rivera';

let entries: MemoryEntries;
let registrations: MemoryRegistrations;
let followers: PhotoFollowers;
let progress: Progress;
/** As an adopted table's scan finds them. */
let otherSystems: Map<string, string>;

beforeEach(() => {
  entries = new MemoryEntries();
  registrations = new MemoryRegistrations();
  otherSystems = new Map();
  ({ followers, progress } = progressIn(inMemoryDocuments()));
});

/** A paid entry, as the workflow stores it. */
async function register(entryId: string, changes: Record<string, unknown> = {}) {
  const validated: AdmittedEntry['validated'] = {
    ...{
      registrationType: 'competitor',
      paymentNeeded: true,
      school: 'known',
      findings: [],
      badgeWanted: true,
    },
  };
  entries.with(entryId, { ...competitor, ...changes, checkout: { S: entryId } });
  await storeProfile(
    { entryId, validated, payment: { paymentIntentId: 'pi_1' } },
    {
      entries,
      registrations,
      progress,
      followers,
      otherSystems: async () => otherSystems,
      measure: () => undefined,
      // The table of persons and that of progress are one.
      newRegistrations: {
        async add(item, personId, replaces) {
          const holder = await progress.holderOf(personId);
          const person = holder && ![item.entryId.S, replaces].includes(holder.heldBy) ? holder : undefined;
          const row = registrations.items.get(item.pk.S);
          if (row || person) return { row, person };
          registrations.items.set(item.pk.S, item);
          await progress.recordPerson(personId, item.entryId.S, item.pk.S, holder?.heldBy);
          return undefined;
        },
      },
    },
  );
}

const dependencies = (other: typeof registrations = registrations) => ({
  registrations: other,
  progress,
  holdPerson: (person: Identity, by: { id: string; pk: string }) =>
    holdPerson(person, by, { progress, registrations }),
});

const schoolOf = (key = pk) => registrations.items.get(key)?.school?.S;
const rename = (changes: Partial<Renaming> = {}, undo = false) =>
  renameSchool({ id: 'cs_test_1', pk, from: typed, to: canonical, ...changes }, { undo }, dependencies());

const again = { school: { S: canonical } };

describe('a registration whose school is given its canonical name', () => {
  beforeEach(() => register('cs_test_1'));

  test('keeps its key, and everything but the school', async () => {
    const before = structuredClone(registrations.items.get(pk));
    expect(await rename()).toBe('renamed');
    expect(registrations.items.get(pk)).toEqual({ ...before, school: { S: canonical } });
    expect(await rename()).toBe('renamed');
  });

  test.each([
    ['the canonical name', { school: { S: canonical } }],
    ['the name as the family typed it', {}],
    ['that name in capitals, so that the key is another', { school: { S: typed.toUpperCase() } }],
  ])('is found when the family registers the child again with %s', async (_, changes) => {
    await rename();
    await expect(register('cs_test_2', changes)).rejects.toThrow('registered by entry cs_test_1');
    expect(registrations.items).toHaveLength(1);
  });

  test('is found by every name it has had', async () => {
    await rename();
    await rename({ from: canonical, to: 'GD Taekwondo' });
    for (const school of [typed, canonical, 'GD Taekwondo']) {
      await expect(register('cs_test_2', { school: { S: school } })).rejects.toThrow('registered by entry');
    }
  });

  test('is another person’s once an organiser changes it to another school', async () => {
    await rename();
    registrations.items.set(pk, { ...registrations.items.get(pk), school: { S: 'River City' } });
    expect(await rename()).toBe('changed meanwhile');
    expect(schoolOf()).toBe('River City');
    await register('cs_test_2', again);
    expect(registrations.items).toHaveLength(2);
  });

  test('is left alone when somebody changed the school between plan and write', async () => {
    const between = async () => {
      registrations.items.set(pk, { ...registrations.items.get(pk), school: { S: 'River City' } });
      return false;
    };
    const blocked = { find: registrations.find, get: registrations.get, renameSchool: between };
    const outcome = renameSchool(
      { id: 'cs_test_1', pk, from: typed, to: canonical },
      { undo: false },
      dependencies(Object.assign(Object.create(registrations), blocked)),
    );
    expect(await outcome).toBe('changed meanwhile');
  });

  test('is gone when its key belongs to another, or to nobody', async () => {
    expect(await rename({ id: 'cs_test_9' })).toBe('gone');
    registrations.items.clear();
    expect(await rename()).toBe('gone');
  });

  test('cut off before the row was written, the work is finished by the next attempt', async () => {
    const cutOff = Object.assign(Object.create(registrations), {
      renameSchool: async () => {
        throw new Error('cut off');
      },
    });
    const renaming = { id: 'cs_test_1', pk, from: typed, to: canonical };
    await expect(renameSchool(renaming, { undo: false }, dependencies(cutOff))).rejects.toThrow('cut off');
    expect(schoolOf()).toBe(typed);
    await rename();
    await expect(register('cs_test_2', again)).rejects.toThrow('registered by entry cs_test_1');
  });

  test('takes the place of an entry that is not registered any more', async () => {
    await progress.recordPerson(personIdOf(identityOf({ ...competitor, ...again })), 'cs_test_0', 'gone');
    await rename();
    await expect(register('cs_test_2', again)).rejects.toThrow('registered by entry cs_test_1');
  });

  test('leaves the place to another registration of the same person, which stays', async () => {
    await register('cs_test_2', again);
    await rename();
    await expect(register('cs_test_3', again)).rejects.toThrow('registered by entry cs_test_2');
    await expect(register('cs_test_3')).rejects.toThrow('registered by entry cs_test_1');
  });

  test('undone, the names are two schools again', async () => {
    await rename();
    expect(await rename({ from: canonical, to: typed }, true)).toBe('renamed');
    expect(schoolOf()).toBe(typed);
    await expect(register('cs_test_2')).rejects.toThrow('registered by entry cs_test_1');
    await register('cs_test_2', again);
    expect(registrations.items).toHaveLength(2);
  });
});

test('a registration of another system is found by both names too', async () => {
  const row = { ...toAttributeValues(competitor), pk: { S: pk } };
  registrations.items.set(pk, row);
  expect(await rename({ id: registrationIdOf(row) })).toBe('renamed');
  otherSystems.set(personIdOf(identityOf({ ...competitor, ...again })), pk);
  for (const changes of [{}, again]) {
    await expect(register('cs_test_2', changes)).rejects.toThrow('registered by');
  }
});

test('renaming and undoing is as if nothing had been, whatever was changed in between', async () => {
  const names = fc.constantFrom(typed, canonical, 'River City', 'golden dragon tkd owasso');
  await fc.assert(
    fc.asyncProperty(names, names, fc.option(names), async (school, to, changed) => {
      registrations = new MemoryRegistrations();
      ({ progress } = progressIn(inMemoryDocuments()));
      const row = {
        ...toAttributeValues(competitor),
        school: { S: school },
        pk: { S: pk },
        entryId: { S: 'cs_test_1' },
      };
      registrations.items.set(pk, row);
      const outcome = await rename({ from: school, to });
      if (changed) registrations.items.set(pk, { ...row, school: { S: changed } });
      if (outcome === 'renamed') await rename({ from: to, to: school }, true);
      expect(schoolOf()).toBe(changed && changed !== to ? changed : school);
    }),
  );
});
