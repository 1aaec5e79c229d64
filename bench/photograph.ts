/**
 * Turns a drawing into what a phone's camera stores for an upright picture: a JPEG of 4000 x 3000 px on its side, with
 * a sensor's fine grain, without which it would decode in half the time. A separate program because of the memory it
 * takes: `node bench/photograph.ts DRAWING PHOTO`.
 */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';

const [, , drawing = '', photo = ''] = process.argv;
const size = { width: 4000, height: 3000 };

const grain = await sharp({
  create: { ...size, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
})
  .blur(0.8)
  .png()
  .toBuffer();
const upright = await sharp(readFileSync(drawing))
  .autoOrient()
  .resize(size.height, size.width, { fit: 'cover' })
  .png()
  .toBuffer();
const lying = await sharp(upright).rotate(270).png().toBuffer();
await sharp(lying)
  .composite([{ input: grain, blend: 'soft-light' }])
  .withMetadata({ orientation: 6 })
  .jpeg({ quality: 90 })
  .toFile(photo);
