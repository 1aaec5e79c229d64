/**
 * Patterns of EventBridge's rules and of an event source's FilterCriteria: exact values, `prefix`, `suffix`,
 * `wildcard`, `equals-ignore-case`, `anything-but`, `exists`, `numeric`, `$or`, at any depth.
 */
import { isPlain } from '../template/intrinsics.ts';

/**
 * Whether an event matches a pattern: every key of the pattern must match, with at least one of its listed conditions.
 * @throws Error for an unknown condition.
 */
export function fitsPattern(event: unknown, pattern: unknown): boolean {
  if (!isPlain(pattern)) throw new Error(`a pattern must be an object, not ${JSON.stringify(pattern)}`);
  return Object.entries(pattern).every(([key, wanted]) => {
    if (key === '$or' && Array.isArray(wanted)) return wanted.some((choice) => fitsPattern(event, choice));
    const value = isPlain(event) ? event[key] : undefined;
    return Array.isArray(wanted)
      ? wanted.some((condition) => fitsCondition(value, condition))
      : fitsPattern(value, wanted);
  });
}

/**
 * Finds mistakes that `fitsPattern` would find only when an event got that far.
 * @throws Error for an unknown condition.
 */
export function checkPattern(pattern: unknown): void {
  if (!isPlain(pattern)) throw new Error(`a pattern must be an object, not ${JSON.stringify(pattern)}`);
  for (const [key, wanted] of Object.entries(pattern)) {
    if (!Array.isArray(wanted)) checkPattern(wanted);
    else if (key === '$or') wanted.forEach(checkPattern);
    else for (const condition of wanted) fitsCondition('', condition);
  }
}

/** A list in the event matches when one of its elements does. */
function fitsCondition(value: unknown, condition: unknown): boolean {
  if (isPlain(condition) && 'exists' in condition) {
    // `exists` applies to leaves only.
    return (value !== undefined && !isPlain(value)) === condition.exists;
  }
  return Array.isArray(value)
    ? value.some((item) => fitsOne(item, condition))
    : value !== undefined && fitsOne(value, condition);
}

function fitsOne(value: unknown, condition: unknown): boolean {
  if (!isPlain(condition)) return value === condition;
  const [[kind, operand] = []] = Object.entries(condition);
  switch (kind) {
    case 'prefix':
      return typeof value === 'string' && value.startsWith(String(operand));
    case 'suffix':
      return typeof value === 'string' && value.endsWith(String(operand));
    case 'wildcard':
      return typeof value === 'string' && wildcard(String(operand)).test(value);
    case 'equals-ignore-case':
      return typeof value === 'string' && value.toLowerCase() === String(operand).toLowerCase();
    case 'anything-but':
      return ![operand].flat().some((unwanted) => fitsOne(value, unwanted));
    case 'numeric':
      return typeof value === 'number' && Array.isArray(operand) && fitsNumeric(value, operand);
    default:
      throw new Error(`the local cloud does not know the filter ${JSON.stringify(condition)}`);
  }
}

/** `*` matches any text; a backslash escapes it or another backslash. */
function wildcard(operand: string): RegExp {
  const source = operand.replaceAll(/\\([*\\])|[\^$.*+?()[\]{}|\\/]/g, (part, escaped?: string) =>
    part === '*' ? '.*' : `\\${escaped ?? part}`,
  );
  return new RegExp(`^${source}$`, 's');
}

/** `[">=", 0, "<", 10]` */
function fitsNumeric(value: number, comparisons: readonly unknown[]): boolean {
  for (let index = 0; index < comparisons.length; index += 2) {
    const bound = Number(comparisons[index + 1]);
    const fits = {
      '=': value === bound,
      '<': value < bound,
      '<=': value <= bound,
      '>': value > bound,
      '>=': value >= bound,
    }[String(comparisons[index])];
    if (!fits) return false;
  }
  return true;
}
