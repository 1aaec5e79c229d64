/** A fictitious person as a cartoon, on a canvas 120 wide and 160 high with the head in the middle. */
export interface Portrait {
  skin: { light: string; dark: string; neck: string; nose: string };
  hair: { cut: HairCut; colour: string };
  eyes: string;
  lips: string;
  dobok: { cloth: string; collar: string };
  /** Colour of the belt at the waist. */
  belt: string;
  wall: { top: string; bottom: string };
  glasses?: boolean;
}

/** The person's position: offsets to the right and down, in units of a canvas 160 high, and a scale factor. */
export interface Framing {
  right?: number;
  down?: number;
  scale?: number;
}

/** The hair behind the head and over the forehead. */
const cuts = {
  short: {
    back: '',
    front:
      'M33 72 C30 40 46 34 61 34 C79 34 90 44 87 72 C84 60 80 55 72 53 C60 58 44 54 40 57 C36 61 35 66 33 72 Z',
  },
  bob: {
    back: 'M28 104 C22 54 36 30 60 30 C84 30 98 54 92 104 C84 110 76 108 74 96 L46 96 C44 108 36 110 28 104 Z',
    front:
      'M34 70 C34 46 46 36 60 36 C74 36 86 46 86 70 C84 62 80 58 78 58 Q60 62 42 58 C40 58 36 62 34 70 Z',
  },
  ponytail: {
    back: 'M80 40 C104 34 110 66 100 104 C96 92 94 74 84 60 Z',
    front: 'M34 70 C30 42 46 34 60 34 C76 34 90 42 86 70 C84 58 78 50 62 47 C48 52 38 58 34 70 Z',
  },
  bun: {
    back: 'M60 32 m-15 -6 a15 14 0 1 0 30 0 a15 14 0 1 0 -30 0 Z',
    front: 'M34 70 C31 44 46 36 60 36 C74 36 89 44 86 70 C83 56 74 49 60 49 C46 49 37 56 34 70 Z',
  },
  curls: {
    back: 'M32 88 a10 10 0 0 1 -3 -19 a10 10 0 0 1 2 -18 a11 11 0 0 1 11 -16 a12 12 0 0 1 18 -7 a12 12 0 0 1 18 7 a11 11 0 0 1 11 16 a10 10 0 0 1 2 18 a10 10 0 0 1 -3 19 Z',
    front:
      'M34 68 C30 44 44 34 60 34 C76 34 90 44 86 68 a7 7 0 0 1 -9 -8 a8 8 0 0 1 -11 -4 a7 7 0 0 1 -12 0 a8 8 0 0 1 -11 4 a7 7 0 0 1 -9 8 Z',
  },
  fringe: {
    back: 'M30 86 C24 50 38 30 60 30 C82 30 96 50 90 86 Z',
    front: 'M34 74 C31 42 46 33 60 33 C74 33 89 42 86 74 L83 62 L76 63 L69 61 L60 63 L51 61 L44 63 L37 62 Z',
  },
} as const;

export type HairCut = keyof typeof cuts;

/** The portrait as an SVG of the given size in pixels. */
export function drawPortrait(
  { skin, hair, eyes, lips, dobok, belt, wall, glasses }: Portrait,
  { width, height }: { width: number; height: number },
  { right = 0, down = 0, scale = 1 }: Framing = {},
): string {
  const across = (160 * width) / height;
  const middle = across / 2 + right;
  const { back, front } = cuts[hair.cut];
  return `
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${across} 160">
  <defs>
    <linearGradient id="wall" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="${wall.top}" /><stop offset="1" stop-color="${wall.bottom}" />
    </linearGradient>
    <radialGradient id="skin" cx="0.45" cy="0.4" r="0.7">
      <stop offset="0" stop-color="${skin.light}" /><stop offset="1" stop-color="${skin.dark}" />
    </radialGradient>
  </defs>
  <rect width="${across}" height="160" fill="url(#wall)" />
  <rect y="132" width="${across}" height="28" fill="#b5523b" />
  <g transform="translate(${middle - 60 * scale} ${160 - 160 * scale + down}) scale(${scale})">
    <path d="${back}" fill="${hair.colour}" />
    <path d="M14 160 C14 122 34 112 60 112 C86 112 106 122 106 160 Z" fill="${dobok.cloth}" />
    <path d="M50 96 h20 v18 q-10 8 -20 0 Z" fill="${skin.neck}" />
    <path d="M46 111 L60 138 L74 111 L81 114 L62 156 L58 156 L39 114 Z" fill="${dobok.collar}" />
    <path d="M16 150 q44 8 88 0 v9 q-44 8 -88 0 Z" fill="${belt}" />
    <ellipse cx="60" cy="73" rx="25" ry="31" fill="url(#skin)" />
    <ellipse cx="34.500" cy="76" rx="4" ry="7" fill="${skin.dark}" />
    <ellipse cx="85.500" cy="76" rx="4" ry="7" fill="${skin.dark}" />
    <path d="${front}" fill="${hair.colour}" />
    <path d="M44 67 q6 -4 11 0 M65 67 q6 -4 11 0" stroke="${hair.colour}" stroke-width="2" fill="none" stroke-linecap="round" />
    <circle cx="50" cy="74" r="3" fill="${eyes}" /><circle cx="70" cy="74" r="3" fill="${eyes}" />
    <circle cx="51" cy="73" r="0.900" fill="white" /><circle cx="71" cy="73" r="0.900" fill="white" />
    ${glasses ? '<g stroke="#20242c" stroke-width="1.500" fill="none"><circle cx="50" cy="74" r="8" /><circle cx="70" cy="74" r="8" /><path d="M58 73 q2 -2 4 0 M42 73 l-7 -2 M78 73 l7 -2" /></g>' : ''}
    <path d="M60 76 q-4 9 1 10" stroke="${skin.nose}" stroke-width="1.600" fill="none" stroke-linecap="round" />
    <path d="M49 91 q11 9 22 0 q-11 4 -22 0 Z" fill="${lips}" />
  </g>
</svg>`;
}
