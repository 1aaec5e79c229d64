import { wrapped } from '../text-layout.ts';
import type { Report } from './check.ts';

/** A line for each check, and below what is not right what to do. */
export function reportInWords({ stage, checks }: Report): string {
  const widest = Math.max(...checks.map(({ name }) => name.length));
  const indent = ' '.repeat(2 + 'left out'.length + 2 + widest + 2);
  const lines = checks.flatMap(({ name, state, found, mend }) => [
    ...wrapped(found, indent, `  ${state.padEnd('left out'.length)}  ${name.padEnd(widest)}  `),
    ...(mend ? wrapped(mend, `${indent}  `, `${indent}→ `) : []),
  ]);
  const toMend = checks.filter(({ state }) => state === 'wrong').length;
  const unknown = checks.filter(({ state }) => state === 'unknown').length;
  const summary = [
    ...(toMend > 0 ? [`${toMend} wrong`] : []),
    ...(unknown > 0 ? [`${unknown} could not be found out`] : []),
  ].join(', ');
  return [`Stage ${stage}: ${summary || 'all is right'}`, '', ...lines].join('\n');
}
