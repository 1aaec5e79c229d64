/** How wide text is, without a browser to measure it. */

/** Of the widest of the fonts that `system-ui` may be, as parts of the font's size. */
const narrow = /[fijlrtI1.,:;'’|!()[\]\s-]/;
const wide = /[mwMW@%—…]/;

/** In pixels; rather too wide than too narrow. */
export function widthOf(text: string, fontSize: number): number {
  let parts = 0;
  for (const character of text) {
    if (/[\u1100-\uffdc]|\p{Extended_Pictographic}/u.test(character)) parts += 1.05;
    else if (narrow.test(character)) parts += 0.39;
    else if (wide.test(character)) parts += 0.98;
    else parts += /[A-Z]/.test(character) ? 0.72 : 0.63;
  }
  return parts * fontSize;
}

/** Lines that are no wider than `width` pixels; a word that is wider is broken. Empty text has none. */
export function wrapped(text: string, width: number, fontSize: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`, fontSize) <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
      continue;
    }
    lines.push(...broken(word, width, fontSize));
  }
  return lines;
}

/** Broken after a dot or a hyphen or before a capital letter, if that is enough. */
function broken(word: string, width: number, fontSize: number): string[] {
  const parts: string[] = [];
  for (const piece of word.split(/(?<=[._-])|(?<=[a-z])(?=[A-Z])/)) {
    const units = widthOf(piece, fontSize) <= width ? [piece] : [...piece];
    for (const unit of units) {
      const last = parts.at(-1);
      const isFull = last === undefined || widthOf(last + unit, fontSize) > width;
      if (isFull) parts.push(unit);
      else parts[parts.length - 1] += unit;
    }
  }
  return parts;
}
