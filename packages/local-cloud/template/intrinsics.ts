/** Resolves CloudFormation's intrinsic functions. */

/** The value of `Ref: AWS::NoValue`: the property or list element with it is left out. */
export const noValue = Symbol('AWS::NoValue');

export interface Scope {
  ref(logicalId: string, path: string): unknown;
  attribute(logicalId: string, name: string, path: string): unknown;
  mapping(map: string, first: string, second: string): unknown;
  /** Whether a named condition holds. */
  condition(name: string, path: string): boolean;
}

export type Plain = Record<string, unknown>;

export const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Resolves all intrinsic functions in a value.
 *
 * @param path of the value in the template, for errors.
 * @throws Error with the path, for an unknown function or invalid arguments.
 */
export function resolve(value: unknown, scope: Scope, path: string): unknown {
  if (Array.isArray(value)) {
    return value
      .map((item, index) => resolve(item, scope, `${path}[${index}]`))
      .filter((item) => item !== noValue);
  }
  if (!isPlain(value)) return value;
  const keys = Object.keys(value);
  const [key] = keys;
  if (keys.length === 1 && key && (key === 'Ref' || key.startsWith('Fn::'))) {
    return call(key, value[key], scope, `${path}.${key}`);
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, item]) => [name, resolve(item, scope, `${path}.${name}`)] as const)
      .filter(([, item]) => item !== noValue),
  );
}

function call(name: string, argument: unknown, scope: Scope, path: string): unknown {
  const resolved = () => resolve(argument, scope, path);
  const list = (length: number): unknown[] => {
    const items = resolved();
    if (!Array.isArray(items) || items.length !== length) throw misfit(path, `a list of ${length}`);
    return items;
  };
  switch (name) {
    case 'Ref':
      return scope.ref(String(argument), path);
    case 'Fn::GetAtt': {
      const parts = typeof argument === 'string' ? argument.split('.') : argument;
      if (!Array.isArray(parts) || parts.length < 2) throw misfit(path, 'a logical id and an attribute');
      const [logicalId, ...attribute] = parts;
      return scope.attribute(String(logicalId), attribute.join('.'), path);
    }
    case 'Fn::Join': {
      const [separator, items] = list(2);
      if (!Array.isArray(items)) throw misfit(path, 'a list to join');
      return items.join(String(separator));
    }
    case 'Fn::Sub':
      return substitute(argument, scope, path);
    case 'Fn::Select': {
      const [index, items] = list(2);
      const item = Array.isArray(items) ? items[Number(index)] : undefined;
      if (item === undefined) throw misfit(path, `a list that has an element ${index}`);
      return item;
    }
    case 'Fn::Split': {
      const [separator, text] = list(2);
      return String(text).split(String(separator));
    }
    case 'Fn::FindInMap': {
      const [map, first, second] = list(3);
      const found = scope.mapping(String(map), String(first), String(second));
      if (found === undefined) throw misfit(path, `a mapping that has ${map}.${first}.${second}`);
      return found;
    }
    case 'Fn::If': {
      if (!Array.isArray(argument) || argument.length !== 3) throw misfit(path, 'a list of 3');
      const chosen = scope.condition(String(argument[0]), path) ? 1 : 2;
      return resolve(argument[chosen], scope, `${path}[${chosen}]`);
    }
    case 'Fn::Base64':
      return Buffer.from(String(resolved())).toString('base64');
    default:
      throw new Error(`${path}: the local cloud does not know the function ${name}`);
  }
}

/** Evaluates the definition of a condition, or an operand of `Fn::And` and the like. */
export function holds(condition: unknown, scope: Scope, path: string): boolean {
  const [[name, argument] = []] = isPlain(condition) ? Object.entries(condition) : [];
  const items = Array.isArray(argument) ? argument : [];
  switch (name) {
    case 'Condition':
      return scope.condition(String(argument), path);
    case 'Fn::Equals': {
      const [left, right] = items.map((item) => resolve(item, scope, path));
      return String(left) === String(right);
    }
    case 'Fn::Not':
      return !holds(items[0], scope, path);
    case 'Fn::And':
      return items.every((item) => holds(item, scope, path));
    case 'Fn::Or':
      return items.some((item) => holds(item, scope, path));
    default:
      throw new Error(`${path}: the local cloud does not know the condition ${name}`);
  }
}

/** `Fn::Sub`, with a text or `[text, variables]`. */
function substitute(argument: unknown, scope: Scope, path: string): string {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof text !== 'string' || !isPlain(variables)) throw misfit(path, 'a text, or a text and variables');
  return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (name in variables) return String(resolve(variables[name], scope, `${path}.${name}`));
    const [logicalId = '', ...attribute] = name.trim().split('.');
    return String(
      attribute.length > 0
        ? scope.attribute(logicalId, attribute.join('.'), path)
        : scope.ref(logicalId, path),
    );
  });
}

const misfit = (path: string, wanted: string) => new Error(`${path}: expected ${wanted}`);
