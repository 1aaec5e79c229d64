import satori from 'satori';
import { createElement } from 'satori/jsx';
import sharp from 'sharp';
import type { BadgeFacts } from './facts.ts';
import { fitText, printable } from './fit-text.ts';
import { loadFonts } from './fonts.ts';
import { Badge, boxes, dotsPerInch, eventBox, type FittedTexts, page, photoWindow } from './layout.tsx';
import { measureWords } from './measure-words.tsx';
import { cropPhoto, type PhotoRefusal } from './photo.ts';

/** What became of the photo: on the badge, never given, or why the placeholder stands in its place. */
export type PhotoOutcome = 'used' | 'none' | PhotoRefusal;

/**
 * Draws a badge: the layout as an SVG whose texts are outlines, over the photo, as a JPEG of 900 x 1200 px with its
 * density of 300 dpi. The same facts and photo give the same bytes. A character that no font covers is drawn as a
 * crossed box. Nothing is fetched.
 */
export async function drawBadge(
  facts: BadgeFacts,
  photo: Uint8Array | undefined,
): Promise<{ jpeg: Buffer; photo: PhotoOutcome }> {
  const window = photoWindow(facts);
  const cropped = photo ? await cropPhoto(photo, window) : 'none';
  const used = typeof cropped !== 'string';
  const texts = await fitTexts(facts);
  const svg = await satori(createElement(Badge, { facts, texts, placeholder: !used }), {
    ...page,
    fonts: loadFonts(),
    loadAdditionalAsset: async () => [],
  });
  const photoLayer = used
    ? [{ input: cropped.pixels, raw: cropped.raw, left: window.left, top: window.top }]
    : [];
  const jpeg = await sharp({ create: { ...page, channels: 3, background: 'white' } })
    .composite([...photoLayer, { input: Buffer.from(svg) }])
    .withDensity(dotsPerInch)
    .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
    .toBuffer();
  return { jpeg, photo: used ? 'used' : cropped };
}

/** Fits every text whose length is not ours to choose. */
async function fitTexts({ competition, name, school, events }: BadgeFacts): Promise<FittedTexts> {
  const words = {
    competition: printable(`${competition.name} ${competition.year}`),
    name: printable(name),
    school: printable(school),
    events: events.map((event) => printable(event.form ? `${event.name} – ${event.form}` : event.name)),
  };
  const widthOf = await measureWords([words.competition, words.name, words.school, ...words.events]);
  return {
    competition: fitText(words.competition, boxes.competition, widthOf),
    name: fitText(words.name, boxes.name, widthOf),
    school: fitText(words.school, boxes.school, widthOf),
    events: words.events.map((event) => fitText(event, eventBox(words.events.length), widthOf)),
  };
}
