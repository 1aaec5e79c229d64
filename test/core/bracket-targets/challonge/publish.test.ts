import { describe, expect, test } from 'vitest';
import {
  BracketStartedError,
  ChallongePacedError,
  ChallongeRefusedError,
  ServiceUnavailableError,
} from '../../../../core/domain/errors.ts';
import { unanswered } from '../../../doubles/memory-challonge.ts';
import { drawOf, idsFrom, now, Publisher } from './published.ts';

const fin = 'low_cadet_m_fin';
const six = { [fin]: { seeds: idsFrom(1, 6) } };
const shownIn = ({ challonge }: Publisher, part = fin) =>
  challonge.at(part).participants.map(({ name }) => name.split(' ')[0]);

async function published(divisions = six as Parameters<typeof drawOf>[0], marks = {}) {
  const publisher = new Publisher();
  await publisher.publish(drawOf(divisions), marks);
  publisher.callsMade();
  return publisher;
}

describe('a division that is new', () => {
  test('is a private tournament with everybody in the order of seeds, in two calls', async () => {
    const publisher = new Publisher();
    const draw = drawOf(six);
    expect(publisher.difference(draw)).toEqual({ calls: 2, changes: { [fin]: 'create' } });
    expect(await publisher.publish(draw)).toEqual({ [fin]: 'created' });
    expect(publisher.callsMade()).toEqual(['create', 'addParticipants']);
    expect(publisher.challonge.visible).toEqual([
      {
        url: 'golden_cup_2027_low_cadet_m_fin_',
        name: 'low_cadet_m_fin, Golden Cup 2027',
        type: 'single elimination',
        hidden: true,
        state: 'pending',
        participants: idsFrom(1, 6).map((id) => ({
          shown: `Id${id} B. (S${id})`,
          seed: Number(id),
          misc: expect.stringMatching(/^[0-9a-f]{16}$/),
        })),
      },
    ]);
    const { contentHash, startedAt, link } = publisher.records.get(fin) ?? {};
    expect([contentHash, startedAt]).toEqual([publisher.target.plan(draw)[0]?.contentHash, undefined]);
    expect(publisher.challonge.at(fin).url).toMatch(/^golden_cup_2027_low_cadet_m_fin_[0-9a-f]{8}$/);
    expect(link).toBe(`https://challonge.com/${publisher.challonge.at(fin).url}`);
  });

  test('of 45 people is added in three calls', async () => {
    const publisher = new Publisher();
    const draw = drawOf({ [fin]: { seeds: idsFrom(1, 45) } });
    expect(publisher.difference(draw).calls).toBe(4);
    await publisher.publish(draw);
    expect(publisher.callsMade()).toEqual(['create', ...Array<string>(3).fill('addParticipants')]);
  });

  test('of one person is not there', async () => {
    const publisher = new Publisher();
    expect(publisher.target.plan(drawOf({ [fin]: { seeds: ['1'] } }))).toEqual([]);
  });

  test.each([
    ['one match', 2, 'single elimination'],
    ['best of three', 2, 'single elimination'],
    ['round robin', 2, 'single elimination'],
    ['round robin', 4, 'round robin'],
  ] as const)('as %s of %i is there as %s', async (format, people, type) => {
    const { challonge } = await published({ [fin]: { seeds: idsFrom(1, people), format } });
    expect(challonge.at(fin).type).toBe(type);
  });

  test('whose address another tournament has, which we cannot see, is refused', async () => {
    const publisher = new Publisher();
    const { challonge } = publisher;
    challonge.create = () => Promise.reject(new ChallongeRefusedError('url taken', { status: 422 }));
    await expect(publisher.publish(drawOf(six))).rejects.toThrow(ChallongeRefusedError);
    expect(publisher.callsMade()).toEqual(['find']);
  });

  test('in which a name is refused is looked at once, and not tried again', async () => {
    const publisher = new Publisher();
    const { challonge } = publisher;
    challonge.addParticipants = () => {
      challonge.calls.push('addParticipants');
      return Promise.reject(new ChallongeRefusedError('name taken', { status: 422 }));
    };
    await expect(publisher.publish(drawOf(six))).rejects.toThrow(ChallongeRefusedError);
    expect(publisher.callsMade()).toEqual(['create', 'addParticipants', 'find']);
  });

  test('is taken over when it is there already, though nothing is known of it', async () => {
    const publisher = await published();
    publisher.records.clear();
    const [before] = publisher.challonge.visible;
    expect(await publisher.publish(drawOf(six))).toEqual({ [fin]: 'unchanged' });
    expect(publisher.callsMade()).toEqual(['create', 'find']);
    expect(publisher.challonge.visible).toEqual([before]);
    expect(await publisher.publish(drawOf(six))).toEqual({ [fin]: 'unchanged' });
    expect(publisher.callsMade()).toEqual([]);
  });

  test('goes on without looking after it had to wait for its turn, and looks after a lost answer', async () => {
    const publisher = new Publisher();
    const draw = drawOf(six);
    for (const [error, calls] of [
      [new ChallongePacedError('wait', { notBefore: 0 }), ['create', 'addParticipants', 'addParticipants']],
      [new ServiceUnavailableError('500'), ['create', 'addParticipants', 'addParticipants']],
      [unanswered(), ['create', 'addParticipants', 'find', 'addParticipants']],
    ] as const) {
      publisher.challonge.cut = { call: 2, done: false, error };
      await expect(publisher.publish(draw)).rejects.toThrow(error);
      publisher.challonge.cut = undefined;
      expect(publisher.records.get(fin)?.contentHash).toBeUndefined();
      const { calls: rest } = publisher.difference(draw);
      await publisher.publish(draw);
      const made = publisher.callsMade();
      expect(made).toEqual(calls);
      expect(made.length - 2).toBe(rest);
      expect(shownIn(publisher)).toHaveLength(6);
      await publisher.publish(drawOf({}));
      publisher.callsMade();
    }
  });
});

describe('a division that was published', () => {
  test('and has not changed takes no call', async () => {
    const publisher = await published();
    expect(publisher.difference(drawOf(six))).toEqual({ calls: 0, changes: { [fin]: 'none' } });
    expect(await publisher.publish(drawOf(six))).toEqual({ [fin]: 'unchanged' });
    expect(publisher.callsMade()).toEqual([]);
  });

  test.each([
    ['one more at the end', drawOf({ [fin]: { seeds: idsFrom(1, 7) } }), ['addParticipants']],
    [
      'other seeds',
      drawOf({ [fin]: { seeds: idsFrom(1, 6).reverse() } }),
      ['clearParticipants', 'addParticipants'],
    ],
    ['one fewer', drawOf({ [fin]: { seeds: idsFrom(1, 5) } }), ['clearParticipants', 'addParticipants']],
    ['another format', drawOf({ [fin]: { seeds: idsFrom(1, 6), format: 'round robin' } }), ['update']],
    ['one other name', drawOf(six, { 3: 'Ana Ek' }), ['renameParticipant']],
    [
      'one other name and one more',
      drawOf({ [fin]: { seeds: idsFrom(1, 7) } }, { 3: 'Ana Ek' }),
      ['renameParticipant', 'addParticipants'],
    ],
    ['an accent more', drawOf(six, { 3: 'Íd3 Berger' }), ['renameParticipant']],
    ['two other names', drawOf(six, { 3: 'Ana Ek', 4: 'Bo Ek' }), ['renameParticipant', 'renameParticipant']],
    [
      'three other names',
      drawOf(six, { 3: 'Ana Ek', 4: 'Bo Ek', 5: 'Cy Ek' }),
      ['clearParticipants', 'addParticipants'],
    ],
    [
      'all in one',
      drawOf({ [fin]: { seeds: ['5', '4', '3'], format: 'round robin' } }),
      ['update', 'clearParticipants', 'addParticipants'],
    ],
  ])('and has %s is looked at and changed', async (_, draw, calls) => {
    const publisher = await published();
    expect(publisher.difference(draw)).toEqual({ calls: calls.length + 1, changes: { [fin]: 'update' } });
    expect(await publisher.publish(draw)).toEqual({ [fin]: 'updated' });
    expect(publisher.callsMade()).toEqual(['find', ...calls]);
    const fresh = new Publisher();
    await fresh.publish(draw);
    expect(publisher.challonge.visible).toEqual(fresh.challonge.visible);
  });

  test('and has two names exchanged is never without one of them for a moment', async () => {
    const same = { 1: 'Ana Ek', 2: 'Bo Ek', 3: 'Cy Ek' };
    const schools = { [fin]: { seeds: ['7', '14', '21'] } };
    const publisher = new Publisher();
    await publisher.publish(drawOf(schools, { 7: 'Ana Ek', 14: 'Bo Ek', 21: 'Cy Ek' }));
    publisher.callsMade();
    await publisher.publish(drawOf(schools, { 7: 'Bo Ek', 14: 'Ana Ek', 21: same[3] }));
    expect(publisher.callsMade()).toEqual(['find', 'clearParticipants', 'addParticipants']);
  });

  test('is looked at before it goes, and is gone', async () => {
    const publisher = await published();
    expect(publisher.difference(drawOf({}))).toEqual({ calls: 2, changes: { [fin]: 'remove' } });
    expect(await publisher.publish(drawOf({}))).toEqual({ [fin]: 'removed' });
    expect(publisher.callsMade()).toEqual(['find', 'remove']);
    expect(publisher.challonge.visible).toEqual([]);
  });

  test('and that a person has deleted is made anew, or is gone', async () => {
    const publisher = await published();
    publisher.challonge.tournaments = [];
    expect(await publisher.publish(drawOf(six, { 3: 'Ana Ek' }))).toEqual({ [fin]: 'created' });
    expect(shownIn(publisher)).toHaveLength(6);
    publisher.challonge.tournaments = [];
    expect(await publisher.publish(drawOf({}))).toEqual({ [fin]: 'removed' });
  });

  test('and that a person has changed there is brought in line once something of it changes', async () => {
    const publisher = await published();
    const held = publisher.challonge.at(fin);
    held.participants = held.participants.toReversed().map((one, index) => ({ ...one, seed: index + 1 }));
    Object.assign(held, { type: 'double elimination' });
    await publisher.publish(drawOf(six, { 3: 'Ana Ek' }));
    expect(publisher.callsMade()).toEqual(['find', 'update', 'clearParticipants', 'addParticipants']);
    expect(shownIn(publisher)).toEqual(['Id1', 'Id2', 'Ana', 'Id4', 'Id5', 'Id6']);
  });
});

describe('a division that starts', () => {
  test('takes one call, and then none', async () => {
    const publisher = await published();
    const draw = drawOf(six);
    const started = { started: [fin] };
    expect(publisher.difference(draw, started)).toEqual({ calls: 1, changes: { [fin]: 'start' } });
    expect(await publisher.publish(draw, started)).toEqual({ [fin]: 'started' });
    expect(publisher.callsMade()).toEqual(['start']);
    expect(publisher.records.get(fin)?.startedAt).toBe(new Date(now).toISOString());
    expect(await publisher.publish(draw, started)).toEqual({ [fin]: 'unchanged' });
    // Nothing of it changes any more, were it a name.
    expect(publisher.difference(drawOf(six, { 3: 'Ana Ek' }), started).calls).toBe(0);
    expect(await publisher.publish(drawOf(six, { 3: 'Ana Ek' }), started)).toEqual({ [fin]: 'unchanged' });
    expect(publisher.callsMade()).toEqual([]);
  });

  test('and is new takes three calls', async () => {
    const publisher = new Publisher();
    expect(publisher.difference(drawOf(six), { started: [fin] }).calls).toBe(3);
    await publisher.publish(drawOf(six), { started: [fin] });
    expect(publisher.callsMade()).toEqual(['create', 'addParticipants', 'start']);
  });

  test('though a person has started it there, is found started', async () => {
    const publisher = await published();
    publisher.challonge.at(fin).state = 'underway';
    expect(await publisher.publish(drawOf(six), { started: [fin] })).toEqual({ [fin]: 'unchanged' });
    expect(publisher.callsMade()).toEqual(['start', 'find']);
    expect(publisher.records.get(fin)?.startedAt).toBeDefined();
  });

  test('though a person has deleted it, or everybody in it, starts as it should be', async () => {
    const publisher = await published();
    publisher.challonge.tournaments = [];
    await publisher.publish(drawOf(six), { started: [fin] });
    expect(publisher.callsMade()).toEqual(['start', 'find', 'create', 'addParticipants', 'start']);
    const other = await published();
    other.challonge.at(fin).participants = [];
    await other.publish(drawOf(six), { started: [fin] });
    expect(other.callsMade()).toEqual(['start', 'find', 'addParticipants', 'start']);
    expect(other.challonge.at(fin).state).toBe('underway');
  });
});

describe('a division that a person has started on Challonge', () => {
  const changed = drawOf({ [fin]: { seeds: idsFrom(1, 7) } });

  test.each([
    ['changes', changed],
    ['is gone', drawOf({})],
  ])('is left as it is when it %s, and says so', async (_, draw) => {
    const publisher = await published();
    publisher.challonge.at(fin).state = 'underway';
    const before = publisher.challonge.visible;
    await expect(publisher.publish(draw)).rejects.toThrow(BracketStartedError);
    await expect(publisher.publish(draw)).rejects.toThrow(fin);
    expect(publisher.callsMade()).toEqual(['find', 'find']);
    expect(publisher.challonge.visible).toEqual(before);
  });

  test('is known once it was asked for, with one call for all divisions', async () => {
    const publisher = await published({ ...six, other: { seeds: idsFrom(1, 2) } });
    publisher.challonge.at(fin).state = 'awaiting_review';
    expect(await publisher.target.started([...publisher.records.values()])).toEqual([fin]);
    // However many are asked for, Challonge's pace lets it pass.
    expect(publisher.callsMade()).toEqual(['list']);
  });

  test('is drawn again when it is forced: reset, changed, and not started', async () => {
    const publisher = await published(six, { started: [fin] });
    expect(await publisher.target.started([...publisher.records.values()])).toEqual([fin]);
    expect(publisher.callsMade()).toEqual([]);
    const forced = { forced: [fin] };
    expect(publisher.difference(changed, forced)).toEqual({ calls: 3, changes: { [fin]: 'update' } });
    expect(await publisher.publish(changed, forced)).toEqual({ [fin]: 'updated' });
    expect(publisher.callsMade()).toEqual(['find', 'reset', 'addParticipants']);
    expect(publisher.challonge.at(fin).state).toBe('pending');
    expect(publisher.records.get(fin)?.startedAt).toBeUndefined();
    expect(await publisher.publish(changed, forced)).toEqual({ [fin]: 'unchanged' });
  });

  test('is reset when it is forced and the draw is the same', async () => {
    const publisher = await published(six, { started: [fin] });
    expect(publisher.difference(drawOf(six), { forced: [fin] }).calls).toBe(2);
    await publisher.publish(drawOf(six), { forced: [fin] });
    expect(publisher.callsMade()).toEqual(['find', 'reset']);
  });

  test('keeps its results though the draw was forced, once it has started again', async () => {
    const publisher = await published(six, { started: [fin] });
    const marks = { started: [fin], forced: [fin] };
    expect(await publisher.publish(drawOf(six, { 3: 'Ana Ek' }), marks)).toEqual({ [fin]: 'unchanged' });
    expect(publisher.callsMade()).toEqual([]);
  });

  test('is reset and removed when it is forced and gone', async () => {
    const publisher = await published(six, { started: [fin] });
    expect(publisher.difference(drawOf({}), { forced: [fin] }).calls).toBe(3);
    expect(await publisher.publish(drawOf({}), { forced: [fin] })).toEqual({ [fin]: 'removed' });
    expect(publisher.callsMade()).toEqual(['find', 'reset', 'remove']);
  });
});
