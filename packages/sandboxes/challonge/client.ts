import type { ChallongeSandbox } from './server.ts';

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the sandbox answers
  body: any;
  headers: Headers;
}

/** Plain HTTP with a key, so that tests can also send what no client library would. */
export class ChallongeClient {
  readonly #url: string;
  readonly #apiKey: string;

  constructor({ url, apiKey }: Pick<ChallongeSandbox, 'url' | 'apiKey'>) {
    this.#url = url;
    this.#apiKey = apiKey;
  }

  /** @param path below the version, with suffix. @param body the parameters as JSON. */
  v1(method: string, path: string, body?: object): Promise<Answer> {
    const authorization = `Basic ${Buffer.from(`organiser:${this.#apiKey}`).toString('base64')}`;
    return this.send(`/v1${path}`, {
      method,
      headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
  }

  /** @param attributes those of the data in the body. */
  v21(method: string, path: string, attributes?: object): Promise<Answer> {
    return this.send(`/v2.1${path}`, {
      method,
      headers: this.headers,
      body: attributes && JSON.stringify({ data: { type: 'tournaments', attributes } }),
    });
  }

  /** Of version 2.1. */
  get headers(): Record<string, string> {
    return {
      accept: 'application/json',
      'content-type': 'application/vnd.api+json',
      'authorization-type': 'v1',
      authorization: this.#apiKey,
    };
  }

  async send(path: string, init: RequestInit = {}): Promise<Answer> {
    const answer = await fetch(this.#url + path, init);
    const text = await answer.text();
    const body = /^[[{]/.test(text) ? JSON.parse(text) : text;
    return { status: answer.status, body, headers: answer.headers };
  }

  /** A tournament with so many participants, `P1` and on. @returns its id. */
  async tournament(entrants: number, more: object = {}): Promise<string> {
    const attributes = { name: 'Test', tournament_type: 'single elimination', ...more };
    const { id } = (await this.v21('POST', '/tournaments.json', attributes)).body.data;
    const participants = Array.from({ length: entrants }, (_, n) => ({ name: `P${n + 1}`, seed: n + 1 }));
    for (let from = 0; from < entrants; from += 20) {
      const some = { participants: participants.slice(from, from + 20) };
      await this.v21('POST', `/tournaments/${id}/participants/bulk_add.json`, some);
    }
    return id;
  }

  state(id: string, state: string): Promise<Answer> {
    return this.v21('PUT', `/tournaments/${id}/change_state.json`, { state });
  }
}
