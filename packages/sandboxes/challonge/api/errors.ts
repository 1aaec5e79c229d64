/** Refusals in the forms in which Challonge answers them. */
import type { Problem, Refusal } from '../refusal.ts';
import type { Settings } from '../settings.ts';
import type { Version } from './call.ts';

const json = 'application/json; charset=utf-8';

export function htmlPage(title: string): string {
  return `<!DOCTYPE html><html lang="en-US"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
}

export interface ErrorBody {
  type: string;
  body: string;
}

export function errorBody(
  { status, problems }: Refusal,
  version: Version,
  { errorForm, errorStatus, limitBody }: Settings,
): ErrorBody {
  const form = status === 429 && limitBody !== 'json' ? limitBody : errorForm;
  if (form === 'empty') return { type: 'text/html; charset=utf-8', body: '' };
  if (form === 'html') return { type: 'text/html; charset=utf-8', body: htmlPage(`Error ${status}`) };
  if (version === 'v1') return jsonBody({ errors: problems.map(({ text }) => text) });
  const code = errorStatus === 'string' ? String(status) : status;
  const details = problems.map(detailOf);
  switch (form) {
    case 'objects':
      return jsonBody({ errors: problems.map((problem) => objectOf(problem, code)) });
    case 'strings':
      return jsonBody({ errors: details });
    case 'object':
      return jsonBody({ errors: { status: code, detail: details.join(', ') } });
    case 'fields':
      return jsonBody({ errors: fieldsOf(problems) });
    case 'oauth':
      return jsonBody({ error: 'invalid_request', error_description: details.join(', ') });
    default:
      return form satisfies never;
  }
}

/** A wrong Content-Type has this form always: seen in 2026. */
export const wrongContentType = jsonBody({ errors: { detail: 'Invalid header value in Content-Type' } });

/** Neither key nor right Basic: not JSON. */
export const basicDenied: ErrorBody = {
  type: 'text/html; charset=utf-8',
  body: 'HTTP Basic: Access denied.\n',
};

function jsonBody(value: object): ErrorBody {
  return { type: json, body: JSON.stringify(value) };
}

const detailOf = ({ text, detail }: Problem) => detail ?? text;

function objectOf(problem: Problem, status: number | string): object {
  const { attribute } = problem;
  return {
    status,
    detail: detailOf(problem),
    ...(attribute && { source: { pointer: `/data/attributes/${attribute}` } }),
  };
}

function fieldsOf(problems: readonly Problem[]): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const problem of problems) {
    const name = problem.attribute ?? 'base';
    fields[name] = [...(fields[name] ?? []), detailOf(problem)];
  }
  return fields;
}
