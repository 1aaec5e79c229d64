import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { badgeDesign } from '../../core/badges/badge-design.ts';
import { badgeFormats } from '../../core/badges/badge-formats.ts';
import type { Finding } from '../../core/badges/preflight.ts';
import type { FindingCode } from '../../core/domain/findings.ts';
import { sheetLayout } from '../../core/sheets/sheet-layout.ts';
import { stageFileKeys } from '../../lib/stage-config.ts';
import { everyLayout } from '../core/sheets/positions.ts';
import { blocksOf, chapterOf, codesIn, keysOf, read, statesIn, tableOf } from './document.ts';
import { definitionOf, statesOf } from './stack.ts';

/** The compiler holds these two to the code's own lists. */
const findings: Record<Exclude<FindingCode, 'not-priced' | `paid-${string}`>, true> = {
  missing: true,
  unreadable: true,
  unknown: true,
  'not-a-date': true,
  'unlikely-age': true,
  'not-a-number': true,
  'not-an-address': true,
  'not-a-file': true,
  cleaned: true,
  'too-long': true,
  shared: true,
  'not-listed': true,
  'not-checked': true,
};
const preflightCodes: Record<Finding['code'], true> = {
  'missing-glyphs': true,
  'smallest-type': true,
  hyphenated: true,
  truncated: true,
  photo: true,
  'photo-small': true,
  'code-unreadable': true,
};

describe('docs/badges.md', () => {
  const text = read('docs/badges.md');

  test('lists every format with its pixels', () => {
    const rows = tableOf(text, '`badge.format`', 'size', 'pixels at 300 dpi', 'for');
    expect(rows.map(([format = '', , pixels]) => [codesIn(format)[0], pixels])).toEqual(
      Object.entries(badgeFormats).map(([format, { width, height }]) => [format, `${width} x ${height}`]),
    );
  });

  test('explains every key of a design, and each fact that it may show', () => {
    const rows = tableOf(text, 'key', 'what it is');
    const schema = z.toJSONSchema(badgeDesign, { io: 'input' });
    const { colours, facts } = schema.properties as Record<'colours' | 'facts', z.core.JSONSchema.JSONSchema>;
    const keys = stageFileKeys()
      .flatMap((key) => /^badge\.(.+)/.exec(key)?.[1] ?? [])
      .flatMap((key) =>
        key === 'colours' ? Object.keys(colours.properties ?? {}).map((name) => `colours.${name}`) : key,
      );
    expect(keysOf(rows).sort()).toEqual(keys.sort());

    const [, meaning = ''] = rows.find(([key]) => key === '`facts`') ?? [];
    expect(codesIn(meaning)).toEqual((facts.items as z.core.JSONSchema.JSONSchema).enum);
  });

  test('has an example of a design, which is one', () => {
    const [, example = ''] = /"badge": (\{.*\})/s.exec(chapterOf(text, 'A design of your own')) ?? [];
    const { logo, ...design } = JSON.parse(example);
    expect(logo).toBeTypeOf('string');
    expect(badgeDesign.parse(design)).toMatchObject(design);
  });

  test('explains everything that preflight may find, and what may be uncertain about a field', () => {
    const preflight = chapterOf(text, 'Preflight');
    expect(keysOf(tableOf(preflight, 'finding', 'meaning', 'what to do')).sort()).toEqual(
      Object.keys(preflightCodes).sort(),
    );
    expect(keysOf(tableOf(preflight, 'code', 'what it says of the field')).sort()).toEqual(
      Object.keys(findings).sort(),
    );
  });

  test('shows every state of the badge refresh and of the badge sheets, and no other', () => {
    const pictures = blocksOf(text, 'mermaid').map((picture) => statesIn(picture).sort());
    const machines = (['badge-refresh', 'badge-sheets'] as const).map((name) =>
      [...statesOf(definitionOf(name)).keys()].sort(),
    );
    expect(pictures).toEqual(machines);
  });

  test('says how many badges of each format are on a sheet', () => {
    const rows = tableOf(text, 'format', 'Letter', 'A4', 'sheets that are cut already');
    expect(keysOf(rows)).toEqual(Object.keys(badgeFormats));
    const counted = rows.flatMap(([format = '', letter = '', a4 = '', labels = '']) => {
      const [key = ''] = codesIn(format);
      const [, paper, ofLabels] = /--paper (\S+)`: (\d+)/.exec(labels) ?? [];
      const count = (cell: string) => Number(/^\d+/.exec(cell));
      return [
        [key, 'letter', count(letter)],
        [key, 'a4', count(a4)],
        ...(paper ? [[key, paper, Number(ofLabels)]] : []),
      ];
    });
    expect(counted).toEqual(
      everyLayout.map(([format, paper]) => [format, paper, sheetLayout(format, paper).perPage]),
    );
  });
});
