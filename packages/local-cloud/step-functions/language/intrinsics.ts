/**
 * Calls of intrinsic functions, such as `States.Format('{}', $.name)`, in the expressions of JSONPath states.
 * Source: https://states-language.net/spec.html#appendix-b
 */
import { runtimeError, type StateError } from './errors.ts';
import { ArgumentError, functions } from './intrinsic-functions.ts';
import { lookUp } from './paths.ts';
import type { Scope } from './scope.ts';

export type Expression =
  | { kind: 'value'; value: unknown }
  | { kind: 'path'; path: string }
  | { kind: 'call'; name: string; arguments: Expression[]; text: string };

/** What is between the parentheses and commas of a call: a quoted text, or what has neither. */
const textArgument = /'((?:\\.|[^'\\])*)'/suy;
const numberOrWord = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/suy;
const functionName = /States\.\w+/suy;
const deepest = 10;

const unescaped = (text: string): string => text.replace(/\\(['{}\\])/g, '$1');

/** @throws StateError States.Runtime when it is not a call of intrinsic functions. */
export function parseExpression(text: string): Expression {
  const reader = new Reader(text.trim());
  const expression = reader.call(1);
  reader.end();
  return expression;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  call(depth: number): Expression {
    const start = this.#at;
    const name = this.#match(functionName)?.[0];
    if (!name || !this.#take('(') || depth > deepest) throw this.#invalid();
    const given: Expression[] = [];
    if (!this.#take(')')) {
      // The text with the places of Format is unescaped where these are filled.
      do given.push(this.#argument(depth, name === 'States.Format' && given.length === 0));
      while (this.#take(','));
      if (!this.#take(')')) throw this.#invalid();
    }
    return { kind: 'call', name, arguments: given, text: this.#text.slice(start, this.#at) };
  }

  end(): void {
    if (this.#at < this.#text.length) throw this.#invalid();
  }

  #argument(depth: number, isFormat: boolean): Expression {
    this.#skipSpace();
    const [, quoted] = this.#match(textArgument) ?? [];
    if (quoted !== undefined) return { kind: 'value', value: isFormat ? quoted : unescaped(quoted) };
    if (this.#text[this.#at] === '$') return { kind: 'path', path: this.#path() };
    const literal = this.#match(numberOrWord)?.[0];
    if (literal !== undefined) return { kind: 'value', value: JSON.parse(literal) };
    return this.call(depth + 1);
  }

  /** Up to the comma or the parenthesis after it; those in brackets and quotes belong to the path. */
  #path(): string {
    const start = this.#at;
    const part = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\(\)|[\s\S]/suy;
    let brackets = 0;
    for (; this.#at < this.#text.length; this.#at = part.lastIndex) {
      part.lastIndex = this.#at;
      const [found = ''] = part.exec(this.#text) ?? [];
      if (found === '[') brackets += 1;
      if (found === ']') brackets -= 1;
      if (brackets === 0 && (found === ',' || found === ')')) break;
    }
    return this.#text.slice(start, this.#at).trim();
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text) ?? undefined;
    if (found) this.#at = pattern.lastIndex;
    return found;
  }

  #take(sign: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #invalid(): StateError {
    return runtimeError(`Invalid intrinsic function call '${this.#text}'`);
  }
}

/**
 * What a call of an intrinsic function gives.
 * @throws StateError States.Runtime for wrong arguments too: AWS does not use States.IntrinsicFailure.
 */
export const evaluate = (expression: string, scope: Scope): unknown =>
  compute(parseExpression(expression), scope);

function compute(expression: Expression, scope: Scope): unknown {
  if (expression.kind === 'value') return expression.value;
  if (expression.kind === 'path') return readArgument(expression.path, scope);
  const { name, text } = expression;
  const carryOut = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!carryOut) throw failure(text, `Unknown function ${name}`);
  const given = expression.arguments.map((argument) => compute(argument, scope));
  try {
    return carryOut(...given);
  } catch (error) {
    if (error instanceof ArgumentError) throw failure(text, error.message);
    throw error;
  }
}

function readArgument(path: string, scope: Scope): unknown {
  const found = lookUp(path, scope);
  if (found !== undefined) return found;
  const within = JSON.stringify(scope.input);
  throw runtimeError(
    `The JsonPath argument for the field '${path}' could not be found in the input '${within}'`,
  );
}

const failure = (call: string, problem: string): StateError =>
  runtimeError(`The function '${call}' had the following error: ${problem}`);
