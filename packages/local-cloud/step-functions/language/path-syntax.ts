/**
 * JSONPath as text, taken apart. AWS reads the dialect of the Java library Jayway JsonPath, which differs from RFC 9535
 * in filters, in functions, and in when a path is definite.
 *
 * Source: https://github.com/json-path/JsonPath#operators
 */
import { runtimeError } from './errors.ts';
import { type Filter, parseFilter } from './filters.ts';

export type Segment =
  /** Fields of an object: `.a`, `['a']`, `['a','b']`. */
  | { kind: 'fields'; names: string[] }
  /** Elements of an array: `[0]`, `[-1]`, `[0,2]`. */
  | { kind: 'elements'; indices: number[] }
  /** `[1:3]`, `[:2]`, `[-2:]`. */
  | { kind: 'slice'; from?: number; to?: number }
  /** `.*`, `[*]`. */
  | { kind: 'all' }
  /** `..`: what follows applies to every object and array below, too. */
  | { kind: 'below' }
  /** `[?(…)]`. */
  | { kind: 'filter'; filter: Filter }
  /** `.length()`. */
  | { kind: 'length' };

export interface Path {
  /** `$` (the input), `$$` (the Context Object), `@` (in filters), or `$name` of a variable. */
  root: string;
  segments: Segment[];
  /** Whether it leads to one value; otherwise it gives a list, which may be empty. */
  definite: boolean;
}

const root = /^(?:\$\$|@|\$(?:[\p{ID_Start}_][\p{ID_Continue}]*)?)/u;
const dotName = /^[^\s.[\](),'"*?@&|=<>!]+/u;
const quoted = /^\s*(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)")\s*(,|$)/su;

const parsed = new Map<string, Path>();
/** Definitions have few paths; only a machine that makes them up while it runs could have more. */
const mostKept = 10_000;

/** @throws StateError States.Runtime when it is not a path. */
export function parsePath(text: string): Path {
  let path = parsed.get(text);
  if (!path) {
    path = parse(text);
    if (parsed.size < mostKept) parsed.set(text, path);
  }
  return path;
}

function parse(text: string): Path {
  const start = root.exec(text)?.[0];
  if (!start) throw notAPath(text);
  const segments: Segment[] = [];
  let rest = text.slice(start.length);
  while (rest !== '') {
    if (rest.startsWith('..')) {
      segments.push({ kind: 'below' });
      rest = rest.slice(1);
    }
    // `$.[0]` is `$[0]`, and `$..[0]` looks below.
    if (rest.startsWith('.[')) rest = rest.slice(1);
    if (rest.startsWith('.*')) {
      segments.push({ kind: 'all' });
      rest = rest.slice(2);
    } else if (rest === '.length()') {
      segments.push({ kind: 'length' });
      rest = '';
    } else if (rest.startsWith('.')) {
      const name = dotName.exec(rest.slice(1))?.[0];
      if (!name) throw notAPath(text);
      segments.push({ kind: 'fields', names: [name] });
      rest = rest.slice(1 + name.length);
    } else {
      const end = endOfBracket(rest);
      if (!rest.startsWith('[') || end < 0) throw notAPath(text);
      segments.push(bracket(rest.slice(1, end).trim(), text));
      rest = rest.slice(end + 1);
    }
  }
  return { root: start, segments, definite: segments.every(isDefinite) };
}

function bracket(inner: string, text: string): Segment {
  if (inner === '*') return { kind: 'all' };
  if (inner.startsWith('?(') && inner.endsWith(')')) {
    const filter = parseFilter(inner.slice(2, -1));
    if (!filter) throw notAPath(text);
    return { kind: 'filter', filter };
  }
  if (/^-?\d+(\s*,\s*-?\d+)*$/.test(inner)) {
    return { kind: 'elements', indices: inner.split(',').map(Number) };
  }
  const slice = /^(-?\d+)?\s*:\s*(-?\d+)?$/.exec(inner);
  if (slice) {
    const [, from, to] = slice;
    return { kind: 'slice', ...(from && { from: Number(from) }), ...(to && { to: Number(to) }) };
  }
  const names: string[] = [];
  for (let rest = inner; rest !== ''; ) {
    const [whole, single, double, comma] = quoted.exec(rest) ?? [];
    if (whole === undefined || (comma === ',' && whole.length === rest.length)) throw notAPath(text);
    names.push((single ?? double ?? '').replace(/\\(['\\])/g, '$1'));
    rest = rest.slice(whole.length);
  }
  if (names.length === 0) throw notAPath(text);
  return { kind: 'fields', names };
}

/** The place of the `]` that closes the `[` at the start; -1 without one. Brackets in quotes do not count. */
function endOfBracket(text: string): number {
  let depth = 0;
  for (const { 0: part, index } of text.matchAll(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[[\]]/gsu)) {
    if (part === '[') depth += 1;
    if (part === ']') depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
}

/** Several fields at the end of a path are one object with these fields, in the middle they are several values. */
function isDefinite(segment: Segment, index: number, all: readonly Segment[]): boolean {
  switch (segment.kind) {
    case 'fields':
      return segment.names.length === 1 || index === all.length - 1;
    case 'elements':
      return segment.indices.length === 1;
    case 'length':
      return true;
    default:
      return false;
  }
}

const notAPath = (text: string) => runtimeError(`Invalid path '${text}'`);
