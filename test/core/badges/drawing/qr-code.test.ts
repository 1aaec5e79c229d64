import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { type BadgeFormat, badgeFormats } from '../../../../core/badges/badge-formats.ts';
import { codeModules } from '../../../../core/badges/code-modules.ts';
import { arrangementOf, codeArea } from '../../../../core/badges/drawing/arrangement.ts';
import { drawBadge } from '../../../../core/badges/drawing/draw-badge.ts';
import { cut, lay, type Pixels } from '../../../../core/badges/drawing/pixels.ts';
import { drawCode, readCode } from '../../../../core/badges/drawing/qr-code.ts';
import { preflightCode, preflightInWords } from '../../../../core/badges/preflight.ts';
import { badgeIdOf } from '../../../../core/domain/ids.ts';
import { coach, jordan, plainDesign } from './facts.ts';
import { photo } from './pictures.ts';
import { codesIn } from './read-code.ts';

const formats = Object.keys(badgeFormats) as BadgeFormat[];

describe.each(formats)('the code of a badge of %s', (format) => {
  const design = { ...plainDesign, format };
  const drawn = drawBadge(jordan, photo, { design });

  test('contains only the badge’s id, in the finished file', async () => {
    const { image, findings } = await drawn;
    expect(await codesIn(image)).toEqual([jordan.id]);
    expect(findings).toEqual([]);
  });

  test('is readable in a PNG, and on a badge without facts', async () => {
    const png = await drawBadge(coach, 'none', { design: { ...design, image: 'png' } });
    expect(await codesIn(png.image)).toEqual([coach.id]);
  });

  test('is readable in a print at half the resolution', async () => {
    const { image } = await drawn;
    const { width } = badgeFormats[format];
    const half = await sharp(image)
      .resize(Math.round(width / 2))
      .jpeg({ quality: 75 })
      .toBuffer();
    expect(await codesIn(half)).toEqual([jordan.id]);
  });

  test('has a quiet zone of four light modules on every side, in whole modules', async () => {
    const { image } = await drawn;
    const arrangement = arrangementOf(format, jordan);
    const { left, top, width } = codeArea(arrangement);
    const { module } = arrangement.code;
    const { data, info } = await sharp(image).greyscale().raw().toBuffer({ resolveWithObject: true });
    const light = (x: number, y: number) => (data[(top + y) * info.width + left + x] ?? 0) > 200;
    const zone = 4 * module;
    expect(width).toBe(codeModules * module);
    for (let along = 0; along < width; along += 1) {
      for (let across = 0; across < zone - 1; across += 1) {
        // The id's text may begin in the lowest module: no reader takes it for a part of the code.
        const below = across > module;
        const sides = [light(along, across), light(across, along), light(width - 1 - across, along)];
        expect([...sides, !below || light(along, width - 1 - across)]).toEqual([true, true, true, true]);
      }
    }
    expect(light(zone + 2, zone + 2)).toBe(false);
  });
});

describe('an unreadable code', () => {
  const id = badgeIdOf('cs_test_a1');

  test('is distinguished from a readable one', () => {
    const code = drawCode(id, 7);
    expect(readCode(code)).toBe(id);
    lay(painted(code.width, 60), { left: 0, top: 70 }, code);
    expect(readCode(code)).toBeUndefined();
  });

  test('is still read if only a corner of its data is lost', () => {
    const code = drawCode(id, 7);
    lay(painted(21, 14), { left: 20 * 7, top: 22 * 7 }, code);
    expect(readCode(code)).toBe(id);
  });

  test('is not read from a blank area', () => {
    expect(readCode(painted(203, 203))).toBeUndefined();
  });

  test('is reported, because the code is read back from the finished badge', async () => {
    // A code of this text is larger than its area, and only that area is cut out and read.
    const { findings } = await drawBadge({ ...coach, id: 'TOO-LONG-'.repeat(8) }, 'none', {
      design: plainDesign,
    });
    expect(findings).toEqual([{ code: 'code-unreadable' }]);
    expect(findings.map(preflightCode)).toEqual(['code-unreadable']);
    expect(await Promise.all(findings.map(preflightInWords))).toEqual(['QR code: does not decode']);
  });
});

test('a part of a picture laid back over it leaves it unchanged', () => {
  const code = drawCode('T1-00000-00000', 3);
  const before = Buffer.from(code.data);
  const area = { left: 5, top: 9, width: 40, height: 31 };
  lay(cut(code, area), area, code);
  expect(code.data.equals(before)).toBe(true);
});

const painted = (width: number, height: number): Pixels => ({
  data: Buffer.alloc(width * height * 3, 255),
  width,
  height,
});
