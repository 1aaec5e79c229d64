import { describe, expect, test } from 'vitest';
import { medalsCsv, schoolsCsv } from '../../../../core/brackets/files/medal-tables.ts';
import { medalsPage } from '../../../../core/brackets/files/medals-page.ts';
import { medalsOf } from '../../../../core/brackets/medals.ts';
import type { Plan } from '../../../../core/brackets/plan.ts';
import { divisionOf, planOf } from '../draw.ts';
import { wonBySeeds } from '../played.ts';

const hostile = '<img src=x onerror=alert(1)> & "q"';
const three = (weight: number) => [
  { name: `=HYPERLINK("x") ${weight}`, school: 'Tiger', weight },
  { name: `${hostile} ${weight}`, school: '+Crane <b>', weight },
  { name: `محمد ${weight}`, school: 'Tiger', weight },
];
const people = [...three(50), ...three(70), ...three(120).map((one) => ({ ...one, gender: 'female' }))];
const plan = planOf([...people, { name: 'Alone', school: 'Oak', weight: 120 }]);
const fin = divisionOf(plan, 'middle_cadet_m_fin');
const middle = divisionOf(plan, 'middle_cadet_m_light middle');
const winners = [
  ...wonBySeeds(fin, [
    [1, 2],
    [2, 3],
    [1, 3],
  ]),
  // Everybody beats one other.
  ...wonBySeeds(middle, [
    [1, 2],
    [2, 3],
    [3, 1],
  ]),
  { division: 'gone', match: 1, winner: 'nobody' },
];
const medals = medalsOf(plan, winners);

const rowsOf = (csv: string) => csv.replace('\uFEFF', '').trim().split('\r\n');

describe('medals as CSV', () => {
  test('have a row for each, best first; no cell is a formula', () => {
    const [head, ...rows] = rowsOf(medalsCsv(medals, plan));
    expect(head).toBe('division,place,name,school');
    expect(rows).toHaveLength(3);
    expect(rows.map((row) => row.split(',').slice(0, 2).join())).toEqual(
      [1, 2, 3].map((place) => `middle_cadet_m_fin,${place}`),
    );
    for (const row of rows) expect(row).not.toMatch(/(^|,)"?[=+@-]/);
    expect(rows.join()).toContain("'=HYPERLINK");
  });

  test('by school, with rank and total', () => {
    const [head, ...rows] = rowsOf(schoolsCsv(medals, plan));
    expect(head).toBe('rank,school,gold,silver,bronze,total');
    expect(rows).toHaveLength(2);
    expect(rows.find((row) => row.includes('Crane'))).toMatch(/^\d,'\+Crane <b>,/);
  });
});

describe('the page of results', () => {
  const page = (of: { plan: Plan; medals: typeof medals }) =>
    medalsPage({
      competition: { name: 'Open <1>', year: 2027 } as Parameters<typeof medalsPage>[0]['competition'],
      timeZone: 'America/Los_Angeles',
      madeAt: Date.UTC(2027, 4, 8, 22, 15),
      ...of,
    });

  test('says how far each division is, who has which medal, and what is to be settled', async () => {
    const html = await page({ plan, medals });
    const text = html
      .replace(/<style>.*<\/style>/s, '')
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll(/\s+/g, ' ');
    expect(text).toContain('As of Saturday, May 8, 2027 at 3:15 PM');
    expect(text).toContain('1 complete 1 going on 2 not started');
    expect(text).toContain('To be settled (2)');
    expect(text).toContain('A tie for first to third place. Each has won 1 match.');
    expect(text).toContain('The draw has no such division');
    expect(text).toContain('A tie is to be broken');
    expect(text).toContain('One person is alone, and nothing is decided');
    expect(html).toMatch(/class="gold"><span class="medal">gold/);
  });

  test('has names as text with a direction of their own, never as markup, and loads nothing', async () => {
    const html = await page({ plan, medals });
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<b>,');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;q&quot;');
    expect(html).toMatch(/<bdi>محمد \d+<\/bdi>/);
    expect(html).toContain('<title>Medals of Open &lt;1&gt; 2027</title>');
    expect(html).not.toMatch(/<script|<link|<[^>]* src=|https?:|@import|url\(/);
  });

  test('what breaks a tie can be copied, and is what decisions may say', async () => {
    const html = await page({ plan, medals });
    const [, copied = ''] = /<pre class="copy">(.*?)<\/pre>/s.exec(html) ?? [];
    const tieBreak = JSON.parse(copied.replaceAll('&quot;', '"'));
    expect(tieBreak.order.sort()).toEqual(middle.seeds.toSorted());
    const settled = medalsOf(plan, winners, { tieBreaks: [tieBreak] });
    expect(settled.divisions.find(({ division }) => division === middle.key)).toMatchObject({
      progress: 'complete',
    });
  });

  test('of a tournament that has not begun has no empty sections', async () => {
    const html = await page({ plan, medals: medalsOf(plan, []) });
    expect(html).toContain('No division is complete yet.');
    expect(html).not.toContain('id="settle"');
    expect(html).not.toContain('id="divisions"');
  });
});
