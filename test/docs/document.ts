/** The project's documents, as tests compare them with the code. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const projectRoot = join(import.meta.dirname, '../..');

/** Every document by its path in the project. */
export const documents = globSync(['*.md', 'docs/*.md', 'packages/*/README.md'], { cwd: projectRoot });

export function read(file: string): string {
  return readFileSync(join(projectRoot, file), 'utf8');
}

/** What is between a heading and the next one of its level or a higher one. */
export function chapterOf(markdown: string, title: string): string {
  const lines = markdown.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.endsWith(` ${title}`));
  if (start < 0) fail(`no chapter "${title}"`);
  const level = lines[start]?.indexOf(' ') ?? 0;
  const length = lines.slice(start + 1).findIndex((line) => /^#+ /.test(line) && line.indexOf(' ') <= level);
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join('\n');
}

/** The rows of the only table with these columns, each a list of its cells. A table may stand inside a list. */
export function tableOf(markdown: string, ...columns: string[]): string[][] {
  const [table, ...others] = tablesOf(markdown, ...columns);
  if (!table || others.length > 0) fail(`not one table with the columns ${columns.join(', ')}`);
  return table;
}

/** Every table with these columns. */
export function tablesOf(markdown: string, ...columns: string[]): string[][][] {
  const head = `| ${columns.join(' | ')} |\n|${'---|'.repeat(columns.length)}\n`;
  const [, ...tables] = markdown.replace(/^ +(?=\|)/gm, '').split(head);
  return tables.map((table) => {
    const [rows = ''] = /^(?:\|.*\n)*/.exec(table) ?? [];
    return rows.trim().split('\n').map(cellsOf);
  });
}

const cellsOf = (row: string) =>
  row
    .slice(1, -1)
    .split(' | ')
    .map((cell) => cell.trim());

/** What stands in backticks. */
export function codesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** What stands in backticks in the first column. */
export function keysOf(rows: readonly string[][]): string[] {
  return rows.flatMap(([first = '']) => codesIn(first));
}

/** The blocks of a language, such as `mermaid`. */
export function blocksOf(markdown: string, language: string): string[] {
  const fences = new RegExp(`^ *\`\`\`${language}\n(.*?)^ *\`\`\`$`, 'gms');
  return [...markdown.matchAll(fences)].map(([, block = '']) => block);
}

/** The states that a picture of a workflow shows: steps, choices, ends, and groups; not what starts it. */
export function statesIn(picture: string): string[] {
  const shapes =
    /subgraph \w+ \["(?<group>[^":]+)|(?<!\()\[(?<step>[^\]"]+)\]|\{"(?<choice>[^"]+)"\}|\(\[(?<end>[^\]"]+)\]\)/g;
  const names = [...picture.matchAll(shapes)].map(({ groups = {} }) => Object.values(groups).find(Boolean));
  return [...new Set(names)].filter((name) => name !== undefined);
}

/** The scripts that a text runs, each once. */
export function scriptsIn(text: string): string[] {
  const named = [...text.matchAll(/npm (?:run ([\w:]+)|(start|test))/g)].map(
    ([, run, short]) => run ?? short ?? '',
  );
  return [...new Set(named)];
}

/** A document's chapters as links name them. */
export function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => anchorOf(title));
}

export function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function fail(problem: string): never {
  throw new Error(problem);
}
