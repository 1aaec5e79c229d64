import { createHash } from 'node:crypto';
import satori from 'satori';
import { createElement } from 'satori/jsx';
import sharp from 'sharp';
import type { BadgeDesign } from '../badge-design.ts';
import type { BadgeFacts } from '../badge-facts.ts';
import { badgeFormats, dotsPerInch } from '../badge-formats.ts';
import { type Finding, fewestDpi } from '../preflight.ts';
import { type Arrangement, arrangementOf, codeArea, headerContent } from './arrangement.ts';
import { fontsFor } from './fonts.ts';
import { Frame, Person, personArea } from './layout.tsx';
import { drawLogo } from './logo.ts';
import { cropPhoto, type PhotoRefusal } from './photo.ts';
import { cut, lay, type Pixels, rawOf } from './pixels.ts';
import { drawCode, readCode } from './qr-code.ts';
import { allTexts, setCompetition, setTexts, textFindings } from './set-texts.ts';
import { silhouette } from './silhouette.ts';
import type { Typeset } from './typeset.tsx';

/** What happened to the photo: used, none given, or why the silhouette replaces it. */
export type PhotoOutcome = 'used' | 'none' | 'missing' | PhotoRefusal;

export interface DrawnBadge {
  /** A JPEG or PNG, according to the design, marked as 300 dpi. */
  image: Buffer;
  photo: PhotoOutcome;
  /** What a person should check before it is printed. */
  findings: Finding[];
}

/** A part of the work whose time can be measured. */
export type Stage = 'decode' | 'layout' | 'raster' | 'encode' | 'check';

export interface DrawOptions {
  design: BadgeDesign;
  /** The organiser's logo, a JPEG, PNG or WebP. */
  logo?: Uint8Array;
  /** Called with the time each stage took, in milliseconds. */
  onStage?: (stage: Stage, ms: number) => void;
}

/**
 * Draws a badge. The same facts, photo and design give the same bytes; nothing is fetched. A character that is in no
 * font is drawn as a question mark in a diamond.
 *
 * The photo is composited onto the rasterised drawing: embedded in the SVG it would be encoded and decoded once more,
 * which takes longer than everything else.
 *
 * @param photo the file, or the reason why there is none.
 */
export async function drawBadge(
  facts: BadgeFacts,
  photo: Uint8Array | Exclude<PhotoOutcome, 'used'>,
  { design, logo, onStage = () => undefined }: DrawOptions,
): Promise<DrawnBadge> {
  const timed = async <T>(stage: Stage, work: () => T | Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work();
    onStage(stage, performance.now() - started);
    return result;
  };
  const arrangement = arrangementOf(design.format, facts);
  const cropped =
    typeof photo === 'string' ? photo : await timed('decode', () => cropPhoto(photo, arrangement.photo));
  const frame = await frameOf(facts, arrangement, { design, logo });
  const { svg, texts } = await timed('layout', async () => {
    const texts = await setTexts(facts, arrangement);
    const { width, height } = personArea(arrangement);
    const element = createElement(Person, { facts, texts, arrangement, colours: design.colours });
    return { svg: await satori(element, { width, height, fonts: fontsFor(allTexts(texts)) }), texts };
  });
  const { image, readable } = await onPage(frame, async (page) => {
    await timed('raster', async () => {
      lay(await rasterise(svg, personArea(arrangement)), personArea(arrangement), page);
      const portrait = typeof cropped === 'string' ? await silhouette(arrangement.photo) : cropped;
      lay(portrait, arrangement.photo, page);
      lay(drawCode(facts.id, arrangement.code.module), codeArea(arrangement), page);
    });
    return {
      image: await timed('encode', () => encode(page, design)),
      readable: await timed('check', () => readCode(cut(page, codeArea(arrangement))) === facts.id),
    };
  });

  const findings: Finding[] = [...textFindings({ ...texts, competition: frame.competition })];
  if (typeof cropped !== 'string') {
    if (cropped.dpi < fewestDpi) findings.push({ code: 'photo-small', dpi: cropped.dpi });
  } else if (cropped !== 'none') {
    findings.push({ code: 'photo', reason: cropped });
  }
  if (!readable) findings.push({ code: 'code-unreadable' });
  return { image, photo: typeof cropped === 'string' ? cropped : 'used', findings };
}

interface BadgeFrame {
  pixels: Pixels;
  competition: Typeset;
  /** Pages of that size that are not in use. */
  spare: Pixels[];
}

/** Lends a page with the frame on it. Each badge being drawn has its own page, which is reused for later ones. */
async function onPage<T>({ pixels, spare }: BadgeFrame, draw: (page: Pixels) => Promise<T>): Promise<T> {
  const page = spare.pop() ?? { ...pixels, data: Buffer.alloc(pixels.data.length) };
  pixels.data.copy(page.data);
  const drawn = await draw(page);
  spare.push(page);
  return drawn;
}

/** The frames drawn so far: a stage has one per role, and one more for people without facts. */
const frames = new Map<string, Promise<BadgeFrame>>();
const mostFrames = 8;

function frameOf(facts: BadgeFacts, arrangement: Arrangement, options: DrawOptions): Promise<BadgeFrame> {
  const { competition, role } = facts;
  const { header, role: roleArea, type } = arrangement;
  const { design, logo } = options;
  const logoKey = logo && createHash('sha256').update(logo).digest('hex');
  const key = JSON.stringify([competition, role, header, roleArea, type, design, logoKey]);
  let frame = frames.get(key);
  if (!frame) {
    frame = drawFrame(facts, arrangement, options);
    if (frames.size >= mostFrames) frames.clear();
    frames.set(key, frame);
  }
  return frame;
}

async function drawFrame(
  facts: BadgeFacts,
  arrangement: Arrangement,
  options: DrawOptions,
): Promise<BadgeFrame> {
  const page = badgeFormats[options.design.format];
  const { element, competition, logo } = await setFrame(facts, arrangement, options);
  const svg = await satori(element, { ...page, fonts: fontsFor([competition.lines.join(' ')]) });
  const pixels = await rasterise(svg, page);
  if (logo) lay(logo.pixels, logo.area, pixels);
  return { pixels, competition, spare: [] };
}

/** What all badges of one role have in common, before it is drawn. */
export async function setFrame(
  { competition: named, role }: BadgeFacts,
  arrangement: Arrangement,
  { design, logo: file }: Pick<DrawOptions, 'design' | 'logo'>,
) {
  const { left, top, height } = headerContent(arrangement);
  const pixels = file && (await drawLogo(file, height));
  const area = pixels && { left, top, width: pixels.width, height: pixels.height };
  const competition = await setCompetition(named, arrangement, area);
  const element = createElement(Frame, { role, competition, arrangement, design, logo: area });
  return { element, competition, logo: pixels && area && { pixels, area } };
}

/** satori emits a mask for each element. Ours clip nothing, so the masks are unused and can be dropped. */
const masks = /<mask id="satori_om-[^>]*>.*?<\/mask>/g;

async function rasterise(svg: string, { width, height }: { width: number; height: number }): Promise<Pixels> {
  const drawing = svg.includes('mask="url(#satori_om-') ? svg : svg.replace(masks, '');
  const data = await sharp(Buffer.from(drawing)).removeAlpha().raw().toBuffer();
  return { data, width, height };
}

function encode(pixels: Pixels, { image }: Pick<BadgeDesign, 'image'>): Promise<Buffer> {
  const drawn = sharp(pixels.data, rawOf(pixels)).withDensity(dotsPerInch);
  // Optimised coding would make the file a fifth smaller but take twice the time; letters need full chroma resolution.
  return image === 'png'
    ? drawn.png({ compressionLevel: 6 }).toBuffer()
    : drawn.jpeg({ quality: 90, chromaSubsampling: '4:4:4', optimiseCoding: false }).toBuffer();
}
