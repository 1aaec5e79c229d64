import type { Measure } from '../../core/domain/metrics.ts';

/** Keeps what is measured: each figure with its metric's name, and what it is told apart by. */
export function recordedMeasures(): { measured: unknown[][]; measure: Measure } {
  const measured: unknown[][] = [];
  return { measured, measure: (...figure) => void measured.push(figure) };
}
