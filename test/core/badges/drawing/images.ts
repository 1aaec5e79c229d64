/** Images that no camera makes, built byte by byte where that is the only way to keep them small. */
import { crc32, deflateSync } from 'node:zlib';

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  const checksum = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** A black PNG of one bit per pixel, made without ever holding its pixels as an image. */
export function blankPng(width: number, height: number, extra: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc((1 + Math.ceil(width / 8)) * height));
  const [start, end] = [chunk('IHDR', header), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, start, extra, chunk('IDAT', rows), end]);
}

/** A PNG of 40 x 50 with a chunk that decompresses to `megabytes` of zeros. */
export function bombPng(type: 'iCCP' | 'zTXt', megabytes: number): Buffer {
  const packed = deflateSync(Buffer.alloc(megabytes * 1024 * 1024));
  return blankPng(40, 50, chunk(type, Buffer.concat([Buffer.from('name\0\0', 'latin1'), packed])));
}

/** A JPEG whose header claims that it is `side` pixels wide and high. */
export function lyingJpeg(jpeg: Buffer, side: number): Buffer {
  const file = Buffer.from(jpeg);
  const frame = file.indexOf(Buffer.from([0xff, 0xc0]));
  file.writeUInt16BE(side, frame + 5);
  file.writeUInt16BE(side, frame + 7);
  return file;
}

/** A PNG whose header claims that it is `width` x `height`. */
export function lyingPng(png: Buffer, width: number, height: number): Buffer {
  const header = Buffer.from(png.subarray(16, 29));
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([signature, chunk('IHDR', header), png.subarray(33)]);
}

/** The first bytes of an ISO media file, which only its brand identifies. */
export const isoMedia = (brand: string) =>
  Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}`), Buffer.alloc(400)]);

export const startOf = (file: Buffer, share: number) => file.subarray(0, Math.floor(file.length * share));
