import { rmSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { layoutVersion } from '../../../../core/badges/badge-hash.ts';
import { drawBadge } from '../../../../core/badges/drawing/draw-badge.ts';
import { type ApprovedBadge, approvedBadges } from './approved-badges.ts';
import { plainDesign } from './facts.ts';
import { expectToMatchGolden, updating } from './golden.ts';
import { logo } from './pictures.ts';
import { codesIn } from './read-code.ts';
import { badgeGoldens, committedVersion, goldenNames, readSeal, sealOf, writeSeal } from './seal.ts';

/** What a change of the drawing needs in addition to new goldens. */
const kept =
  committedVersion() === layoutVersion
    ? `Goldens of version ${layoutVersion} are committed: raise layoutVersion in core/badges/badge-hash.ts, so that existing badges are redrawn, and run npm run goldens again.`
    : undefined;

function draw({ facts, photo, design, withLogo }: ApprovedBadge) {
  return drawBadge(facts, photo ?? 'none', {
    design: { ...plainDesign, ...design },
    logo: withLogo ? logo : undefined,
  });
}

describe('as approved', () => {
  test.each(Object.entries(approvedBadges))('looks %s, and its code contains its id', async (name, badge) => {
    const { image } = await draw(badge);
    const approved = badge.part
      ? await sharp(image).extract(badge.part).png({ palette: true, colours: 32 }).toBuffer()
      : image;
    await expectToMatchGolden(name, approved, 'badges', kept);
    expect(await codesIn(image)).toEqual([badge.facts.id]);
  });

  test('covers every golden: none is left for a badge that is not drawn', () => {
    const left = goldenNames().filter((file) => !(file.replace(/\.\w+$/, '') in approvedBadges));
    if (updating) for (const file of left) rmSync(join(badgeGoldens, file));
    else expect(left, 'unused goldens: run npm run goldens').toEqual([]);
  });

  test('matches the version of the goldens: the drawing only changes with its version', () => {
    if (updating) writeSeal(sealOf(layoutVersion));
    expect(
      readSeal(),
      `the goldens do not belong to layoutVersion ${layoutVersion}: run npm run goldens, and commit its seal.json`,
    ).toEqual(sealOf(layoutVersion));
  });
});
