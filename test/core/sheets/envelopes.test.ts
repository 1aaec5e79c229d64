import { describe, expect, test } from 'vitest';
import { drawEnvelopesPdf, envelopesOf } from '../../../core/sheets/envelopes.ts';
import type { PrintedBadge } from '../../../core/sheets/preflight-report.ts';
import { sheetLayout } from '../../../core/sheets/sheet-layout.ts';
import { withPdf } from './rasterise.ts';

const badge = (name: string, changes: Partial<PrintedBadge> = {}): PrintedBadge => ({
  file: 1,
  page: 1,
  position: 1,
  badgeId: `T1-${name}`,
  entryId: `cs_test_${name}`,
  school: 'Golden Dragon',
  name,
  registrationType: 'competitor',
  photo: true,
  findings: [],
  ...changes,
});

const report = {
  layout: sheetLayout('3x4', 'a4'),
  competition: { name: 'Green Country Open', year: 2027 },
  madeAt: '1 March 2027 at 06:00',
  createdAt: new Date('2027-03-01T12:00:00Z'),
  askedFor: 'all registrations',
  printed: [
    badge('Ann'),
    badge('Bo', { registrationType: 'coach', photo: false }),
    badge('Cy', { photo: false, findings: ['photo'], findingsInWords: 'Photo: missing', page: 2 }),
    badge('홍길동', { school: '서울 태권도' }),
  ],
  notPrinted: [
    { entryId: 'cs_test_dee', school: 'Golden Dragon', name: 'Dee', reason: 'the payment was refunded' },
    { entryId: 'cs_test_eve', school: 'Tiger Academy', name: 'Eve', reason: 'nothing was paid' },
    { entryId: 'cs_test_fay', school: '', name: '', reason: 'the registration is gone' },
  ],
};

describe('the envelopes', () => {
  test('say of each school how many badges there are, how many lack a photo, and what to look at', () => {
    const [first, ...others] = envelopesOf(report);
    expect(first).toMatchObject({
      title: 'Golden Dragon',
      facts: [{ text: '2 competitors, 1 coach' }, { text: '1 March 2027 at 06:00' }],
      counts: [
        { count: 3, label: 'badges' },
        { count: 2, label: 'without photos' },
        { count: 1, label: 'to look at', alarming: true },
        { count: 1, label: 'not printed', alarming: true },
      ],
    });
    expect(first?.tables.map(({ rows }) => rows.map(({ cells }) => cells))).toEqual([
      [
        ['Ann', 'competitor', 'T1-Ann', '1', ''],
        ['Bo', 'coach', 'T1-Bo', '1', 'no photo'],
        ['Cy', 'competitor', 'T1-Cy', '2', 'Photo: missing'],
      ],
      [['Dee', 'the payment was refunded']],
    ]);
    expect(others.map(({ title, counts }) => [title, counts.map(({ count }) => count)])).toEqual([
      ['서울 태권도', [1, 0, 0, 0]],
      ['Tiger Academy', [0, 0, 0, 1]],
      ['(no school)', [0, 0, 0, 1]],
    ]);
    expect(others.at(-1)?.tables[0]?.rows[0]?.cells).toEqual([
      'Entry cs_test_fay',
      'the registration is gone',
    ]);
  });

  test('have a page each, or more for many, and their words are found', async () => {
    const many = Array.from({ length: 80 }, (_, index) => badge(`Child ${index}`, { school: 'Large' }));
    const pdf = await drawEnvelopesPdf({ ...report, printed: [...report.printed, ...many] });
    await withPdf(pdf, async ({ pages, textOf }) => {
      expect(pages).toBe(7);
      for (const words of ['Golden Dragon', 'Ann', 'no photo', 'Dee']) expect(textOf(1)).toContain(words);
      expect(textOf(2)).toContain('홍길동');
      expect(textOf(4)).toContain('Badges of Large (continued)');
    });
    expect(await drawEnvelopesPdf(report)).toEqual(await drawEnvelopesPdf(report));
  });
});
