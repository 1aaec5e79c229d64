import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { badgeDesign } from '../../../../core/badges/badge-design.ts';
import { toAttributeValues } from '../../../../core/domain/entry-item.ts';
import { BadgeInFlightError, ServiceUnavailableError } from '../../../../core/domain/errors.ts';
import { badgeIdOf, registrationIdOf } from '../../../../core/domain/ids.ts';
import type { ProgressItem } from '../../../../core/progress/progress-record.ts';
import { sheetLayout } from '../../../../core/sheets/sheet-layout.ts';
import {
  madeSheet,
  type PlannedBadge,
  type SheetRows,
  sheetRows,
} from '../../../../core/sheets/sheet-state.ts';
import { makeSheet } from '../../../../lambdas/badge-sheets/make-sheet/make-sheet.ts';
import { photo } from '../../../core/badges/drawing/pictures.ts';
import { printedCodes } from '../../../core/sheets/printed-codes.ts';
import { withPdf } from '../../../core/sheets/rasterise.ts';
import { Stage } from '../../../doubles/stage.ts';

const execution = '2027-03-01-order';
const planKey = (file: number) => `sheets/${execution}/plan-${file}.json`;
const layout = sheetLayout('3x4', 'letter');

/** A stage whose orders are made. */
class OrderStage extends Stage {
  pushedToDrive = true;
  attempts = 3;

  /** A registration that the workflow has stored; its badge has not been drawn. */
  register(entryId: string, changes: Record<string, unknown> = {}): PlannedBadge {
    const planned = this.putRow({ entryId, ...changes });
    this.setProgress(entryId, { registrationKey: planned.pk });
    return planned;
  }

  /** A row as another system or an organiser may have written it. */
  putRow(attributes: Record<string, unknown>): PlannedBadge & { pk: string } {
    const all = { full_name: 'Jo Rivera', school: 'Golden Dragon', reg_type: 'coach', ...attributes };
    const pk = `${all.school}-${all.reg_type}-${all.full_name}`;
    const row = toAttributeValues({ ...all, pk });
    this.rows.set(pk, row);
    return { id: registrationIdOf(row), pk };
  }

  edit(pk = '', changes: Record<string, unknown>): void {
    const row = this.rows.get(pk);
    if (row) this.rows.set(pk, { ...row, ...toAttributeValues(changes) });
  }

  /** What is recorded of an entry. */
  record(id: string): ProgressItem {
    return this.documents.items.get(id) ?? {};
  }

  /** The PDF that was made last. */
  get pdf(): Buffer {
    const made = [...this.sheets.values()].findLast(({ contentType }) => contentType === 'application/pdf');
    return Buffer.from(made?.bytes ?? []);
  }

  async make(
    planned: readonly PlannedBadge[],
    { file = 1, of = 1, first = 1, paper = 'letter' as const, cutLines = true } = {},
  ) {
    await this.clients.sheets.writeJson(planKey(file), planned);
    const print = { paper, first, cutLines, askedFor: 'all registrations' };
    const item = { id: `file ${file}`, file, of, badges: planned.length };
    const sheet = await makeSheet(
      { execution, print, file: item },
      {
        competition: { name: 'Green Country Open', year: 2027 },
        design: badgeDesign.parse({}),
        pushedToDrive: this.pushedToDrive,
        attempts: this.attempts,
        now: () => Date.parse('2027-03-01T12:00:00Z'),
        ...this.clients,
      },
    );
    const rows = await this.clients.sheets.readJson(`sheets/${execution}/rows-${file}.json`, sheetRows);
    return { sheet: madeSheet.parse({ job: execution, item, print, sheet }).sheet, rows };
  }
}

let stage: OrderStage;
let logged: object[];
beforeEach(() => {
  stage = new OrderStage();
  logged = [];
  vi.spyOn(console, 'error').mockImplementation((line: object) => void logged.push(line));
});
afterEach(() => vi.restoreAllMocks());

const namesIn = ({ printed }: SheetRows) => printed.map(({ name }) => name);
/** The entries whose badges the PDF holds, in their order, by the ids that it shows. */
const badgesInPdf = () =>
  withPdf(stage.pdf, async ({ pages, textOf }) => {
    const ids = new Map([...stage.badges.values()].map(({ entryId }) => [badgeIdOf(entryId), entryId]));
    const texts = Array.from({ length: pages }, (_, index) => textOf(index + 1));
    return texts.flatMap((text) => Array.from(text.matchAll(/T1-\w{5}-\w{5}/g), ([id]) => ids.get(id)));
  });

describe('a sheet', () => {
  test('has the badges in order, each where its row says and with its code', async () => {
    const people = ['Ann', 'Bo', 'Cy', 'Dee', 'Eve', 'Fay', 'Gus'].map((name, index) =>
      stage.register(`cs_test_${index}`, { full_name: name, ...(index === 1 && { imgFilename: 'bo.jpg' }) }),
    );
    const { sheet, rows } = await stage.make(people, { of: 3 });
    expect(sheet).toEqual({
      key: `sheets/${execution}/badges-1-of-3.pdf`,
      badges: 7,
      notPrinted: 0,
      withFindings: 1,
    });
    expect(stage.sheets.get(sheet.key ?? '')?.contentType).toBe('application/pdf');
    expect(rows.printed.map(({ file, page, position, name }) => [file, page, position, name])).toEqual([
      ...[
        [1, 1, 1, 'Ann'],
        [1, 1, 2, 'Bo'],
        [1, 1, 3, 'Cy'],
        [1, 1, 4, 'Dee'],
      ],
      [1, 2, 1, 'Eve'],
      [1, 2, 2, 'Fay'],
      [1, 2, 3, 'Gus'],
    ]);
    expect(await badgesInPdf()).toEqual(people.map(({ id }) => id));
    const codes = await printedCodes(stage.pdf, layout);
    expect(codes).toHaveLength(2);
    for (const { page, position, badgeId } of rows.printed) {
      expect(codes[page - 1]?.[position - 1], `page ${page}, position ${position}`).toBe(badgeId);
    }
    expect(codes.flat().filter((code) => code !== '')).toHaveLength(7);
  });

  test('has rows for the report that describe each badge, with the hash of what is printed', async () => {
    const jo = stage.register('cs_test_jo', { reg_type: 'Coach', imgFilename: 'jo.jpg' });
    const { rows } = await stage.make([jo]);
    expect(rows).toEqual({
      printed: [
        {
          file: 1,
          page: 1,
          position: 1,
          badgeId: badgeIdOf('cs_test_jo'),
          entryId: 'cs_test_jo',
          school: 'Golden Dragon',
          name: 'Jo Rivera',
          registrationType: 'coach',
          findings: ['photo'],
          findingsInWords: 'Photo: missing',
          photo: false,
          hash: stage.record('cs_test_jo').badge?.hash,
        },
      ],
      notPrinted: [],
    });
  });

  test('has nothing to look at in a badge whose notes were removed from the registration', async () => {
    const jo = stage.register('cs_test_jo', { imgFilename: 'jo.jpg' });
    await stage.make([jo]);
    const { badge_preflight: _, ...row } = stage.rows.get(jo.pk ?? '') ?? {};
    stage.rows.set(jo.pk ?? '', row);
    const { sheet, rows } = await stage.make([jo]);
    expect(sheet).toMatchObject({ badges: 1, withFindings: 0 });
    expect(rows.printed).toMatchObject([{ findings: [] }]);
  });

  test.each([
    [
      1,
      4,
      [
        [1, 4],
        [2, 1],
      ],
    ],
    [
      2,
      4,
      [
        [1, 1],
        [1, 2],
      ],
    ],
  ])(
    'as file %i of an order from position %i on begins there only if it is the first',
    async (file, first, places) => {
      const people = ['Ann', 'Bo'].map((name) => stage.register(`cs_test_${name}`, { full_name: name }));
      const { rows } = await stage.make(people, { file, of: 2, first });
      expect(rows.printed.map(({ page, position }) => [page, position])).toEqual(places);
      await withPdf(stage.pdf, async ({ pages }) => expect(pages).toBe(places.at(-1)?.[0]));
    },
  );
});

describe('before it is printed a badge is brought in line', () => {
  test('when its registration has changed without an event; the others are not drawn again', async () => {
    const [ann, bo] = ['Ann', 'Bo'].map((name) => stage.register(`cs_test_${name}`, { full_name: name }));
    if (!ann || !bo) throw new Error('nobody');
    await stage.make([ann, bo]);
    const before = stage.record('cs_test_Bo').badge?.hash;
    stage.drawn = [];
    stage.edit(bo.pk, { full_name: 'Boris' });
    const { rows } = await stage.make([ann, bo]);
    expect(stage.drawn).toEqual(['cs_test_Bo']);
    expect(namesIn(rows)).toEqual(['Ann', 'Boris']);
    expect(rows.printed[1]?.hash).not.toBe(before);
    expect(await badgesInPdf()).toEqual(['cs_test_Ann', 'cs_test_Bo']);
  });

  test('when another system stored it and it never had one', async () => {
    const legacy = stage.putRow({ full_name: 'Old Timer' });
    const { rows } = await stage.make([legacy]);
    expect(rows.printed).toMatchObject([
      { name: 'Old Timer', entryId: legacy.id, badgeId: badgeIdOf(legacy.id) },
    ]);
    expect(legacy.id).toMatch(/^reg_[0-9a-f]{32}$/);
    expect(stage.record(legacy.id).registrationKey).toBe(legacy.pk);
  });

  test('when it was moved to another key without an event', async () => {
    const { pk = '' } = stage.register('cs_test_jo', { full_name: 'Jo Rivera' });
    stage.rows.delete(pk);
    const moved = stage.putRow({ entryId: 'cs_test_jo', full_name: 'Jo River' });
    expect(namesIn((await stage.make([moved])).rows)).toEqual(['Jo River']);
    expect(stage.record('cs_test_jo').registrationKey).toBe(moved.pk);
  });

  test('when it is moved to another key between the plan and the sheet', async () => {
    const planned = stage.register('cs_test_jo', { full_name: 'Jo Rivera' });
    stage.rows.delete(planned.pk ?? '');
    const moved = stage.register('cs_test_jo', { full_name: 'Jo River' });
    expect(namesIn((await stage.make([planned])).rows)).toEqual(['Jo River']);
    expect(stage.record('cs_test_jo').registrationKey, 'the newer key stays').toBe(moved.pk);
  });

  test('and another execution is working on one by then: that is for the state machine to retry', async () => {
    const people = ['Ann', 'Bo'].map((name) => stage.register(`cs_test_${name}`, { full_name: name }));
    stage.setProgress('cs_test_Bo', { badgeLease: { heldBy: 'another', heldAt: 0 } });
    await expect(stage.make(people)).rejects.toThrow(BadgeInFlightError);
    expect(stage.pdf).toHaveLength(0);
    stage.setProgress('cs_test_Bo', { badgeLease: undefined });
    expect(namesIn((await stage.make(people)).rows)).toEqual(['Ann', 'Bo']);
  });

  test('and its object is gone when it is read: the state machine retries, and then finds that it is gone', async () => {
    const jo = stage.register('cs_test_jo', { full_name: 'Zebulon', imgFilename: 'jo.jpg' });
    stage.photos.set('jo.jpg', photo);
    stage.interrupt = (call, moment) => {
      if (call !== 'badges.read' || moment !== 'before') return;
      stage.badges.clear();
      stage.rows.clear();
    };
    const failure = await stage.make([jo]).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(BadgeInFlightError);
    expect(String(failure)).not.toMatch(/Zebulon/);
    expect((await stage.make([jo])).rows.notPrinted).toMatchObject([{ reason: 'the registration is gone' }]);
  });

  test('and it is redrawn between its row and its picture: the state machine retries', async () => {
    const jo = stage.register('cs_test_jo', { full_name: 'Jo Rivera', imgFilename: 'jo.jpg' });
    stage.photos.set('jo.jpg', photo);
    await stage.make([jo]);
    stage.interrupt = (call, moment) => {
      if (call !== 'badges.read' || moment !== 'before') return;
      const [[key, badge] = expect.fail('no badge')] = stage.badges;
      stage.badges.set(key, { ...badge, image: photo, hash: 'another' });
    };
    await expect(stage.make([jo])).rejects.toThrow(BadgeInFlightError);
  });

  test('and nothing about it has changed: it is only read, and held by nobody', async () => {
    const people = ['Ann', 'Bo'].map((name) => stage.register(`cs_test_${name}`, { full_name: name }));
    await stage.make(people);
    stage.setProgress('cs_test_Bo', { badgeLease: { heldBy: 'another', heldAt: 0 } });
    stage.calls = [];
    expect(namesIn((await stage.make(people)).rows)).toEqual(['Ann', 'Bo']);
    expect(stage.calls.filter((call) => /lease|noteBadge|record/.test(call))).toEqual([]);
  });

  test('and a service does not answer: its error is passed on', async () => {
    const jo = stage.register('cs_test_jo');
    stage.interrupt = () => {
      throw new ServiceUnavailableError('DynamoDB GetItem');
    };
    await expect(stage.make([jo])).rejects.toThrow(ServiceUnavailableError);
  });
});

describe('who cannot be printed is listed with the reason, and the others are printed:', () => {
  test('one whose registration cannot be understood, only by its id and its fields', async () => {
    const [ann, bo, cy] = [
      stage.register('cs_test_ann', { full_name: 'Ann' }),
      stage.register('cs_test_bo', { full_name: 'Bo', reg_type: 'SECRET' }),
      stage.register('cs_test_cy', { full_name: 'Cy' }),
    ];
    const { sheet, rows } = await stage.make([ann, bo, cy]);
    expect(rows.printed.map(({ name, position }) => [name, position])).toEqual([
      ['Ann', 1],
      ['Cy', 2],
    ]);
    expect(rows.notPrinted).toEqual([
      {
        entryId: 'cs_test_bo',
        school: 'Golden Dragon',
        name: 'Bo',
        reason: 'Type of registration is not one that we know',
      },
    ]);
    expect(sheet).toMatchObject({ badges: 2, notPrinted: 1 });
    expect(await badgesInPdf()).toEqual(['cs_test_ann', 'cs_test_cy']);
  });

  test('one whose registration was deleted after it was planned', async () => {
    const [ann, bo] = [
      stage.register('cs_test_ann', { full_name: 'Ann' }),
      stage.register('cs_test_bo', { full_name: 'Bo' }),
    ];
    await stage.make([ann, bo]);
    stage.rows.delete(ann.pk ?? '');
    const { rows } = await stage.make([ann, bo]);
    expect(rows.notPrinted).toEqual([
      { entryId: 'cs_test_ann', school: '', name: '', reason: 'the registration is gone' },
    ]);
    expect(namesIn(rows)).toEqual(['Bo']);
    expect(await badgesInPdf()).toEqual(['cs_test_bo']);
  });

  test('one whose registration is deleted while its badge is drawn', async () => {
    const [ann, bo] = [
      stage.register('cs_test_ann', { full_name: 'Ann' }),
      stage.register('cs_test_bo', { full_name: 'Bo' }),
    ];
    stage.interrupt = (call, _, about) => {
      if (call === 'progress.get' && stage.drawn.includes(about)) stage.rows.delete(ann.pk ?? '');
    };
    const { rows } = await stage.make([ann, bo]);
    expect(rows.notPrinted).toMatchObject([{ name: 'Ann', reason: 'the registration is gone' }]);
    expect(namesIn(rows)).toEqual(['Bo']);
  });

  test.each<[payment_state: string, reason: string]>([
    ['refunded', 'the payment was refunded'],
    ['refund pending', 'the payment is being refunded'],
    ['dispute lost', 'the payment went back by a dispute'],
    ['on hold', 'the payment is in dispute, and Stripe has taken the money for now'],
  ])('one whose payment is %s', async (payment_state, reason) => {
    const ann = stage.register('cs_test_ann', { full_name: 'Ann', payment_state });
    const bo = stage.register('cs_test_bo', { full_name: 'Bo', payment_state: 'paid' });
    const { rows } = await stage.make([ann, bo]);
    expect(rows.notPrinted).toMatchObject([{ entryId: 'cs_test_ann', name: 'Ann', reason }]);
    expect(namesIn(rows)).toEqual(['Bo']);
  });

  test('an id that belongs to no registration', async () => {
    const { rows } = await stage.make([stage.register('cs_test_jo'), { id: 'T1-00000-00000' }]);
    expect(rows.notPrinted).toEqual([
      { entryId: 'T1-00000-00000', school: '', name: '', reason: 'no registration has this id' },
    ]);
    expect(rows.printed).toHaveLength(1);
  });

  test('a copy of a registration, entryId included; it does not replace the first', async () => {
    const first = stage.register('cs_test_jo', { full_name: 'Jo Rivera' });
    const copy = stage.putRow({ entryId: 'cs_test_jo', full_name: 'Jo Rivera the Younger' });
    const { rows } = await stage.make([first, copy]);
    expect(namesIn(rows)).toEqual(['Jo Rivera']);
    expect(rows.notPrinted).toEqual([
      {
        entryId: 'cs_test_jo',
        school: 'Golden Dragon',
        name: 'Jo Rivera the Younger',
        reason: 'another registration has the same entryId',
      },
    ]);
    expect(stage.drawn).toEqual(['cs_test_jo']);
  });

  test('everybody: there is no file', async () => {
    const { sheet, rows } = await stage.make([stage.register('cs_test_jo', { reg_type: 'guest' })]);
    expect(sheet).toEqual({ badges: 0, notPrinted: 1, withFindings: 0 });
    expect(rows.printed).toEqual([]);
    expect(stage.pdf).toHaveLength(0);
    expect([...stage.sheets.keys()].filter((key) => key.endsWith('.pdf'))).toEqual([]);
  });
});

describe('whatever fails in one badge is its own:', () => {
  const people = () =>
    ['Ann', 'Zebulon', 'Cy'].map((name) => {
      stage.photos.set(`${name}.jpg`, photo);
      return stage.register(`cs_test_${name}`, { full_name: name, imgFilename: `${name}.jpg` });
    });
  /** Fails in one of them. */
  const failing = (call: string, error: Error) => {
    stage.interrupt = (name, _, about) => {
      if (name === call && about.includes('Zebulon')) throw error;
    };
  };
  test.each<[string, call: string]>([
    ['while its registration is read', 'registrations.find'],
    ['while it is drawn', 'lease.holdingBadge'],
    ['while it is fetched', 'badges.read'],
  ])('%s', async (_, call) => {
    failing(call, new TypeError('Zebulon is not a function'));
    const { sheet, rows } = await stage.make(people());
    expect(namesIn(rows)).toEqual(['Ann', 'Cy']);
    expect(await badgesInPdf()).toEqual(['cs_test_Ann', 'cs_test_Cy']);
    expect(sheet).toMatchObject({ badges: 2, notPrinted: 1 });
    const [{ entryId, reason } = expect.fail('nobody')] = rows.notPrinted;
    expect(entryId).toBe('cs_test_Zebulon');
    expect(reason).toMatch(/unexpected/);
    expect(reason).not.toContain('Zebulon');
    expect(logged).toEqual([
      {
        entryId: 'cs_test_Zebulon',
        error: 'TypeError',
        reason: 'its text is withheld',
        places: expect.arrayContaining([expect.stringContaining('make-sheet')]),
      },
    ]);
  });

  test('its picture is incomplete', async () => {
    const planned = people();
    await stage.make(planned);
    for (const badge of stage.badges.values()) {
      if (badge.entryId === 'cs_test_Zebulon') badge.image = badge.image.subarray(0, badge.image.length / 5);
    }
    const { rows } = await stage.make(planned);
    expect(namesIn(rows)).toEqual(['Ann', 'Cy']);
    expect(rows.notPrinted).toMatchObject([
      { name: 'Zebulon', reason: 'badge cs_test_Zebulon: not a whole JPEG or PNG' },
    ]);
  });

  test('a failure that may pass is tried again for all, and listed after the last attempt', async () => {
    failing('lease.holdingBadge', new ServiceUnavailableError('DynamoDB UpdateItem: 503'));
    const planned = people();
    for (let attempt = 1; attempt < stage.attempts; attempt += 1) {
      await expect(stage.make(planned), `attempt ${attempt}`).rejects.toThrow(ServiceUnavailableError);
      expect(stage.pdf).toHaveLength(0);
    }
    const { rows } = await stage.make(planned);
    expect(namesIn(rows)).toEqual(['Ann', 'Cy']);
    expect(rows.notPrinted).toMatchObject([
      { entryId: 'cs_test_Zebulon', name: 'Zebulon', reason: 'DynamoDB UpdateItem: 503' },
    ]);
    for (const line of logged) expect(line).toMatchObject({ entryId: 'cs_test_Zebulon' });
  });

  test('it makes the Lambda run out of memory or time without a message: a later attempt skips it', async () => {
    const planned = people();
    let cutOff = () => {};
    let times = 0;
    stage.interrupt = (call, _, about) => {
      if (call !== 'lease.holdingBadge' || !about.includes('Zebulon')) return;
      times += 1;
      cutOff();
      return new Promise(() => undefined);
    };
    for (const attempt of [1, 2]) {
      const ended = new Promise<string>((resolve) => {
        cutOff = () => resolve('cut off');
      });
      expect(await Promise.race([stage.make(planned), ended]), `attempt ${attempt}`).toBe('cut off');
    }
    // The first attempt only seems to have ended: here it goes on with whom it works on beside him.
    await vi.waitFor(() => {
      expect(stage.record('cs_test_Cy')).toHaveProperty('badge');
      expect(stage.record('cs_test_Cy')).not.toHaveProperty('badgeLease');
    });
    const { rows } = await stage.make(planned);
    expect(times, 'it is not tried a third time').toBe(2);
    expect(namesIn(rows)).toEqual(['Ann', 'Cy']);
    expect(rows.notPrinted).toMatchObject([
      { entryId: 'cs_test_Zebulon', name: 'Zebulon', reason: expect.stringMatching(/memory or time/) },
    ]);
  });

  test('a badge that did not cause the Lambda to be cut off is printed', async () => {
    const planned = people();
    let cutOff = () => {};
    const ended = new Promise<string>((resolve) => {
      cutOff = () => resolve('cut off');
    });
    stage.interrupt = () => {
      cutOff();
      return new Promise(() => undefined);
    };
    await Promise.race([stage.make(planned), ended]);
    stage.interrupt = () => undefined;
    const { rows } = await stage.make(planned);
    expect(namesIn(rows)).toEqual(['Ann', 'Zebulon', 'Cy']);
  });
});

describe('the copy in Drive is refreshed', () => {
  const inDrive = (id: string) => {
    stage.setProgress(id, { drive: { fileId: 'file', md5: stage.record(id).badge?.md5 } });
  };

  test('of a badge that is redrawn, once for each order, and of no other', async () => {
    const [ann, bo] = [
      stage.register('cs_test_ann', { full_name: 'Ann' }),
      stage.register('cs_test_bo', { full_name: 'Bo' }),
    ];
    await stage.make([ann, bo]);
    for (const { id } of [ann, bo]) inDrive(id);
    stage.refreshes = [];
    stage.edit(ann.pk, { full_name: 'Anna' });
    await stage.make([ann, bo]);
    expect(stage.refreshes).toEqual([`cs_test_ann for ${execution}`]);
  });

  test('of a badge that an attempt drew which was cut off right after', async () => {
    const ann = stage.register('cs_test_ann', { full_name: 'Ann' });
    stage.interrupt = (call) => {
      if (call === 'refreshes.startFor') throw new ServiceUnavailableError('States StartExecution');
    };
    await expect(stage.make([ann])).rejects.toThrow(ServiceUnavailableError);
    stage.interrupt = () => undefined;
    await stage.make([ann]);
    expect(stage.drawn).toEqual(['cs_test_ann']);
    expect(stage.refreshes).toEqual([`cs_test_ann for ${execution}`]);
  });

  test('but not while it is parked: it waits for a person', async () => {
    const ann = stage.register('cs_test_ann', { full_name: 'Ann' });
    await stage.make([ann]);
    stage.refreshes = [];
    stage.setProgress('cs_test_ann', {
      'attention badge': { error: 'DriveStorageFullError', reason: '', at: '' },
    });
    await stage.make([ann]);
    expect(stage.refreshes).toEqual([]);
  });

  test('but not if the stage has no folder', async () => {
    stage.pushedToDrive = false;
    await stage.make([stage.register('cs_test_ann')]);
    expect(stage.drawn).toEqual(['cs_test_ann']);
    expect(stage.refreshes).toEqual([]);
  });
});
