/** What the calls of both versions share. */
import type { SwitchedSettings } from '../settings.ts';
import type { Store } from '../store.ts';

export type Version = 'v1' | 'v2.1';

/** All there is. */
export interface World {
  store: Store;
  settings: SwitchedSettings;
  /** Of the sandbox, for links. */
  baseUrl(): string;
}

/** What a call is asked with, whichever way it was sent. */
export interface Ask {
  /** What the path has for `:tournament`, `:participant`, `:match`. */
  params: Partial<Record<string, string>>;
  query: URLSearchParams;
  /** The parameters of version 1, or the JSON of version 2.1. */
  body: unknown;
}

export interface Answer {
  status: number;
  /** JSON; absent for none. */
  body?: unknown;
}

/** One operation of a version. */
export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the version, without suffix: `/tournaments/:tournament`. */
  path: string;
  /** The name of it for faults and lists of calls: `tournaments.create`. */
  operation: string;
  /** @throws Refusal */
  answer(ask: Ask): Answer;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

/** Finds the call that a request makes. */
export function finder(calls: readonly Call[]) {
  const patterns = calls.map((call) => ({
    call,
    pattern: new RegExp(`^${call.path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
  }));
  return (method: string, path: string): { call: Call; params: Ask['params'] } | undefined => {
    for (const { call, pattern } of patterns) {
      const match = call.method === method && pattern.exec(path);
      if (match) return { call, params: match.groups ?? {} };
    }
    return undefined;
  };
}
