/**
 * The `q` of files.list: https://developers.google.com/workspace/drive/api/guides/ref-search-terms. As in Drive, `and`
 * and `or` have the same precedence and associate to the left.
 */
import { invalidValue } from './answers.ts';
import type { StoredFile } from './stored-file.ts';

/** The fields of a file that a query can test. */
export type Queryable = Pick<
  StoredFile,
  | 'name'
  | 'mimeType'
  | 'parents'
  | 'trashed'
  | 'appProperties'
  | 'properties'
  | 'starred'
  | 'description'
  | 'createdTime'
  | 'modifiedTime'
  | 'viewedByMeTime'
>;

/** Who has access to all files of the drive. */
export interface Viewer {
  /** @param address `me` or an e-mail address. */
  has(address: string, least: 'readers' | 'writers'): boolean;
}

export interface Query {
  matches(file: Queryable): boolean;
  /** The folders the query names; Drive answers 404 when one of them does not exist. */
  folders: readonly string[];
  /** Whether it searches for text: Drive then sorts by relevance alone. */
  isFullText: boolean;
}

type Predicate = (file: Queryable) => boolean;
type Token = { kind: 'text'; value: string } | { kind: 'word' | 'sign'; value: string };

/** @throws Refusal 400 when the text is not a query. */
export function parseQuery(text: string | undefined, viewer: Viewer): Query {
  if (!text?.trim()) return { matches: () => true, folders: [], isFullText: false };
  const parser = new Parser(tokensOf(text), viewer);
  return { matches: parser.parse(), folders: parser.folders, isFullText: parser.isFullText };
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s*(?:'((?:[^'\\]|\\['\\])*)'|([A-Za-z]+(?:\.[A-Za-z]+)?)|([!<>]=|[<>={}()]))/y;
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

const comparisons: [sign: string, compare: (a: number, b: number) => boolean][] = [
  ['<=', (a, b) => a <= b],
  ['<', (a, b) => a < b],
  ['=', (a, b) => a === b],
  ['!=', (a, b) => a !== b],
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
];
const visibilities = ['anyoneCanFind', 'anyoneWithLink', 'domainCanFind', 'domainWithLink', 'limited'];

const wordsOf = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];

class Parser {
  readonly folders: string[] = [];
  isFullText = false;
  readonly #tokens: Token[];
  readonly #viewer: Viewer;

  constructor(tokens: Token[], viewer: Viewer) {
    this.#tokens = [...tokens];
    this.#viewer = viewer;
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
    if (this.#tokens[0]?.kind === 'text') return this.#membership();
    for (const field of ['trashed', 'starred'] as const) {
      if (this.#take(field)) return this.#flag((file) => file[field]);
    }
    // Nothing is shared with an account file by file, as everything is in the shared drive.
    if (this.#take('sharedWithMe')) return this.#flag(() => false, 'alone');
    for (const field of ['properties', 'appProperties'] as const) {
      if (this.#take(field)) return this.#property(field);
    }
    for (const field of ['name', 'mimeType'] as const) {
      if (this.#take(field)) return this.#comparison(field);
    }
    for (const field of ['createdTime', 'modifiedTime', 'viewedByMeTime'] as const) {
      if (this.#take(field)) return this.#time(field);
    }
    if (this.#take('fullText')) return this.#fullText();
    if (this.#take('visibility')) return this.#visibility();
    if (this.#take('shortcutDetails.targetId')) {
      const same = this.#equality();
      this.#text();
      return () => !same;
    }
    throw invalidValue('q');
  }

  /** `'…' in parents`, or in who may do something. */
  #membership(): Predicate {
    const member = this.#text();
    this.#expect('in');
    if (this.#take('parents')) {
      this.folders.push(member);
      return ({ parents }) => parents.includes(member);
    }
    // Items of a shared drive have no owner.
    if (this.#take('owners')) return () => false;
    for (const group of ['readers', 'writers'] as const) {
      if (this.#take(group)) {
        const has = this.#viewer.has(member, group);
        return () => has;
      }
    }
    throw invalidValue('q');
  }

  /** @param form `alone`: the name alone stands for true. */
  #flag(isSet: (file: Queryable) => boolean, form?: 'alone'): Predicate {
    const [next] = this.#tokens;
    if (form === 'alone' && next?.value !== '=' && next?.value !== '!=') return isSet;
    const same = this.#equality();
    const wanted = this.#take('true') ? true : this.#expect('false') && false;
    return (file) => (isSet(file) === wanted) === same;
  }

  /** Times are RFC 3339, in UTC unless they say otherwise. A file without one matches nothing. */
  #time(field: 'createdTime' | 'modifiedTime' | 'viewedByMeTime'): Predicate {
    const compare = comparisons.find(([sign]) => this.#take(sign))?.[1];
    const text = this.#text();
    const wanted = Date.parse(/(Z|[+-]\d\d:\d\d)$|^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text}Z`);
    if (!compare || Number.isNaN(wanted)) throw invalidValue('q');
    return (file) => file[field] !== undefined && compare(Date.parse(file[field]), wanted);
  }

  /** Whole words in any order, or a phrase in double quotes, in the name or the description. */
  #fullText(): Predicate {
    this.#expect('contains');
    this.isFullText = true;
    const text = this.#text().toLowerCase();
    const phrase = /^"(.*)"$/.exec(text)?.[1];
    const wanted = phrase === undefined ? wordsOf(text) : [wordsOf(phrase).join(' ')];
    if (wanted.length === 0) throw invalidValue('q');
    return ({ name, description = '' }) => {
      const all = [name, description].map((part) => ` ${wordsOf(part.toLowerCase()).join(' ')} `);
      return wanted.every((words) => all.some((part) => part.includes(` ${words} `)));
    };
  }

  /** Only the drive's members see its files. */
  #visibility(): Predicate {
    const same = this.#equality();
    const wanted = this.#text();
    if (!visibilities.includes(wanted)) throw invalidValue('q');
    return () => (wanted === 'limited') === same;
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

  #property(field: 'properties' | 'appProperties'): Predicate {
    for (const expected of ['has', '{', 'key', '=']) this.#expect(expected);
    const key = this.#text();
    for (const expected of ['and', 'value', '=']) this.#expect(expected);
    const value = this.#text();
    this.#expect('}');
    return ({ [field]: all }) => Object.hasOwn(all, key) && all[key] === value;
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
