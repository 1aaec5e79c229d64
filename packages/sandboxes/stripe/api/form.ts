import type * as z from 'zod';
import { invalidRequest } from '../api-error.ts';

interface Form {
  [name: string]: string | Form;
}

/**
 * Reads Stripe's form encoding: `line_items[0][price_data][currency]=usd` gives nested objects; an object whose keys
 * are 0, 1, … is a list, and so is `expand[]=a&expand[]=b`. In a list of objects without numbers, a repeated name
 * begins the next object. Source: https://docs.stripe.com/api (bodies are form-encoded)
 */
export function parseForm(text: string): unknown {
  const root: Form = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/\]\[|\[|\]$/);
    if (name.endsWith(']')) path.pop();
    let place = root;
    path.slice(0, -1).forEach((part, index) => {
      const key = part === '' ? placeInList(place, path[index + 1]) : part;
      const next = place[key];
      place[key] = typeof next === 'object' ? next : Object.create(null);
      place = place[key] as Form;
    });
    const last = path.at(-1) ?? name;
    place[last === '' ? String(Object.keys(place).length) : last] = value;
  }
  return listsOf(root);
}

function placeInList(list: Form, name: string | undefined): string {
  const length = Object.keys(list).length;
  const latest = list[String(length - 1)];
  const isFree = typeof latest === 'object' && (name === undefined || !(name in latest));
  return String(isFree ? length - 1 : length);
}

function listsOf(value: string | Form): unknown {
  if (typeof value === 'string') return value;
  const names = Object.keys(value);
  const isList = names.length > 0 && names.every((name, index) => name === String(index));
  const entries = Object.entries(value).map(([name, inner]) => [name, listsOf(inner)] as const);
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

/** @throws ApiError 400 about the first problem only, like Stripe; its request never began. */
export function parseParams<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  const form = parseForm(text);
  const parsed = schema.safeParse(form);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = [
    ...(issue?.path ?? []),
    ...(issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []),
  ];
  const [first, ...inner] = path.map(String);
  const param = `${first ?? ''}${inner.map((name) => `[${name}]`).join('')}`;
  const refused = (message: string, code?: string) =>
    invalidRequest(message, { code, param: param || undefined, begun: false });
  if (issue?.code === 'unrecognized_keys') {
    throw refused(`Received unknown parameter: ${param}`, 'parameter_unknown');
  }
  if (issue?.code === 'invalid_type') {
    const given = path.reduce<unknown>((value, name) => (value as Form | undefined)?.[String(name)], form);
    if (given === undefined) throw refused(`Missing required param: ${param}.`, 'parameter_missing');
    throw refused(`Invalid ${issue.expected === 'record' ? 'object' : issue.expected} (${param})`);
  }
  throw refused(`${issue?.message} (${param})`, 'parameter_invalid');
}
