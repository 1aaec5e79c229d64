import encodeQR from 'qr';
import decodeQR from 'qr/decode.js';
import type { Pixels } from './pixels.ts';

/** Light modules around a code, by ISO/IEC 18004. */
const quietZone = 4;

/** Modules a side of the code of a badge's id, quiet zone included: version 1 at error correction level Q. */
export const codeModules = 21 + 2 * quietZone;

/** Draws a badge's id as a QR code, black on white with its quiet zone, in modules of `module` px. */
export function drawCode(id: string, module: number): Pixels {
  const rows = encodeQR(id, 'raw', { ecc: 'quartile', border: quietZone, scale: 1 });
  const side = rows.length * module;
  const data = Buffer.alloc(side * side * 3, 255);
  for (const [y, row] of rows.entries()) {
    for (const [x, dark] of row.entries()) {
      if (!dark) continue;
      for (let line = y * module; line < (y + 1) * module; line += 1) {
        const start = line * side + x * module;
        data.fill(0, start * 3, (start + module) * 3);
      }
    }
  }
  return { data, width: side, height: side };
}

/** What a picture's QR code says; undefined when there is none that can be read. */
export function readCode(pixels: Pixels): string | undefined {
  try {
    return decodeQR(pixels);
  } catch {
    // The decoder throws whatever the reason, and the answer is the same for each: nobody can read it.
    return undefined;
  }
}
