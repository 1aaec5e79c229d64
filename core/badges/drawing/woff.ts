import { inflateSync } from 'node:zlib';

/** WOFF 1.0, where each table of a font is compressed separately: https://www.w3.org/TR/WOFF/ */

/** A copy of a font's table, decompressed; undefined when it has no such table. */
export function tableOf(woff: Buffer, tag: string): Buffer | undefined {
  const entry = entryOf(woff, tag);
  if (entry === undefined) return undefined;
  const [start, packedLength, length] = [4, 8, 12].map((field) => woff.readUInt32BE(entry + field)) as [
    number,
    number,
    number,
  ];
  const packed = woff.subarray(start, start + packedLength);
  return Buffer.from(packedLength < length ? inflateSync(packed) : packed);
}

/** The font with one of its tables replaced. */
export function withTable(woff: Buffer, tag: string, table: Buffer): Buffer {
  const entry = entryOf(woff, tag);
  if (entry === undefined) throw new Error(`the font has no table ${tag}`);
  // Appended at a multiple of 4, as required; a table with equal compressed and original lengths is not compressed.
  const padding = -woff.length & 3;
  const changed = Buffer.concat([woff, Buffer.alloc(padding), table]);
  changed.writeUInt32BE(changed.length, 8);
  changed.writeUInt32BE(woff.length + padding, entry + 4);
  changed.writeUInt32BE(table.length, entry + 8);
  changed.writeUInt32BE(table.length, entry + 12);
  return changed;
}

/**
 * The font with its tables decompressed, as a TrueType file: https://learn.microsoft.com/en-us/typography/opentype/spec/otff
 * A reader of glyphs would otherwise decompress their table for each of them.
 */
export function unpacked(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const power = Math.floor(Math.log2(count));
  const header = Buffer.alloc(12 + count * 16);
  // A font begins with the kind of outlines it has, which the WOFF repeats in its own header.
  woff.copy(header, 0, 4, 8);
  [count, 16 << power, power, 16 * (count - (1 << power))].forEach((field, index) => {
    header.writeUInt16BE(field, 4 + 2 * index);
  });
  const tables: Buffer[] = [];
  let offset = header.length;
  for (let index = 0; index < count; index += 1) {
    const entry = 44 + index * 20;
    const table = tableOf(woff, woff.toString('latin1', entry, entry + 4)) ?? Buffer.alloc(0);
    const record = 12 + index * 16;
    woff.copy(header, record, entry, entry + 4);
    woff.copy(header, record + 4, entry + 16, entry + 20);
    header.writeUInt32BE(offset, record + 8);
    header.writeUInt32BE(table.length, record + 12);
    const padding = Buffer.alloc(-table.length & 3);
    tables.push(table, padding);
    offset += table.length + padding.length;
  }
  return Buffer.concat([header, ...tables]);
}

/** The offset of a table's entry in the font's directory. */
function entryOf(woff: Buffer, tag: string): number | undefined {
  const count = woff.readUInt16BE(12);
  const entries = Array.from({ length: count }, (_, index) => 44 + index * 20);
  return entries.find((entry) => woff.toString('latin1', entry, entry + 4) === tag);
}

/** The code points for which a font has glyphs: https://learn.microsoft.com/en-us/typography/opentype/spec/cmap */
export function charactersOf(woff: Buffer): Set<number> {
  const cmap = tableOf(woff, 'cmap') ?? Buffer.alloc(4);
  const subtables = Array.from({ length: cmap.readUInt16BE(2) }, (_, index) =>
    cmap.readUInt32BE(8 + index * 8),
  );
  const found = new Set<number>();
  for (const subtable of subtables) {
    // Formats for all of Unicode and for its first 65,536 code points; a font with one of these needs no other.
    if (cmap.readUInt16BE(subtable) === 12) noteGroups(cmap, subtable, found);
    if (cmap.readUInt16BE(subtable) === 4) noteSegments(cmap, subtable, found);
  }
  return found;
}

function noteGroups(cmap: Buffer, subtable: number, found: Set<number>): void {
  for (let group = 0; group < cmap.readUInt32BE(subtable + 12); group += 1) {
    const at = subtable + 16 + group * 12;
    for (let character = cmap.readUInt32BE(at); character <= cmap.readUInt32BE(at + 4); character += 1) {
      found.add(character);
    }
  }
}

function noteSegments(cmap: Buffer, subtable: number, found: Set<number>): void {
  const size = cmap.readUInt16BE(subtable + 6);
  for (let last = subtable + 14; last < subtable + 14 + size; last += 2) {
    const [first, delta, range] = [size + 2, 2 * size + 2, 3 * size + 2].map(
      (distance) => last + distance,
    ) as [number, number, number];
    const glyphs = cmap.readUInt16BE(range);
    const start = cmap.readUInt16BE(first);
    for (let character = start; character <= cmap.readUInt16BE(last); character += 1) {
      const listed = glyphs && cmap.readUInt16BE(range + glyphs + 2 * (character - start));
      const glyph = glyphs && !listed ? 0 : (glyphs ? listed : character) + cmap.readUInt16BE(delta);
      if ((glyph & 0xffff) !== 0 && character !== 0xffff) found.add(character);
    }
  }
}
