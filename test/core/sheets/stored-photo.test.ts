import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { arrangementOf } from '../../../core/badges/drawing/arrangement.ts';
import { drawBadge } from '../../../core/badges/drawing/draw-badge.ts';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import { photoOnBadge } from '../../../core/sheets/stored-photo.ts';
import { jordan, plainDesign } from '../badges/drawing/facts.ts';
import { photo } from '../badges/drawing/pictures.ts';

const draw = async (image: 'jpeg' | 'png') =>
  (await drawBadge(jordan, photo, { design: { ...plainDesign, image } })).image;
const about = { facts: jordan, design: plainDesign, name: 'badge B2' };
const area = arrangementOf('3x4', jordan).photo;
const pixels = (image: Sharp) => image.removeAlpha().raw().toBuffer();

describe("the photo on a badge's stored picture", () => {
  test.each(['jpeg', 'png'] as const)('looks the same, cut out of a %s', async (format) => {
    const image = await draw(format);
    const cut = await photoOnBadge(image, about);
    expect(await sharp(cut).metadata()).toMatchObject({
      format: 'jpeg',
      width: area.width,
      height: area.height,
    });
    const [stored, found] = await Promise.all([pixels(sharp(image).extract(area)), pixels(sharp(cut))]);
    const errors = stored.map((sample, at) => Math.min(255, (sample - (found[at] ?? 0)) ** 2));
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    expect(10 * Math.log10(255 ** 2 / mean), 'signal to noise, in dB').toBeGreaterThan(40);
    expect(cut.length).toBeLessThan(image.length / 2);
  });

  test('is the same to the byte when it is cut out again', async () => {
    const image = await draw('jpeg');
    expect(await photoOnBadge(image, about)).toEqual(await photoOnBadge(image, about));
  });

  test.each([
    ['empty', async () => Buffer.alloc(0)],
    ['no picture', async () => Buffer.from('not a picture')],
    [
      'of another format',
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ],
    ['smaller than a badge', async () => sharp(photo).resize(200).toBuffer()],
    ['a JPEG that ends after its header', async () => (await draw('jpeg')).subarray(0, 400)],
    ['a JPEG that ends within the photo', async () => (await draw('jpeg')).subarray(0, 30_000)],
    ['a PNG that ends within the photo', async () => (await draw('png')).subarray(0, 30_000)],
  ])('is refused by its name where the picture is %s', async (_, picture) => {
    const refused = photoOnBadge(await picture(), about);
    await expect(refused).rejects.toThrow(new InputInvalidError('badge B2: not a whole JPEG or PNG'));
  });
});
