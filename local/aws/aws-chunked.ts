import { Transform } from 'node:stream';

/**
 * Decodes the `aws-chunked` encoding in which current AWS clients send a body whose checksum comes at its end: each
 * chunk is `<size in hex>[;extension]\r\n<bytes>\r\n`, then a chunk of size 0, then trailers, which are dropped.
 */
export function decodeAwsChunked(): Transform {
  let line = '';
  /** Bytes of the current chunk that are to come. */
  let left = 0;
  let reading: 'size' | 'bytes' | 'break' | 'trailers' = 'size';
  return new Transform({
    transform(data: Buffer, _encoding, done) {
      let at = 0;
      while (at < data.length && reading !== 'trailers') {
        if (reading === 'size') {
          const end = data.indexOf('\n', at);
          line += data.toString('latin1', at, end < 0 ? data.length : end);
          if (end < 0) break;
          at = end + 1;
          left = Number.parseInt(line, 16);
          line = '';
          if (Number.isNaN(left)) return done(new Error('a body that is not aws-chunked'));
          reading = left === 0 ? 'trailers' : 'bytes';
        } else if (reading === 'bytes') {
          const bytes = data.subarray(at, at + left);
          this.push(bytes);
          at += bytes.length;
          left -= bytes.length;
          if (left === 0) reading = 'break';
        } else {
          if (data[at] === 0x0a) reading = 'size';
          at += 1;
        }
      }
      done();
    },
  });
}
