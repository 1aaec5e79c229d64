import { crc32, deflateSync } from 'node:zlib';
import { codeModules, codeRows } from '../badges/code-modules.ts';
import type { MailPicture } from '../clients/mail.ts';
import type { InlinePicture } from './mail-content.ts';

/** Drawn twice as large as shown, for screens with two pixels to a CSS pixel. */
const drawnModule = 12;
const shownModule = 6;

/** The picture in a mail; the id is the same in each, which has only one. */
export const codeInMail: InlinePicture = {
  contentId: 'badge-code@tkd-registration',
  side: codeModules * shownModule,
};

/** A badge's id as the QR code that its badge shows, as a PNG of two colours: some 500 bytes. */
export function codePicture(id: string): MailPicture {
  return {
    contentId: codeInMail.contentId,
    fileName: 'badge-code.png',
    contentType: 'image/png',
    content: bilevelPng(codeRows(id), drawnModule),
  };
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/**
 * A square PNG in black and white of one bit each (https://www.w3.org/TR/png-3/). An image library would be larger
 * than the rest of the Lambda.
 *
 * @param rows of dark (true) and light modules, each drawn `module` pixels wide and high.
 */
function bilevelPng(rows: readonly (readonly boolean[])[], module: number): Uint8Array {
  const side = rows.length * module;
  const bytesPerLine = Math.ceil(side / 8);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1; // bits per pixel; the rest stays 0: greyscale, deflate, no filters, no interlacing
  const lines = rows.flatMap((row) => {
    // The first byte says how the line is filtered: not at all.
    const line = Buffer.alloc(1 + bytesPerLine);
    for (let x = 0; x < side; x += 1) {
      if (!row[Math.floor(x / module)]) line[1 + (x >> 3)] = (line[1 + (x >> 3)] ?? 0) | (0x80 >> (x & 7));
    }
    return Array<Buffer>(module).fill(line);
  });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
