import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { badgeDesign } from '../../../core/badges/badge-design.ts';
import { sheetLayout } from '../../../core/sheets/sheet-layout.ts';
import { writeSheetPdf } from '../../../core/sheets/sheet-pdf.ts';
import { jordan } from '../badges/drawing/facts.ts';

const jpeg = readFileSync(join(import.meta.dirname, '../../golden/badges/coach-3x4.jpg'));

/** JPEGs of 300 kB, each of its own bytes: zeros after its end are no part of the picture. */
const padded = (index: number) => {
  const image = Buffer.alloc(300_000);
  jpeg.copy(image);
  image.writeUInt32BE(index, image.length - 4);
  return image;
};

test('one badge at a time is held while 200 of 300 kB are written', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const given: WeakRef<Buffer>[] = [];
  const samples: { badges: number; bytes: number }[] = [];
  async function* badges() {
    for (let index = 0; index < 200; index += 1) {
      if (index > 0 && index % 20 === 0) {
        // What the first round finds is counted as freed only when it is swept, in a later turn.
        collectGarbage();
        await nextTurn();
        collectGarbage();
        const alive = given.filter((badge) => badge.deref());
        samples.push({ badges: alive.length, bytes: process.memoryUsage().arrayBuffers });
      }
      const image = padded(index);
      given.push(new WeakRef(image));
      yield { facts: { ...jordan, name: `Jordan Rivera ${index}` }, photo: image };
    }
  }
  let written = 0;
  const out = new Writable({
    write(chunk: Buffer, _, done) {
      written += chunk.length;
      setImmediate(done);
    },
  });
  const createdAt = new Date('2025-10-03T21:12:00Z');
  const design = badgeDesign.parse({ format: '4x3' });
  const sheet = {
    layout: sheetLayout('4x3', 'letter'),
    design,
    cutLines: false,
    title: 'Badge sheets',
    createdAt,
  };
  await writeSheetPdf({ ...sheet, badges: badges() }, out);

  expect(written).toBeGreaterThan(200 * 300_000);
  expect(samples).toHaveLength(9);
  expect(Math.max(...samples.map((sample) => sample.badges))).toBeLessThanOrEqual(2);
  const [first = 0, ...later] = samples.map((sample) => sample.bytes);
  expect(Math.max(...later) - first).toBeLessThan(3 * 300_000);
});
