import decodeQR from 'qr/decode.js';
import { codeRows } from '../code-modules.ts';
import type { Pixels } from './pixels.ts';

/** Draws a badge's id as a QR code, black on white with a quiet zone, in modules of `module` px. */
export function drawCode(id: string, module: number): Pixels {
  const rows = codeRows(id);
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

/** The content of a picture's QR code; undefined when there is no readable one. */
export function readCode(pixels: Pixels): string | undefined {
  try {
    return decodeQR(pixels);
  } catch {
    // The decoder throws for any reason, and the answer is always the same: the code is not readable.
    return undefined;
  }
}
