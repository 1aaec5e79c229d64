import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { states } from '../../admin/doctor/check.ts';
import { checks } from '../../admin/doctor/checks.ts';
import type { PhotoRefusal } from '../../core/badges/drawing/photo.ts';
import { belonging } from '../../core/domain/belonging.ts';
import { metrics } from '../../core/domain/metrics.ts';
import { widgetsIn } from '../lib/dashboards.ts';
import { anchorOf, chapterOf, codesIn, keysOf, read, tableOf } from './document.ts';
import { template } from './stack.ts';

/** The compiler holds this to the code's own list. */
const refusals: Record<PhotoRefusal, true> = {
  empty: true,
  'too large': true,
  'not an image': true,
  'unsupported format (HEIC)': true,
  'unsupported format (AVIF)': true,
  'unsupported format (GIF)': true,
  'unsupported format (TIFF)': true,
  'unsupported format (SVG)': true,
  'too many pixels': true,
  'too large when unpacked': true,
  'extreme proportions': true,
  truncated: true,
};

describe('docs/runbook.md', () => {
  const text = read('docs/runbook.md');

  test('lists every alarm with the chapter that the alarm itself names', () => {
    const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(
      ([id, { Properties }]) => {
        const [, chapter = ''] = /Runbook: "(.+)"\.$/.exec(Properties.AlarmDescription) ?? [];
        return [/^Monitoring(\w+)\w{8}$/.exec(id)?.[1], `[${chapter}](#${anchorOf(chapter)})`];
      },
    );
    const listed = tableOf(text, 'alarm', 'what it means', 'what to do').flatMap(([names = '', , chapter]) =>
      codesIn(names).map((name) => [name, chapter]),
    );
    expect(listed.sort()).toEqual(alarms.sort());
  });

  test('lists every check of a stage, and every state that it can find', () => {
    const chapter = chapterOf(text, 'Test a stage');
    expect(keysOf(tableOf(chapter, 'check', 'what is looked at'))).toEqual(checks.map(({ name }) => name));
    expect(keysOf(tableOf(chapter, 'state', 'what it says'))).toEqual(states);
  });

  test('lists every metric of our own', () => {
    const filters = Object.values(template.findResources('AWS::Logs::MetricFilter'));
    const names = filters.flatMap(({ Properties }) =>
      Properties.MetricTransformations.map(({ MetricName }: { MetricName: string }) => MetricName),
    );
    expect(keysOf(tableOf(text, 'metric', 'what it counts')).sort()).toEqual(
      [...new Set([...names, ...Object.keys(metrics)])].sort(),
    );
  });

  test('explains everything that is on the dashboard', () => {
    const listed = keysOf(tableOf(text, 'on the page', 'what it shows'));
    expect(listed).toEqual(widgetsIn(template).flatMap(({ properties }) => properties.title ?? []));
  });

  test('explains every rule by which a sale is known to be a registration', () => {
    const rows = tableOf(text, '`payment.belongs`', 'a registration is a session');
    const rules = rows.map(([rule = '']) => JSON.parse(codesIn(rule)[0] ?? ''));
    for (const rule of rules) expect(belonging.parse(rule)).toEqual(rule);
    const { properties = {} } = z.toJSONSchema(belonging);
    expect(rules.flatMap(Object.keys).sort()).toEqual(Object.keys(properties).sort());
  });

  test('explains every reason why a badge lacks its photo', () => {
    const rows = tableOf(chapterOf(text, 'A badge lacks its photo'), 'reason', 'what it is');
    const reasons = Object.keys(refusals).map((reason) => reason.replace(/\(.+\)/, '(…)'));
    expect(keysOf(rows).sort()).toEqual([...new Set(['none', 'missing', ...reasons])].sort());
  });
});
