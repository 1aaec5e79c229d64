import cascade from './frontal-face.json' with { type: 'json' };

/** A square around a face from the eyebrows to the chin, in px of the picture it was found in. */
export interface Face {
  left: number;
  top: number;
  size: number;
  /** How many windows showed it: the more, the surer. */
  votes: number;
}

/** A grey picture, one byte a pixel, row by row. */
export interface GreyPicture {
  data: Uint8Array;
  width: number;
  height: number;
}

/** The longest side of a picture that is searched, in px. */
export const mostSearched = 128;

const { window, stages } = cascade;

/** All levels of the pyramid lie in rows of this length, so that a feature's corners are the same distances in each. */
const stride = mostSearched + 1;

/** From one level of the pyramid to the next smaller. */
const levelScale = 1.25;

/** A false alarm is seldom seen by more than one window. */
const fewestVotes = 2;

const stumps = stages.flatMap((stage) => stage.stumps);
const stageEnds = stages.map((_, index) =>
  stages.slice(0, index + 1).reduce((count, stage) => count + stage.stumps.length, 0),
);

/** Each stump has three rectangles at most: the distances of four corners, and a weight that is 0 for none. */
const corners = new Int32Array(stumps.length * 12);
const weights = new Float64Array(stumps.length * 3);
for (const [index, [, , , ...rectangles]] of stumps.entries()) {
  for (let at = 0; at < rectangles.length; at += 5) {
    const [x = 0, y = 0, width = 0, height = 0, weight = 0] = rectangles.slice(at, at + 5);
    const [above, below] = [y * stride + x, (y + height) * stride + x];
    corners.set([above, above + width, below, below + width], index * 12 + (at / 5) * 4);
    weights[index * 3 + at / 5] = weight;
  }
}
const thresholds = Float64Array.from(stumps, ([threshold = 0]) => threshold);
const lefts = Float64Array.from(stumps, ([, left = 0]) => left);
const rights = Float64Array.from(stumps, ([, , right = 0]) => right);
const stageThresholds = Float64Array.from(stages, ({ threshold }) => threshold);

const sums = new Int32Array(stride * stride);
const squares = new Int32Array(stride * stride);
const level = new Uint8Array(mostSearched * mostSearched);

/**
 * Upright faces seen from the front, the largest first. A cascade of boosted stumps over rectangle sums looks at windows
 * of 20 px on ever smaller copies of the picture (Viola and Jones, "Rapid object detection using a boosted cascade of
 * simple features", 2001).
 *
 * @param picture of at most `mostSearched` px on either side; faces smaller than 20 px are not found.
 */
export function findFaces(picture: GreyPicture): Face[] {
  const found: Face[] = [];
  for (let scale = 1; Math.min(picture.width, picture.height) / scale >= window; scale *= levelScale) {
    const width = Math.floor(picture.width / scale);
    const height = Math.floor(picture.height / scale);
    shrink(picture, scale, width, height);
    integrate(width, height);
    const step = scale < 1.5 ? 2 : 1;
    for (let top = 0; top <= height - window; top += step) {
      for (let left = 0; left <= width - window; left += step) {
        if (isFace(top * stride + left))
          found.push({ left: left * scale, top: top * scale, size: window * scale, votes: 1 });
      }
    }
  }
  return merged(found)
    .filter(({ votes }) => votes >= fewestVotes)
    .sort((a, b) => b.size - a.size);
}

/** Draws a smaller copy into `level`: each pixel is the mean of the four that its quarters lie in. */
function shrink(
  { data, width: whole, height: high }: GreyPicture,
  scale: number,
  width: number,
  height: number,
): void {
  const [near, far] = [0.25 * scale, 0.75 * scale];
  for (let y = 0; y < height; y += 1) {
    const upper = Math.min(high - 1, Math.floor(y * scale + near)) * whole;
    const lower = Math.min(high - 1, Math.floor(y * scale + far)) * whole;
    for (let x = 0; x < width; x += 1) {
      const first = Math.min(whole - 1, Math.floor(x * scale + near));
      const second = Math.min(whole - 1, Math.floor(x * scale + far));
      const sum =
        (data[upper + first] ?? 0) +
        (data[upper + second] ?? 0) +
        (data[lower + first] ?? 0) +
        (data[lower + second] ?? 0);
      level[y * width + x] = sum >> 2;
    }
  }
}

/** Sums of all pixels above and to the left, so that the sum of any rectangle takes four look-ups. */
function integrate(width: number, height: number): void {
  for (let y = 0; y < height; y += 1) {
    let [sum, square] = [0, 0];
    for (let x = 0; x < width; x += 1) {
      const value = level[y * width + x] ?? 0;
      sum += value;
      square += value * value;
      const at = (y + 1) * stride + x + 1;
      sums[at] = (sums[at - stride] ?? 0) + sum;
      squares[at] = (squares[at - stride] ?? 0) + square;
    }
  }
}

const inner = window - 2;
const innerArea = inner * inner;

function isFace(at: number): boolean {
  const from = at + stride + 1;
  const to = from + inner * stride;
  const mean = rectangle(sums, from, to) / innerArea;
  const variance = rectangle(squares, from, to) / innerArea - mean * mean;
  // A wall or a sky.
  if (variance < 100) return false;
  const norm = Math.sqrt(variance) * innerArea;
  let stump = 0;
  for (let stage = 0; stage < stageThresholds.length; stage += 1) {
    const end = stageEnds[stage] ?? 0;
    let votes = 0;
    for (; stump < end; stump += 1) {
      const part = stump * 3;
      let value =
        (weights[part] ?? 0) * sumAt(at, stump * 12) + (weights[part + 1] ?? 0) * sumAt(at, stump * 12 + 4);
      const third = weights[part + 2] ?? 0;
      if (third !== 0) value += third * sumAt(at, stump * 12 + 8);
      votes += (value < (thresholds[stump] ?? 0) * norm ? lefts[stump] : rights[stump]) ?? 0;
    }
    if (votes < (stageThresholds[stage] ?? 0)) return false;
  }
  return true;
}

/** The sum of one rectangle of a stump, in the window at a place. */
const sumAt = (at: number, corner: number) =>
  (sums[at + (corners[corner] ?? 0)] ?? 0) -
  (sums[at + (corners[corner + 1] ?? 0)] ?? 0) -
  (sums[at + (corners[corner + 2] ?? 0)] ?? 0) +
  (sums[at + (corners[corner + 3] ?? 0)] ?? 0);

const rectangle = (table: Int32Array, from: number, to: number) =>
  (table[from] ?? 0) - (table[from + inner] ?? 0) - (table[to] ?? 0) + (table[to + inner] ?? 0);

/** One face for all windows that show it. */
function merged(found: readonly Face[]): Face[] {
  const faces: Face[] = [];
  for (const one of found) {
    const same = faces.find((face) => isSame(face, one));
    if (!same) {
      faces.push({ ...one });
      continue;
    }
    const all = same.votes + 1;
    same.left += (one.left - same.left) / all;
    same.top += (one.top - same.top) / all;
    same.size += (one.size - same.size) / all;
    same.votes = all;
  }
  return faces;
}

function isSame(a: Face, b: Face): boolean {
  const [smaller, larger] = [Math.min(a.size, b.size), Math.max(a.size, b.size)];
  const near = larger / 3;
  return (
    larger < 2.1 * smaller &&
    Math.abs(a.left + a.size / 2 - b.left - b.size / 2) < near &&
    Math.abs(a.top + a.size / 2 - b.top - b.size / 2) < near
  );
}
