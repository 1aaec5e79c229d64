/**
 * Draws the photos of the demo's fictitious competitors: `npm run samples:photos` writes them to
 * `local/samples/photos/`, in the formats, shapes and sizes that families and their phones send.
 */
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { drawPortrait, type Framing, type Portrait } from './portrait.ts';

interface Photo {
  /** Named as by the form: school, type, name and the extension of the family's file. */
  file: string;
  width: number;
  height: number;
  portrait: Portrait;
  framing?: Framing;
  /** Stored on its side with an EXIF orientation, as by a phone held upright. */
  onItsSide?: boolean;
}

const blackCollar = { cloth: '#fbfbf8', collar: '#20242c' };

const photos: Photo[] = [
  {
    file: 'Golden Dragon TKD - Owasso_competitor_Jordan_Rivera.jpg',
    width: 1200,
    height: 1600,
    onItsSide: true,
    portrait: {
      skin: { light: '#e9b48c', dark: '#cf8f66', neck: '#c98860', nose: '#b5764f' },
      hair: { cut: 'short', colour: '#3b2417' },
      eyes: '#2a1a12',
      lips: '#a8443c',
      dobok: blackCollar,
      belt: '#ffd426',
      wall: { top: '#9cc4dd', bottom: '#dcebf2' },
    },
  },
  {
    file: 'Golden Dragon TKD - Owasso_competitor_Mila_Novak.jpg',
    width: 900,
    height: 1200,
    framing: { scale: 0.8, down: 6 },
    portrait: {
      skin: { light: '#fbdcc4', dark: '#eebf9f', neck: '#e4ae8b', nose: '#d6976f' },
      hair: { cut: 'ponytail', colour: '#d9a441' },
      eyes: '#31618a',
      lips: '#c75b5b',
      dobok: { cloth: '#fbfbf8', collar: '#d8d4c8' },
      belt: '#dfd9c6',
      wall: { top: '#f6d8a8', bottom: '#fdf1dc' },
    },
  },
  {
    file: 'Blue Heron Academy_competitor_Priya_Raman.jpg',
    width: 900,
    height: 1200,
    portrait: {
      skin: { light: '#c98f63', dark: '#a86f47', neck: '#96613c', nose: '#8a5533' },
      hair: { cut: 'bob', colour: '#1d1512' },
      eyes: '#22140c',
      lips: '#8f3b38',
      dobok: { cloth: '#2f4f8f', collar: '#fbfbf8' },
      belt: '#2f8f4e',
      wall: { top: '#b9d8c2', bottom: '#e6f2e8' },
    },
  },
  {
    file: 'Golden Dragon TKD - Owasso_competitor_하늘_김.jpg',
    width: 1600,
    height: 1200,
    framing: { right: -48 },
    portrait: {
      skin: { light: '#f3cfae', dark: '#dfae87', neck: '#d29f77', nose: '#c48a60' },
      hair: { cut: 'fringe', colour: '#14110f' },
      eyes: '#1a100a',
      lips: '#b9524e',
      dobok: { cloth: '#fbfbf8', collar: '#a92330' },
      belt: '#c0262d',
      wall: { top: '#c3c9d4', bottom: '#e7eaf0' },
    },
  },
  {
    file: 'River City Martial Arts_competitor_Casey_Whitfield.png',
    width: 1200,
    height: 1200,
    portrait: {
      skin: { light: '#f4c9a8', dark: '#dda27a', neck: '#d09269', nose: '#c28056' },
      hair: { cut: 'bun', colour: '#8c3f1d' },
      eyes: '#3d5a3a',
      lips: '#b04f4a',
      dobok: blackCollar,
      belt: '#2c2c33',
      wall: { top: '#8fb3c9', bottom: '#cfe0ea' },
      glasses: true,
    },
  },
  {
    file: 'Northside Taekwondo_competitor_Naomi_Okafor.jpeg',
    width: 1080,
    height: 1440,
    portrait: {
      skin: { light: '#7d4f33', dark: '#5d3721', neck: '#4f2d1a', nose: '#46260f' },
      hair: { cut: 'curls', colour: '#17100c' },
      eyes: '#120a06',
      lips: '#7a2e33',
      dobok: blackCollar,
      belt: '#2c2c33',
      wall: { top: '#e4b7a0', bottom: '#f6e3d8' },
    },
  },
  {
    file: 'River City Martial Arts_competitor_Sky_Delgado.jpg',
    width: 960,
    height: 1280,
    framing: { scale: 0.9 },
    portrait: {
      skin: { light: '#dba67c', dark: '#bd8257', neck: '#ad744b', nose: '#9c643d' },
      hair: { cut: 'curls', colour: '#4a2b19' },
      eyes: '#2c1a10',
      lips: '#a04640',
      dobok: { cloth: '#fbfbf8', collar: '#c9c4b6' },
      belt: '#5b6b3a',
      wall: { top: '#a9b8e0', bottom: '#e2e7f6' },
      glasses: true,
    },
  },
];

/** The EXIF orientation that rotates the stored pixels by 90 degrees clockwise. */
const storedOnItsSide = 6;

for (const { file, width, height, portrait, framing, onItsSide } of photos) {
  const drawn = sharp(Buffer.from(drawPortrait(portrait, { width, height }, framing)));
  const photo = onItsSide ? drawn.rotate(-90).withMetadata({ orientation: storedOnItsSide }) : drawn;
  const encoded = file.endsWith('.png')
    ? photo.png({ palette: true, colours: 64 })
    : photo.jpeg({ quality: 82 });
  await encoded.toFile(fileURLToPath(new URL(`photos/${encodeURIComponent(file)}`, import.meta.url)));
}
