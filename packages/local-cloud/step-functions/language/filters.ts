/**
 * The conditions of JSONPath filters, `[?(…)]`, in the dialect of Jayway JsonPath: comparisons, `=~`, `in`, `nin`,
 * `empty`, `size`, `&&`, `||`, `!`, and a path alone for “it is there”.
 *
 * Source: https://github.com/json-path/JsonPath#filter-operators
 */
import { isDeepStrictEqual } from 'node:util';

type Operand = { value: unknown } | { path: string } | { pattern: RegExp };

export type Filter =
  | { any: Filter[] }
  | { all: Filter[] }
  | { not: Filter }
  | { present: string }
  | { operator: string; left: Operand; right: Operand };

/** What a path of a filter (`@…` or `$…`) leads to; undefined when nothing is there. */
export type Find = (path: string) => unknown;

const token =
  /\s*(?:(\|\||&&|==|!=|<=|>=|=~|[!<>(),[\]])|((?:[$@])(?:\.\.?(?:\*|[^\s.[\](),'"*?@&|=<>!]+(?:\(\))?)|\[(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^\]])*\])*)|('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(\/(?:\\.|[^/\\])+\/[a-zA-Z]*)|([a-zA-Z]+))/suy;

type Token = { kind: 'sign' | 'path' | 'text' | 'number' | 'pattern' | 'word'; text: string };
const kinds = ['sign', 'path', 'text', 'number', 'pattern', 'word'] as const;

/** @returns undefined when it is not a condition. */
export function parseFilter(text: string): Filter | undefined {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  const end = text.trimEnd().length;
  while (token.lastIndex < end) {
    const groups = token.exec(text)?.slice(1);
    if (!groups) return undefined;
    const at = groups.findIndex((group) => group !== undefined);
    tokens.push({ kind: kinds[at] ?? 'sign', text: groups[at] ?? '' });
  }
  try {
    const reader = new Reader(tokens);
    const filter = reader.any();
    return reader.ended ? filter : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const comparisons = ['==', '!=', '<', '<=', '>', '>=', '=~', 'in', 'nin', 'empty', 'size'];

class Reader {
  readonly #tokens: Token[];
  #at = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  get ended(): boolean {
    return this.#at === this.#tokens.length;
  }

  any(): Filter {
    const parts = [this.#all()];
    while (this.#take('||')) parts.push(this.#all());
    return parts.length === 1 ? (parts[0] as Filter) : { any: parts };
  }

  #all(): Filter {
    const parts = [this.#one()];
    while (this.#take('&&')) parts.push(this.#one());
    return parts.length === 1 ? (parts[0] as Filter) : { all: parts };
  }

  #one(): Filter {
    if (this.#take('!')) return { not: this.#one() };
    if (this.#take('(')) {
      const inner = this.any();
      this.#expect(')');
      return inner;
    }
    const left = this.#operand();
    const operator = this.#tokens[this.#at]?.text.toLowerCase() ?? '';
    if (comparisons.includes(operator)) {
      this.#at += 1;
      return { operator, left, right: this.#operand() };
    }
    if (!('path' in left)) throw new SyntaxError('a value alone is no condition');
    return { present: left.path };
  }

  #operand(): Operand {
    if (this.#take('[')) {
      const items: unknown[] = [];
      while (!this.#take(']')) {
        if (items.length > 0) this.#expect(',');
        const item = this.#operand();
        if (!('value' in item)) throw new SyntaxError('a list has values only');
        items.push(item.value);
      }
      return { value: items };
    }
    const next = this.#tokens[this.#at];
    this.#at += 1;
    if (next?.kind === 'path') return { path: next.text };
    if (next?.kind === 'number') return { value: Number(next.text) };
    if (next?.kind === 'text') return { value: next.text.slice(1, -1).replace(/\\(.)/gsu, '$1') };
    if (next?.kind === 'pattern') return { pattern: pattern(next.text) };
    const constant = { true: true, false: false, null: null }[next?.text ?? ''];
    if (next?.kind !== 'word' || constant === undefined) throw new SyntaxError('a value is missing');
    return { value: constant };
  }

  #take(sign: string): boolean {
    const next = this.#tokens[this.#at];
    if (next?.kind !== 'sign' || next.text !== sign) return false;
    this.#at += 1;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw new SyntaxError(`${sign} is missing`);
  }
}

/** Java's regular expressions match from end to end. */
function pattern(text: string): RegExp {
  const end = text.lastIndexOf('/');
  const flags = [...text.slice(end + 1).toLowerCase()].filter((flag) => 'ims'.includes(flag));
  return new RegExp(`^(?:${text.slice(1, end)})$`, [...new Set(flags), 'u'].join(''));
}

export function matches(filter: Filter, find: Find): boolean {
  if ('any' in filter) return filter.any.some((one) => matches(one, find));
  if ('all' in filter) return filter.all.every((one) => matches(one, find));
  if ('not' in filter) return !matches(filter.not, find);
  if ('present' in filter) return find(filter.present) !== undefined;
  const { operator, left, right } = filter;
  if ('pattern' in right) {
    const text = operandValue(left, find);
    return operator === '=~' && typeof text === 'string' && right.pattern.test(text);
  }
  return compare(operator, operandValue(left, find), operandValue(right, find));
}

const operandValue = (operand: Operand, find: Find): unknown => {
  if ('path' in operand) return find(operand.path);
  return 'value' in operand ? operand.value : undefined;
};

function compare(operator: string, left: unknown, right: unknown): boolean {
  switch (operator) {
    case '==':
      return isDeepStrictEqual(left, right);
    case '!=':
      return !isDeepStrictEqual(left, right);
    case 'in':
      return Array.isArray(right) && right.some((one) => isDeepStrictEqual(one, left));
    case 'nin':
      return Array.isArray(right) && !right.some((one) => isDeepStrictEqual(one, left));
    case 'size':
      return sizeOf(left) === right;
    case 'empty':
      return sizeOf(left) !== undefined && (sizeOf(left) === 0) === right;
    default:
      return ordered(operator, left, right);
  }
}

const sizeOf = (value: unknown): number | undefined =>
  typeof value === 'string' || Array.isArray(value) ? value.length : undefined;

/** Numbers and texts have an order, each among themselves. */
function ordered(operator: string, left: unknown, right: unknown): boolean {
  const comparable =
    (typeof left === 'number' && typeof right === 'number') ||
    (typeof left === 'string' && typeof right === 'string');
  if (!comparable) return false;
  const sign = left < right ? -1 : Number(left > right);
  switch (operator) {
    case '<':
      return sign < 0;
    case '<=':
      return sign <= 0;
    case '>':
      return sign > 0;
    default:
      return operator === '>=' && sign >= 0;
  }
}
