import encodeQR from 'qr';

/** The width of the light margin around a code, in modules (ISO/IEC 18004). */
const quietZone = 4;

/** Modules per side of the code of a badge's id, including the quiet zone: version 1 at error correction level Q. */
export const codeModules = 21 + 2 * quietZone;

/** The rows of a badge's id as a QR code with its quiet zone; true is dark. Badges and mails show this same code. */
export function codeRows(id: string): boolean[][] {
  return encodeQR(id, 'raw', { ecc: 'quartile', border: quietZone, scale: 1 });
}

/** What is dark in a code: a bar for each run of dark modules in a row, in modules from the code's upper left corner. */
export function darkBars(id: string): { x: number; y: number; width: number }[] {
  return codeRows(id).flatMap((row, y) =>
    row.flatMap((isDark, x) => {
      if (!isDark || row[x - 1]) return [];
      const end = row.indexOf(false, x);
      return [{ x, y, width: (end < 0 ? row.length : end) - x }];
    }),
  );
}
