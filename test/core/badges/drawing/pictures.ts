import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const sample = 'local/samples/photos/Golden Dragon TKD - Owasso_competitor_Jordan_Rivera.jpg';

/** A portrait of 1200 x 1600, stored on its side as by a phone. */
export const photo = readFileSync(join(import.meta.dirname, '../../../..', sample));

/** A dragon's head, as far as two triangles can show one. */
export const logo = await sharp(
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200">
      <circle cx="150" cy="100" r="95" fill="#e8b93a"/>
      <path d="M70 150 L150 20 L230 150 Z" fill="#9f1d2e"/><path d="M110 150 L150 85 L190 150 Z" fill="#ffffff"/>
    </svg>`,
  ),
)
  .png()
  .toBuffer();
