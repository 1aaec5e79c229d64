/** Rows as lines of aligned columns, indented by two blanks. Empty cells at the end of a row take no room. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    });
  }
  return rows.map((row) => {
    const cells = row.map((cell, index) => cell.padEnd(widths[index] ?? 0));
    return `  ${cells.join('  ')}`.trimEnd();
  });
}

const minute = 60_000;

/** How long something takes or took: `4 s`, `12 min`, `3 h`, `2 days`. */
export function lasting(ms: number): string {
  if (ms < minute) return `${Math.max(0, Math.round(ms / 1_000))} s`;
  if (ms < 60 * minute) return `${Math.round(ms / minute)} min`;
  if (ms < 48 * 60 * minute) return `${Math.round(ms / (60 * minute))} h`;
  return `${Math.round(ms / (24 * 60 * minute))} days`;
}

/** `2026-11-25 23:41 UTC` */
export const timeOf = (time: Date | string | number) =>
  `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Of a usual terminal, or of a narrower one. Some say that they have no width. */
export const terminalWidth = Math.max(40, Math.min(process.stdout.columns || 80, 80));

/** A paragraph in lines of a usual terminal's width, after an indent; the first line's may differ, as for an item of a list. */
export function wrapped(text: string, indent = '  ', first = indent): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(/\s+/)) {
    const fits = line.length + word.length + 1 <= terminalWidth || line === first || line === indent;
    if (!fits) {
      lines.push(line);
      line = indent;
    }
    line += line === first || line === indent ? word : ` ${word}`;
  }
  return [...lines, line];
}
