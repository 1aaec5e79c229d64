import { describe, expect, it } from 'vitest';
import { drawRules } from '../../../../core/brackets/draw-rules.ts';
import { bracketDrawing } from '../../../../core/brackets/files/bracket-drawing.ts';
import { fittedTo } from '../../../../core/brackets/files/fitted-text.ts';
import { planView } from '../../../../core/brackets/files/plan-view.ts';
import { boys, divisionOf, planOf } from '../draw.ts';

const rules = drawRules.parse({ formats: [{ format: 'single elimination' }] });
const drawingOf = (people: number) => {
  const plan = planOf(boys(Array.from({ length: people }, () => 70)), { rules });
  const division = divisionOf(plan, 'middle_cadet_m_light middle');
  const view = planView({
    draw: { execution: 'plan-1', madeAt: '2027-05-01T01:12:00.000Z', forced: [], plan },
  });
  return { division, svg: String(bracketDrawing(division, view, 'd1t')) };
};
const found = (svg: string, pattern: RegExp) => [...svg.matchAll(pattern)].map(([, ...groups]) => groups);

describe('the drawing of a bracket', () => {
  it('has everybody and every match once, and nothing on top of something else, for 2 to 64 people', () => {
    for (const people of [2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 16, 17, 25, 31, 32, 33, 48, 64]) {
      const { division, svg } = drawingOf(people);
      const names = found(svg, /<text x="(\d+)" y="([\d.]+)" class="n">([^<]*)</g);
      const numbers = found(svg, /<text x="(\d+)" y="([\d.]+)" class="m">(\d+)</g);
      expect(new Set(names.map(([, , name]) => name)).size).toBe(people);
      expect(numbers.map(([, , number]) => Number(number)).toSorted()).toEqual(
        division.matches.map(({ number }) => number).toSorted(),
      );
      for (const texts of [names, numbers]) {
        for (const x of new Set(texts.map(([left]) => left))) {
          const heights = texts
            .filter(([left]) => left === x)
            .map(([, y]) => Number(y))
            .toSorted((a, b) => a - b);
          const gaps = heights.slice(1).map((y, index) => y - (heights[index] ?? 0));
          expect(Math.min(99, ...gaps)).toBeGreaterThanOrEqual(20);
        }
      }
      const [[width = '0', height = '0'] = []] = found(svg, /width="(\d+)" height="(\d+)"/g);
      for (const [x, y] of [...names, ...numbers]) {
        expect(Number(x)).toBeLessThan(Number(width));
        expect(Number(y)).toBeLessThan(Number(height));
      }
    }
  });

  it('says in words what it is, for those who do not see it', () => {
    expect(drawingOf(5).svg).toContain(
      'role="img" aria-label="Bracket of 5 people, 4 matches in 3 rounds" aria-describedby="d1t"',
    );
  });

  it('says who has a bye', () => {
    expect(found(drawingOf(5).svg, /class="b">(bye)</g)).toHaveLength(3);
    expect(found(drawingOf(8).svg, /class="b">(bye)</g)).toHaveLength(0);
  });
});

describe('a text that has to fit', () => {
  it('stays whole where there is room, and is cut off between letters where not', () => {
    expect(fittedTo(20, 'Jordan Rivera')).toEqual({ text: 'Jordan Rivera', cut: false });
    expect(fittedTo(5, 'Jordan Rivera')).toEqual({ text: 'Jordan…', cut: true });
    expect(fittedTo(5.5, '👩👩👧👦')).toEqual({ text: '👩👩👧…', cut: true });
  });

  it('has as many letters as are narrow', () => {
    const letters = (text: string) => fittedTo(10, text.repeat(100)).text.length;
    expect(letters('i')).toBeGreaterThan(letters('a'));
    expect(letters('a')).toBeGreaterThan(letters('W'));
    expect(letters('W')).toBeGreaterThan(letters('한'));
  });
});
