/**
 * JSONPath over JSON values. Reading never changes or copies a value; writing returns a new root that shares what did
 * not change. So values must be treated as immutable.
 *
 * Source: https://states-language.net/spec.html#path and #ref-paths
 */
import { runtimeError, StateError } from './errors.ts';
import { matches } from './filters.ts';
import { type Path, parsePath, type Segment } from './path-syntax.ts';
import type { Scope } from './scope.ts';

type Fields = Record<string, unknown>;

/**
 * What a path leads to: one value for a definite path, undefined when nothing is there; otherwise a list of all that fit.
 * @throws StateError States.Runtime when it is not a path, or begins in a variable that is not assigned.
 */
export const lookUp = (path: string, scope: Scope): unknown => {
  const parsed = parsePath(path);
  return follow(parsed, rootOf(parsed, path, scope));
};

/**
 * The same, where something must be there.
 * @throws StateError States.Runtime also for a definite path to nothing; the cause says how far it got.
 */
export function readPath(path: string, scope: Scope): unknown {
  const parsed = parsePath(path);
  let trail = '$';
  const found = follow(parsed, rootOf(parsed, path, scope), (segment) => {
    trail += shown(segment);
  });
  if (found !== undefined) return found;
  const isLast = trail === `$${parsed.segments.map(shown).join('')}`;
  const reason = isLast ? 'No results for path:' : 'Missing property in path';
  throw runtimeError(`Invalid path '${path}' : ${reason} ${trail}`);
}

/** The value in which a path begins. */
function rootOf({ root }: Path, path: string, { input, context, variables }: Scope): unknown {
  if (root === '$') return input;
  if (root === '$$') return context;
  const name = root.slice(1);
  if (root.startsWith('$') && Object.hasOwn(variables, name)) return variables[name];
  throw runtimeError(`Invalid path '${path}' : The variable '${root}' is not assigned`);
}

/** @param passed called with every segment of a definite path as far as it leads, and with the one that finds nothing. */
function follow({ segments, definite }: Path, root: unknown, passed?: (segment: Segment) => void): unknown {
  if (definite) {
    let value = root;
    for (const segment of segments) {
      passed?.(segment);
      [value] = step(segment, value, root);
      if (value === undefined) return undefined;
    }
    return value;
  }
  const countsAll = segments.at(-1)?.kind === 'length';
  let found: unknown[] = [root];
  for (const segment of countsAll ? segments.slice(0, -1) : segments) {
    found = found.flatMap((value) => step(segment, value, root));
  }
  return countsAll ? found.length : found;
}

/** What one segment finds in a value; nothing when it does not fit the value. */
function step(segment: Segment, value: unknown, root: unknown): unknown[] {
  if (value === null || typeof value !== 'object') {
    return segment.kind === 'length' && typeof value === 'string' ? [value.length] : [];
  }
  const list = Array.isArray(value) ? (value as unknown[]) : undefined;
  switch (segment.kind) {
    case 'fields':
      return list ? [] : fields(segment.names, value as Fields);
    case 'elements':
      return list ? segment.indices.map((index) => list.at(index)).filter((one) => one !== undefined) : [];
    case 'slice':
      return list ? list.slice(segment.from, segment.to) : [];
    case 'all':
      return list ?? Object.values(value);
    case 'below':
      return withAllBelow(value);
    case 'filter':
      return (list ?? [value]).filter((one) => matches(segment.filter, (path) => find(path, one, root)));
    case 'length':
      return [list ? list.length : Object.keys(value).length];
  }
}

function fields(names: readonly string[], value: Fields): unknown[] {
  const there = names.filter((name) => Object.hasOwn(value, name));
  if (names.length === 1) return there.map((name) => value[name]);
  return [Object.fromEntries(there.map((name) => [name, value[name]]))];
}

/** Every object and array, from the outside in. */
const withAllBelow = (value: unknown): object[] =>
  value !== null && typeof value === 'object' ? [value, ...Object.values(value).flatMap(withAllBelow)] : [];

/** A path within a filter: from the item, or from the root of the whole path. */
const find = (path: string, item: unknown, root: unknown): unknown =>
  follow(parsePath(path), path.startsWith('@') ? item : root);

function shown(segment: Segment): string {
  if (segment.kind === 'fields') return `[${segment.names.map((name) => `'${name}'`).join(',')}]`;
  if (segment.kind === 'elements') return `[${segment.indices.join(',')}]`;
  return segment.kind === 'length' ? '.length()' : '';
}

/** Whether it names exactly one place, so that a value can be written there. */
export function isReferencePath(path: string): boolean {
  try {
    const { segments } = parsePath(path);
    return segments.every(isPlace);
  } catch {
    return false;
  }
}

const isPlace = (segment: Segment): boolean =>
  (segment.kind === 'fields' && segment.names.length === 1) ||
  (segment.kind === 'elements' && segment.indices.length === 1 && (segment.indices[0] ?? -1) >= 0);

/**
 * A new root with `value` at the path; objects missing on the way are made.
 * @throws StateError States.ReferencePathConflict when something other than an object is in the way.
 */
export function writePath(path: string, root: unknown, value: unknown): unknown {
  const { segments } = parsePath(path);
  if (!segments.every(isPlace)) throw runtimeError(`Invalid path '${path}' : it is not a reference path`);
  const write = (place: unknown, at: number): unknown => {
    const segment = segments[at];
    if (segment === undefined) return value;
    if (segment.kind === 'elements') {
      const [index = 0] = segment.indices;
      if (!Array.isArray(place) || index >= place.length) throw conflict(path, root);
      return place.with(index, write(place[index], at + 1));
    }
    const [name = ''] = segment.kind === 'fields' ? segment.names : [];
    if (place === null || typeof place !== 'object' || Array.isArray(place)) throw conflict(path, root);
    const inner = Object.hasOwn(place, name) ? (place as Fields)[name] : segments[at + 1] && {};
    return { ...place, [name]: write(inner, at + 1) };
  };
  return write(root, 0);
}

const conflict = (path: string, root: unknown) =>
  new StateError(
    'States.ReferencePathConflict',
    `Unable to apply Reference Path ${path} to input ${JSON.stringify(root)}`,
  );
