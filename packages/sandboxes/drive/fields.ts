/** The `fields` parameter: which parts of a resource an answer has, such as `nextPageToken,files(id,name)`. */
import { invalidValue, Refusal } from './answers.ts';

/** The fields a resource can have; `true` is a leaf, or a field below which anything may be selected. */
export type Shape = { readonly [name: string]: true | Shape };
type Selection = Map<string, Selection | 'all'>;

/** @throws Refusal 400 when the text is not a selection, or selects a field the resource does not have. */
export function select(resource: object, fields: string, shape: Shape): unknown {
  const rest = { text: fields.replaceAll(/\s/g, '') };
  const selection = parseList(rest);
  if (rest.text !== '') throw invalidValue('fields');
  return pick(resource, selection, shape);
}

function parseList(rest: { text: string }): Selection {
  const selection: Selection = new Map();
  do {
    if (rest.text.startsWith(',')) rest.text = rest.text.slice(1);
    const name = /^(\*|[A-Za-z0-9]+)/.exec(rest.text)?.[0];
    if (!name) throw invalidValue('fields');
    rest.text = rest.text.slice(name.length);
    selection.set(name, parseBelow(rest));
  } while (rest.text.startsWith(','));
  return selection;
}

function parseBelow(rest: { text: string }): Selection | 'all' {
  if (rest.text.startsWith('/')) {
    const name = /^\/(\*|[A-Za-z0-9]+)/.exec(rest.text);
    if (!name?.[1]) throw invalidValue('fields');
    rest.text = rest.text.slice(name[0].length);
    return new Map([[name[1], parseBelow(rest)]]);
  }
  if (!rest.text.startsWith('(')) return 'all';
  rest.text = rest.text.slice(1);
  const below = parseList(rest);
  if (!rest.text.startsWith(')')) throw invalidValue('fields');
  rest.text = rest.text.slice(1);
  return below;
}

function pick(value: unknown, selection: Selection | 'all', shape: true | Shape): unknown {
  if (selection !== 'all' && shape !== true) {
    for (const name of selection.keys()) {
      if (name !== '*' && !Object.hasOwn(shape, name)) {
        throw new Refusal(400, 'invalidParameter', `Invalid field selection ${name}`, {
          location: 'fields',
        });
      }
    }
  }
  if (selection === 'all' || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => pick(item, selection, shape));
  const picked: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    const below = selection.get(name) ?? selection.get('*');
    if (below) picked[name] = pick(part, below, shape === true ? true : (shape[name] ?? true));
  }
  return picked;
}
