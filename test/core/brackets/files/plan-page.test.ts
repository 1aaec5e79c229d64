import { describe, expect, it } from 'vitest';
import { decision } from '../../../../core/brackets/decisions.ts';
import { drawRules } from '../../../../core/brackets/draw-rules.ts';
import { planPage } from '../../../../core/brackets/files/plan-page.ts';
import type { PlanPageInput } from '../../../../core/brackets/files/plan-page-input.ts';
import type { Plan } from '../../../../core/brackets/plan.ts';
import type { Said } from '../../lists/people.ts';
import { boys, planOf } from '../draw.ts';

const pageOf = (plan: Plan, { forced = [], ...more }: Partial<PlanPageInput> & { forced?: string[] } = {}) =>
  planPage({
    draw: { execution: 'plan-1', madeAt: '2027-05-01T01:12:00.000Z', forced, plan },
    competition: { name: 'Riverside Open', year: 2027 },
    timeZone: 'America/Chicago',
    ...more,
  });

/** What a reader sees of HTML. */
const textOf = (page: string) => {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return page
    .replace(/^.*<body>/s, '')
    .replace(/<title>.*?<\/title>|<[^>]*>/gs, '')
    .replace(/&(\w+|#39);/g, (_, name: string) => named[name] ?? '?')
    .replace(/\s+/g, ' ');
};
const sectionOf = (page: string, id: string) =>
  textOf(`<body>${page.split(`<section id="${id}"`)[1]?.split('</section>')[0]}`);
const matchesIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found);

const lightMiddle = 'middle_cadet_m_light middle';
const seven = boys([70, 71, 72, 73, 74, 75, 76]);

describe('the page of a plan', () => {
  it('begins with what it is about, how much there is, and when each ring ends', async () => {
    const page = textOf(
      await pageOf(
        planOf([...seven, ...boys([50, 51], { school: 'Tigers' })], { rules: drawRules.parse({ rings: 2 }) }),
      ),
    );
    expect(page).toContain('Draw of Riverside Open 2027');
    expect(page).toContain(
      'Made on Friday, April 30, 2027 at 8:12 PM, by the plan plan-1, when no draw was published',
    );
    expect(page).toMatch(/9 people ?8 schools ?2 divisions ?7 matches ?0 alone/);
    // Six matches of two rounds of 90 s, with 30 s between and 60 s after.
    expect(page).toContain('Ring 11627 min9:27 AM');
    expect(page).toContain('Ring 2115 min9:05 AM');
  });

  it('has commands to copy, for the stage of the plan', async () => {
    const commands = (stage: string) => pageOf({ ...planOf(boys([70])), stage }).then(textOf);
    expect(await commands('prod')).toContain('npm run admin -- brackets publish --plan plan-1 --stage prod');
    expect(await commands('local')).toMatch(/-- brackets plan --decisions decisions\.json(?! --stage)/);
  });

  it('says what publishing would cost, and what is missing of the budget', async () => {
    const challonge = {
      target: 'Challonge',
      create: 2,
      update: 1,
      remove: 0,
      start: 0,
      calls: 9,
      budget: 500,
    };
    const said = async (used: number) =>
      sectionOf(await pageOf(planOf(seven), { publication: [{ ...challonge, used }] }), 'publish');
    expect(await said(31)).toContain(
      '2 new, 1 changed. That takes 9 calls. 31 of 500 calls are used this month; 460 would be left.',
    );
    expect(await said(495)).toContain('4 calls are missing:');
  });

  it('has a line for the file of decisions for everybody who is alone', async () => {
    const lone = [
      ...boys([59]),
      ...boys([61], { school: 'Other' }),
      ...boys([140], { belt: 'red', age: 15 }),
    ];
    const plan = planOf([...lone, ...boys([130], { age: 14, belt: 'green', school: 'Far' })]);
    const page = await pageOf(plan);
    const lines = matchesIn(page, /<td><code class="copy">(.*?)<\/code>/g).map((line) =>
      JSON.parse(textOf(`<body>${line}`)),
    );
    expect(lines.map(({ outcome }) => outcome)).toEqual(['move', 'exhibition', 'exhibition']);
    for (const line of lines) {
      const consent = line.outcome === 'exhibition' && { consent: 'both coaches, 3 May' };
      expect(decision.safeParse({ ...line, ...consent }).success).toBe(true);
      expect(decision.safeParse(line).success).toBe(line.outcome !== 'exhibition');
    }
    expect(sectionOf(page, 'decide')).toContain('Weighs 59 lb, and those of the neighbouring class 61 lb.');
  });

  it('lists who is in no division, what is wrong in files, and decisions without effect', async () => {
    const stale = { id: 'reg_gone', division: lightMiddle, outcome: 'uncontested' as const };
    const plan = planOf([...seven, { name: 'No Weight' }], {
      decisions: [stale],
      problems: ['Decision 3: id: missing'],
    });
    const decide = sectionOf(await pageOf(plan), 'decide');
    expect(decide).toContain('1 person in no division');
    expect(decide).toContain('Weight is missing');
    expect(decide).toContain('Decision 3: id: missing');
    expect(decide).toContain('reg_gone Somebody else is in middle_cadet_m_light middle.');
  });

  it('says in words who has moved from the published draw, and why', async () => {
    const [first = { name: '' }, ...others] = seven;
    const before = planOf(seven);
    const left = others.slice(0, -1);
    const page = await pageOf(planOf([{ ...first, weight: 105.5 }, ...left], { previous: before }), {
      inForce: before,
    });
    const differs = sectionOf(page, 'differs');
    expect(differs).toMatch(
      /Boy 0 School 0.*light middle sparring.*heavy sparring.*Weight was 70 lb, and is 105\.5 lb/,
    );
    expect(differs).toMatch(/Boy 6 School 6.*nowhere.*Does not take part any more/);
    expect(differs).toMatch(/Changed divisions.*without Boy 0, Boy 6|without Boy 6, Boy 0/);
    expect(sectionOf(await pageOf(before, { inForce: before }), 'differs')).toContain('Nothing.');
  });

  it('names school-mates who meet in round one, with the reason', async () => {
    const plan = planOf(boys([70, 71, 72, 73, 74, 75], { school: 'Tigers' }));
    const page = await pageOf(plan);
    expect(sectionOf(page, 'mates')).toMatch(/as in this plan2.*the fewest that are possible2/);
    expect(sectionOf(page, 'mates')).toContain('Tigers has 6 of 6 people, and 2 byes');
    expect(matchesIn(page, /<path d="[^"]*" class="(p x)"/g)).toHaveLength(2);
  });

  it('marks divisions that have started, and those that were drawn again although they had', async () => {
    const previous = planOf(seven);
    const started = planOf(seven, { previous, started: new Set([lightMiddle]) });
    expect(textOf(await pageOf(started))).toContain('started: does not change any more');
    expect(textOf(await pageOf(previous, { forced: [lightMiddle] }))).toContain(
      'started, and drawn again by force',
    );
  });

  it('has everybody by last name, with the division, the ring and the first match', async () => {
    const people: Said[] = [{ name: 'Zoe Adams' }, { name: 'Ben Clark' }, { name: 'Amy Baker' }].map(
      (one, index) => ({
        ...one,
        weight: 70 + index,
      }),
    );
    const page = sectionOf(await pageOf(planOf([...people, { name: 'Al Dunn' }])), 'people');
    expect(page).toMatch(/Zoe Adams.*Amy Baker.*Ben Clark.*Al Dunn/);
    expect(page).toMatch(
      /Zoe AdamsDojangCadet male, middle belts, light middle sparring, ring 1, first match 10[12]/,
    );
    expect(page).toContain('Al DunnDojangIn no division: Weight is missing');
  });

  it('shows each match of a round robin for both who fight it', async () => {
    const page = await pageOf(planOf(boys([70, 71, 72, 73])));
    const cells = matchesIn(page, /<td class="num">(\d{3})<\/td>/g);
    expect(cells.toSorted()).toEqual(
      ['101', '102', '103', '104', '105', '106'].flatMap((number) => [number, number]),
    );
  });

  it('says which match of a best of three may not be needed', async () => {
    const rules = drawRules.parse({
      formats: [{ upTo: 2, format: 'best of three' }, { format: 'single elimination' }],
    });
    expect(textOf(await pageOf(planOf(boys([70, 71]), { rules })))).toContain(
      'matches 101, 102, 103 only if it is needed.',
    );
  });

  it('leads from every link to something on the page, and to nothing outside', async () => {
    const before = planOf(boys([70, 71, 72]));
    const page = await pageOf(planOf([...seven, ...boys([50, 120])]), { inForce: before });
    const ids = matchesIn(page, / id="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    for (const target of matchesIn(page, / href="#([^"]*)"/g)) expect(ids).toContain(target);
    for (const target of matchesIn(page, / aria-(?:labelledby|describedby)="([^"]*)"/g))
      expect(ids).toContain(target);
    expect(page).not.toMatch(/href="[^#]|src=|url\(|@import|<script|<link/);
  });

  it('shows hostile names as text, apart from what is around them, and in full in a title', async () => {
    const names = [
      '<script>alert(1)</script>',
      '"><img src=x>',
      'محمد عبد الله',
      'x'.repeat(500),
      'A\u202Eevil\u202C B',
      '🥋'.repeat(80),
    ];
    const page = await pageOf(
      planOf(names.map((name, index) => ({ name, school: `<b>${index}`, weight: 70 + index }))),
    );
    expect(page).not.toMatch(/<script|<img|<b>|\u202E/);
    expect(page).toContain('<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>');
    expect(page).toContain('<bdi>محمد عبد الله</bdi>');
    expect(page).toContain(`<title>${'x'.repeat(300)}`);
    const drawn = matchesIn(page, /<text [^>]*class="n"[^>]*>(?:<title>.*?<\/title>)?([^<]*)</g);
    expect(drawn).toHaveLength(names.length);
    for (const name of drawn) expect(textOf(`<body>${name}`).length).toBeLessThan(30);
  });
});
