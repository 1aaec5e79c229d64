/**
 * Draws the demo's competitor photo: `node local/samples/photo.ts` writes it below `local/samples/photos/`. The
 * pixels are stored on their side and EXIF says so, as a phone held upright stores them.
 */
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const file = 'photos/Golden Dragon TKD - Owasso_competitor_Jordan_Rivera.jpg';

const portrait = `
<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="1600" viewBox="0 0 120 160">
  <defs>
    <linearGradient id="wall" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#9cc4dd" /><stop offset="1" stop-color="#dcebf2" />
    </linearGradient>
    <radialGradient id="skin" cx="0.45" cy="0.4" r="0.7">
      <stop offset="0" stop-color="#e9b48c" /><stop offset="1" stop-color="#cf8f66" />
    </radialGradient>
  </defs>
  <rect width="120" height="160" fill="url(#wall)" />
  <rect y="132" width="120" height="28" fill="#b5523b" />
  <path d="M14 160 C14 122 34 112 60 112 C86 112 106 122 106 160 Z" fill="#fbfbf8" />
  <path d="M50 96 h20 v18 q-10 8 -20 0 Z" fill="#c98860" />
  <path d="M46 111 L60 138 L74 111 L81 114 L62 156 L58 156 L39 114 Z" fill="#20242c" />
  <path d="M16 150 q44 8 88 0 v9 q-44 8 -88 0 Z" fill="#ffd426" />
  <ellipse cx="60" cy="73" rx="25" ry="31" fill="url(#skin)" />
  <ellipse cx="34.500" cy="76" rx="4" ry="7" fill="#cf8f66" />
  <ellipse cx="85.500" cy="76" rx="4" ry="7" fill="#cf8f66" />
  <path d="M33 72 C30 40 46 34 61 34 C79 34 90 44 87 72 C84 60 80 55 72 53 C60 58 44 54 40 57 C36 61 35 66 33 72 Z" fill="#3b2417" />
  <path d="M44 67 q6 -4 11 0 M65 67 q6 -4 11 0" stroke="#3b2417" stroke-width="2" fill="none" stroke-linecap="round" />
  <circle cx="50" cy="74" r="3" fill="#2a1a12" /><circle cx="70" cy="74" r="3" fill="#2a1a12" />
  <circle cx="51" cy="73" r="0.900" fill="white" /><circle cx="71" cy="73" r="0.900" fill="white" />
  <path d="M60 76 q-4 9 1 10" stroke="#b5764f" stroke-width="1.600" fill="none" stroke-linecap="round" />
  <path d="M49 91 q11 9 22 0 q-11 4 -22 0 Z" fill="#a8443c" />
</svg>`;

/** EXIF's word for "turn the stored pixels a quarter clockwise". */
const storedOnItsSide = 6;

await sharp(Buffer.from(portrait))
  .rotate(-90)
  .withMetadata({ orientation: storedOnItsSide })
  .jpeg({ quality: 82 })
  .toFile(fileURLToPath(new URL(file, import.meta.url)));
