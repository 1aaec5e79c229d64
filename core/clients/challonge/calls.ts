/** Calls of Challonge's API, whichever version: their limits, and what comes back. */
import type * as z from 'zod';
import { type Asked, noAnswer, refusalOf } from './refusals.ts';

/** Leave to make one call. */
export interface Leave {
  take(): Promise<void>;
}

export interface ChallongeOptions {
  apiKey: string;
  api: 'v2.1' | 'v1';
  /** Another address than Challonge's own, such as `http://127.0.0.1:1234`. */
  apiBase?: string | undefined;
  /** Of each call. */
  timeoutMs?: number | undefined;
  /** How many calls there may be in a month. @throws ChallongeBudgetError */
  budget: Leave;
  /** Whose turn it is to call. @throws ChallongePacedError */
  pace: Leave;
  now?: () => number;
}

export interface Call extends Asked {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With the version: `/v1/tournaments.json`. */
  path: string;
  headers: Record<string, string>;
  body?: object | undefined;
}

const challongesOwn = 'https://api.challonge.com';

/** Challonge is known to fail for programs that do not say who they are. */
const userAgent = 'tkd-registration';

/** Failures to connect, by Node's codes: nothing has been sent. */
const unmadeConnections: readonly unknown[] = [
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** Makes a call and returns its JSON; undefined for an answer without a body. @throws as Challonge's methods do. */
export type Caller = (call: Call) => Promise<unknown>;

export function callerOf({
  apiBase = challongesOwn,
  timeoutMs = 15_000,
  budget,
  pace,
  now = Date.now,
}: Pick<ChallongeOptions, 'apiBase' | 'timeoutMs' | 'budget' | 'pace' | 'now'>): Caller {
  return async ({ method, path, headers, body, ...asked }) => {
    // In this order, as a call that has to wait must not use up the budget.
    await pace.take();
    await budget.take();
    const answer = await send(asked, new URL(path, apiBase), {
      method,
      // A connection that was kept is often found closed after a Lambda's sleep, and then a call is lost with its answer.
      headers: { Accept: 'application/json', 'User-Agent': userAgent, Connection: 'close', ...headers },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
      // The key must not be sent anywhere else.
      redirect: 'manual',
    });
    if (answer.status < 200 || answer.status >= 300) throw refusalOf(asked, answer, now());
    return parsed(asked, answer.text);
  };
}

async function send(asked: Asked, url: URL, request: RequestInit) {
  try {
    const response = await fetch(url, request);
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    // The error itself may quote the request, and with it the key.
    const code = codeOf(error);
    throw noAnswer(asked, { because: `no answer (${code})`, unmade: unmadeConnections.includes(code) });
  }
}

/** `ECONNRESET`, `TimeoutError`; single words, as any other text may contain anything. */
function codeOf(error: unknown): string {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown } };
  const code = cause?.code ?? name;
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : 'unknown';
}

function parsed(asked: Asked, text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw foreign(asked);
  }
}

/** @throws ServiceUnavailableError, or ChallongeUnansweredError after a change, for an answer that does not fit the schema. */
export function answerAs<S extends z.ZodType>(schema: S, asked: Asked, answer: unknown): z.output<S> {
  const { success, data } = schema.safeParse(answer);
  if (!success) throw foreign(asked);
  return data;
}

function foreign(asked: Asked): Error {
  return noAnswer(asked, { because: "the answer is not Challonge's" });
}
