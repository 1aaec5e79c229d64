/**
 * The `q` of files.list: https://developers.google.com/workspace/drive/api/guides/search-files, with the fields used
 * to search a folder. As in Drive, `and` and `or` have the same precedence and associate to the left.
 */
import { invalidValue } from './answers.ts';

/** The fields of a file that a query can test. */
export interface Queryable {
  name: string;
  mimeType: string;
  parents: readonly string[];
  trashed: boolean;
  appProperties: Readonly<Record<string, string>>;
}

export interface Query {
  matches(file: Queryable): boolean;
  /** The folders the query names; Drive answers 404 when one of them does not exist. */
  folders: readonly string[];
}

type Predicate = (file: Queryable) => boolean;
type Token = { kind: 'text'; value: string } | { kind: 'word' | 'sign'; value: string };

/** @throws Refusal 400 when the text is not a query. */
export function parseQuery(text: string | undefined): Query {
  if (!text?.trim()) return { matches: () => true, folders: [] };
  const parser = new Parser(tokensOf(text));
  return { matches: parser.parse(), folders: parser.folders };
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s*(?:'((?:[^'\\]|\\['\\])*)'|([A-Za-z]+)|(!=|[={}()]))/y;
  let end = 0;
  while (text.slice(end).trim() !== '') {
    pattern.lastIndex = end;
    const match = pattern.exec(text);
    if (!match) throw invalidValue('q');
    const [, quoted, word, sign] = match;
    if (quoted !== undefined) tokens.push({ kind: 'text', value: quoted.replace(/\\(.)/g, '$1') });
    else if (word !== undefined) tokens.push({ kind: 'word', value: word });
    else tokens.push({ kind: 'sign', value: sign ?? '' });
    end = pattern.lastIndex;
  }
  return tokens;
}

class Parser {
  readonly folders: string[] = [];
  readonly #tokens: Token[];

  constructor(tokens: Token[]) {
    this.#tokens = [...tokens];
  }

  parse(): Predicate {
    const whole = this.#clauses();
    if (this.#tokens.length > 0) throw invalidValue('q');
    return whole;
  }

  #clauses(): Predicate {
    let left = this.#clause();
    for (;;) {
      const before = left;
      if (this.#take('and')) {
        const right = this.#clause();
        left = (file) => before(file) && right(file);
      } else if (this.#take('or')) {
        const right = this.#clause();
        left = (file) => before(file) || right(file);
      } else {
        return left;
      }
    }
  }

  #clause(): Predicate {
    if (this.#take('not')) {
      const negated = this.#clause();
      return (file) => !negated(file);
    }
    if (this.#take('(')) {
      const inner = this.#clauses();
      this.#expect(')');
      return inner;
    }
    if (this.#tokens[0]?.kind === 'text') {
      const folder = this.#text();
      this.#expect('in');
      this.#expect('parents');
      this.folders.push(folder);
      return ({ parents }) => parents.includes(folder);
    }
    if (this.#take('trashed')) return this.#trashed();
    if (this.#take('appProperties')) return this.#property();
    for (const field of ['name', 'mimeType'] as const) {
      if (this.#take(field)) return this.#comparison(field);
    }
    throw invalidValue('q');
  }

  #trashed(): Predicate {
    const same = this.#equality();
    const wanted = this.#take('true') ? true : this.#expect('false') && false;
    return ({ trashed }) => (trashed === wanted) === same;
  }

  #comparison(field: 'name' | 'mimeType'): Predicate {
    if (this.#take('contains')) {
      // Drive matches prefixes of words only.
      const wanted = this.#text().toLowerCase();
      return (file) => {
        const text = file[field].toLowerCase();
        return [...text.matchAll(/(?<![\p{L}\p{N}])./gu)].some(({ index }) => text.startsWith(wanted, index));
      };
    }
    const same = this.#equality();
    const wanted = this.#text();
    return (file) => (file[field] === wanted) === same;
  }

  #property(): Predicate {
    for (const expected of ['has', '{', 'key', '=']) this.#expect(expected);
    const key = this.#text();
    for (const expected of ['and', 'value', '=']) this.#expect(expected);
    const value = this.#text();
    this.#expect('}');
    return ({ appProperties }) => Object.hasOwn(appProperties, key) && appProperties[key] === value;
  }

  #equality(): boolean {
    return this.#take('=') || !this.#expect('!=');
  }

  #take(value: string): boolean {
    const [next] = this.#tokens;
    if (!next || next.kind === 'text' || next.value !== value) return false;
    this.#tokens.shift();
    return true;
  }

  #expect(value: string): true {
    if (!this.#take(value)) throw invalidValue('q');
    return true;
  }

  #text(): string {
    const next = this.#tokens.shift();
    if (next?.kind !== 'text') throw invalidValue('q');
    return next.value;
  }
}
