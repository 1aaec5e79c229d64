import { describe, expect, it } from 'vitest';
import { planPage } from '../../../../core/brackets/files/plan-page.ts';
import type { PlanPageInput } from '../../../../core/brackets/files/plan-page-input.ts';
import type { Plan } from '../../../../core/brackets/plan.ts';
import { boys, planOf } from '../draw.ts';

const pageOf = (plan: Plan, more: Partial<PlanPageInput> = {}) =>
  planPage({
    draw: { execution: 'plan-1', madeAt: '2027-05-01T01:12:00Z', forced: [], plan },
    competition: { name: 'Riverside Open', year: 2027 },
    timeZone: 'America/Chicago',
    ...more,
  });

describe('the page of a plan', () => {
  it('shows names as text, whatever they are', async () => {
    const [one, ...others] = boys([70, 71, 72, 73, 74, 75, 76]);
    const page = await pageOf(
      planOf([{ name: '<script>alert(1)</script>', weight: one?.weight }, ...others]),
    );
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });
});
