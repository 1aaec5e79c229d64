import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { badgeDesign } from '../../../../core/badges/badge-design.ts';
import { InputInvalidError } from '../../../../core/domain/errors.ts';
import { renderedBadge } from '../../../../core/domain/state.ts';
import { renderBadge } from '../../../../lambdas/registration/render-badge/render-badge.ts';
import { Stage } from '../../../doubles/stage.ts';

const entryId = 'cs_test_a1';
const pk = 'Golden_Dragon_TKD_-_Owasso-competitor-Jordan_Rivera';
const fixture = new URL('../../../fixtures/render-badge/competitor.json', import.meta.url);
const competition = { name: 'Green Country Open', year: 2025 };
/** The smallest, which is drawn in the shortest time. */
const design = badgeDesign.parse({ format: 'ID-1' });

let stage: Stage;
const render = (id = entryId) =>
  renderBadge(
    { entryId: id, execution: 'an execution' },
    { competition, design, pushedToDrive: true, ...stage.clients },
  );

beforeEach(async () => {
  stage = new Stage();
  stage.rows.set(pk, { ...JSON.parse(readFileSync(fixture, 'utf8')), pk: { S: pk } });
  await stage.progress.recordRegistration(entryId, pk, { admittedBy: 'pi_1' });
});

test('the state has what became of the photo and the findings by their codes, and nothing else of the badge', async () => {
  const rendered = await render();
  expect(rendered).toEqual({ outcome: 'rendered', photo: 'missing', preflight: ['photo'] });
  expect(renderedBadge.shape.badge.parse(rendered)).toEqual(rendered);
  expect(await render()).toEqual({ ...rendered, outcome: 'already rendered' });
});

test('a badge whose registration is gone is withdrawn', async () => {
  await render();
  stage.rows.clear();
  const withdrawn = await render();
  expect(withdrawn).toEqual({ outcome: 'withdrawn', photo: 'none', preflight: [] });
  expect(renderedBadge.shape.badge.parse(withdrawn)).toEqual(withdrawn);
});

test('an entry that was never registered is an error', async () => {
  await expect(render('cs_test_unknown')).rejects.toThrow(InputInvalidError);
});
