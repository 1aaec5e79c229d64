/** Portraits of people who do not exist, the same for the same name. */
import sharp from 'sharp';
import { lotsFor } from '../../core/brackets/seeded-numbers.ts';
import { drawPortrait, type HairCut, type Portrait } from './portrait.ts';

const size = { width: 900, height: 1200 };

const skins: readonly Portrait['skin'][] = [
  { light: '#fbdcc4', dark: '#eebf9f', neck: '#e4ae8b', nose: '#d6976f' },
  { light: '#f3cfae', dark: '#dfae87', neck: '#d29f77', nose: '#c48a60' },
  { light: '#e9b48c', dark: '#cf8f66', neck: '#c98860', nose: '#b5764f' },
  { light: '#c98f63', dark: '#a86f47', neck: '#96613c', nose: '#8a5533' },
  { light: '#7d4f33', dark: '#5d3721', neck: '#4f2d1a', nose: '#46260f' },
];
const hairCuts: readonly HairCut[] = ['short', 'bob', 'ponytail', 'bun', 'curls', 'fringe'];
const hairColours = ['#14110f', '#3b2417', '#8c3f1d', '#d9a441', '#4a2b19'];
const collars = ['#20242c', '#d8d4c8', '#a92330'];
const walls: readonly Portrait['wall'][] = [
  { top: '#9cc4dd', bottom: '#dcebf2' },
  { top: '#f6d8a8', bottom: '#fdf1dc' },
  { top: '#b9d8c2', bottom: '#e6f2e8' },
  { top: '#a9b8e0', bottom: '#e2e7f6' },
];
const belts: Record<string, string> = {
  white: '#dfd9c6',
  yellow: '#ffd426',
  orange: '#f28c28',
  green: '#2f8f4e',
  blue: '#2b5fb3',
  red: '#c0262d',
  brown: '#6b4226',
};
const blackBelt = '#2c2c33';

/** A photo as a family would upload it, as JPEG. */
export async function madeUpPhoto(name: string, beltRank: string): Promise<Buffer> {
  const random = lotsFor(name);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const portrait: Portrait = {
    skin: pick(skins),
    hair: { cut: pick(hairCuts), colour: pick(hairColours) },
    eyes: '#22140c',
    lips: '#a8443c',
    dobok: { cloth: '#fbfbf8', collar: pick(collars) },
    belt: belts[beltRank] ?? blackBelt,
    wall: pick(walls),
    glasses: random() < 0.2,
  };
  const framing = { scale: 0.8 + random() * 0.2, right: Math.round(random() * 16 - 8) };
  return sharp(Buffer.from(drawPortrait(portrait, size, framing)))
    .jpeg({ quality: 82 })
    .toBuffer();
}
