/** The benchmark's figures and their presentation. */
import type { CostPart } from './cost.ts';

export type Unit = 'ms' | 's' | 'kB' | 'MB' | 'USD' | 'per s' | '';

export interface Figure {
  name: string;
  /** Undefined where it was not measured. */
  value?: number;
  unit: Unit;
  goal?: { below: number } | { all: number };
}

export interface ColdStarts {
  function: string;
  /** Milliseconds, one for each worker. */
  ms: number[];
}

export interface Report {
  figures: Figure[];
  coldStarts: ColdStarts[];
  /** Of one registration. */
  cost: CostPart[];
  /** What each figure means, and what was left out. */
  notes: string[];
  /** Descriptions of registrations that were not completed. */
  problems: string[];
}

/** Undefined where there is no goal, or nothing was measured. */
export function isMet({ value, goal }: Figure): boolean | undefined {
  if (!goal || value === undefined) return undefined;
  return 'below' in goal ? value < goal.below : value === goal.all;
}

export function asJson(report: Report): string {
  const figures = report.figures.map((figure) => ({ ...figure, met: isMet(figure) }));
  return JSON.stringify({ ...report, figures }, undefined, 2);
}

export function asText({ figures, coldStarts, cost, notes, problems }: Report): string {
  const figureRows = figures.map((figure) => {
    const { name, value, unit, goal } = figure;
    const met = isMet(figure);
    return [
      name,
      value === undefined ? 'not measured' : shown(value, unit),
      goal ? ('below' in goal ? `< ${shown(goal.below, unit)}` : `all ${goal.all}`) : '',
      met === undefined ? '' : met ? 'met' : 'missed',
    ];
  });
  const coldRows = coldStarts.map(({ function: name, ms }) => [
    name,
    String(ms.length),
    ms.map((value) => Math.round(value)).join(', '),
  ]);
  const costRows = cost.map(({ part, quantity, unit, usd }) => [
    part,
    `${quantity.toPrecision(3)} ${unit}`,
    usd.toFixed(7),
  ]);
  return [
    table(['figure', 'value', 'goal', ''], figureRows),
    table(['Lambda', 'cold starts', 'ms each'], coldRows),
    table(['cost of one registration on AWS', 'takes', 'USD'], costRows),
    notes.map((note) => `- ${note}`).join('\n'),
    ...(problems.length > 0 ? [problems.map((problem) => `! ${problem}`).join('\n')] : []),
  ].join('\n\n');
}

function shown(value: number, unit: Unit): string {
  const digits = unit === 'USD' ? 6 : unit === 's' ? 1 : 0;
  return `${value.toFixed(digits)} ${unit}`.trimEnd();
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [header, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}
