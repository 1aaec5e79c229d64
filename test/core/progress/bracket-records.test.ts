import { beforeEach, describe, expect, test } from 'vitest';
import { BracketInFlightError, ServiceUnavailableError } from '../../../core/domain/errors.ts';
import { BracketRecords, type HeldPart } from '../../../core/progress/bracket-records.ts';
import type { PartRecord } from '../../../core/progress/progress-record.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { type DocumentTables, documentTables, itemIn, putItem } from '../../doubles/document-tables.ts';

const first = { execution: 'first', publishedAt: '2027-05-02T10:00:00.000Z' };
const second = { execution: 'second', publishedAt: '2027-05-02T11:00:00.000Z' };
const division = 'low_cadet_m_light middle';
const id = 'brackets_challonge_e534e933a211b1fd22ee62b263d2f6cc';
const record: PartRecord = {
  part: division,
  divisions: [division],
  contentHash: 'abc',
  remote: { id: '1', participants: { a: '11' } },
};

describe.each(documentTables)('%s', (_, open) => {
  let clock: number;
  let tables: DocumentTables;
  let brackets: BracketRecords;

  beforeEach(async () => {
    clock = Date.parse('2027-05-02T12:00:00Z');
    tables = await open();
    brackets = new BracketRecords(new ProgressTable(tables.client, tables.progress, () => clock));
  });

  describe('the draw in force', () => {
    const started = new Set<string>();

    test('is none at first, then the one that was put in force, and the next only in its place', async () => {
      expect(await brackets.drawInForce()).toBeUndefined();
      expect(await brackets.putInForce(second, { ifStill: 'first', started })).toBe(false);
      expect(await brackets.putInForce(first, { started })).toBe(true);
      expect(await brackets.putInForce(second, { started })).toBe(false);
      expect(await brackets.drawInForce()).toEqual(first);
      expect(await brackets.putInForce(second, { ifStill: 'first', started })).toBe(true);
      expect(await brackets.drawInForce()).toEqual(second);
    });

    test('may be put in force again, and has come into force when it first did', async () => {
      await brackets.putInForce(first, { started });
      expect(await brackets.putInForce({ ...first, publishedAt: 'later' }, { started })).toBe(true);
      expect(await brackets.drawInForce()).toEqual(first);
    });

    test('has divisions that have started, of no other draw', async () => {
      expect(await brackets.started()).toEqual(new Set());
      expect(await brackets.markStarted(['a'], 'first')).toBe(false);
      await brackets.putInForce(first, { started });
      expect(await brackets.markStarted(['a', 'b'], 'first')).toBe(true);
      expect(await brackets.markStarted(['b', 'c'], 'first')).toBe(true);
      expect(await brackets.markStarted([], 'first')).toBe(true);
      expect(await brackets.markStarted(['d'], 'second')).toBe(false);
      expect(await brackets.started()).toEqual(new Set(['a', 'b', 'c']));
    });

    test('is not replaced by one that does not know of all that have started', async () => {
      await brackets.putInForce(first, { started });
      await brackets.markStarted(['b', 'a'], 'first');
      for (const known of [[], ['a'], ['a', 'c']]) {
        const replaced = { ifStill: 'first', started: new Set(known) };
        expect(await brackets.putInForce(second, replaced)).toBe(false);
      }
      const replaced = { ifStill: 'first', started: new Set(['a', 'b']) };
      expect(await brackets.putInForce(second, replaced)).toBe(true);
    });

    test('unmarks what it has drawn again, once: what starts after that stays marked', async () => {
      await brackets.putInForce(first, { started });
      await brackets.markStarted(['a', 'b'], 'first');
      const replaced = { ifStill: 'first', started: new Set(['a', 'b']), unmark: ['a', 'c'] };
      expect(await brackets.putInForce(second, replaced)).toBe(true);
      expect(await brackets.started()).toEqual(new Set(['b']));
      await brackets.markStarted(['a'], 'second');
      expect(await brackets.putInForce(second, replaced)).toBe(true);
      expect(await brackets.started()).toEqual(new Set(['a', 'b']));
    });
  });

  describe('a part', () => {
    /** Work that lasts until `end` is called; when this returns, the part is held or refused. */
    async function holding(execution: string) {
      const started = Promise.withResolvers<HeldPart>();
      const working = Promise.withResolvers<void>();
      const done = brackets.holdingPart('challonge', division, execution, (held) => {
        started.resolve(held);
        return working.promise;
      });
      const held = await Promise.race([started.promise, done.catch(() => undefined)]);
      return { held, end: (error?: Error) => (error ? working.reject(error) : working.resolve()), done };
    }
    const keep = (target: string, part: PartRecord) =>
      brackets.holdingPart(target, part.part, 'first', ({ keep }) => keep(part));

    test('is known as it was kept, on its target alone, under an id that names no division', async () => {
      expect(await brackets.part('challonge', division)).toBeUndefined();
      await keep('challonge', record);
      await keep('paper', { part: 'ring-1.pdf', divisions: [division], contentHash: 'def' });
      await putItem(tables, tables.progress, { entryId: 'cs_test_1', registrationKey: 'pk' });
      expect(await brackets.part('challonge', division)).toEqual(record);
      expect(await brackets.parts('challonge')).toEqual([record]);
      expect(await brackets.parts('paper')).toHaveLength(1);
      expect(await itemIn(tables, id)).toEqual({
        entryId: id,
        target: 'challonge',
        part: record,
        updatedAt: '2027-05-02T12:00:00.000Z',
      });
    });

    test('is found by whoever works on it next, and is forgotten once it is removed', async () => {
      await keep('challonge', record);
      const { contentHash: _, ...underWay } = record;
      await keep('challonge', underWay);
      const found = await brackets.holdingPart('challonge', division, 'second', async (held) => {
        await held.forget();
        return held.record;
      });
      expect(found).toEqual(underWay);
      expect(await brackets.part('challonge', division)).toBeUndefined();
      expect(await brackets.parts('challonge')).toEqual([]);
    });

    test('is worked on by one execution at a time, and beside that on another target', async () => {
      const working = await holding('first');
      await expect((await holding('second')).done).rejects.toThrow(
        new BracketInFlightError(`challonge ${division}: another execution is publishing it`),
      );
      expect(await brackets.holdingPart('paper', division, 'second', async () => 'done')).toBe('done');
      working.end();
      await working.done;
      expect(await brackets.holdingPart('challonge', division, 'second', async () => 'done')).toBe('done');
    });

    test('is worked on by one of two who ask at the same moment', async () => {
      const both = await Promise.all([holding('first'), holding('second')]);
      for (const { end } of both) end();
      const outcomes = await Promise.allSettled(both.map(({ done }) => done));
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    test('is worked on again at once by the same execution, whose attempt was cut off', async () => {
      await holding('first');
      expect(await brackets.holdingPart('challonge', division, 'first', async () => 'done')).toBe('done');
    });

    test('is taken over from one that was cut off after four minutes, which then changes nothing', async () => {
      const cutOff = await holding('first');
      clock += 240_000;
      await expect((await holding('second')).done).rejects.toThrow(BracketInFlightError);
      clock += 1;
      const next = await holding('second');
      await expect(cutOff.held?.keep(record)).rejects.toThrow(BracketInFlightError);
      await expect(cutOff.held?.forget()).rejects.toThrow(BracketInFlightError);
      cutOff.end();
      await expect(cutOff.done).rejects.toThrow(BracketInFlightError);
      expect(await itemIn(tables, id)).toMatchObject({ partLease: { heldBy: 'second' } });
      next.end();
      await next.done;
      expect(await brackets.part('challonge', division)).toBeUndefined();
    });

    test('is released after a failure, which is reported', async () => {
      const failure = new ServiceUnavailableError('Challonge is away');
      const failing = await holding('first');
      failing.end(failure);
      await expect(failing.done).rejects.toBe(failure);
      expect(await brackets.holdingPart('challonge', division, 'second', async () => 'done')).toBe('done');
    });
  });
});
