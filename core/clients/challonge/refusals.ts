/** What Challonge's answers other than 2xx mean. Both versions of its API give them in several forms. */
import {
  ChallongeAccessDeniedError,
  ChallongeRefusedError,
  ChallongeUnansweredError,
  RateLimitedError,
  ServiceUnavailableError,
} from '../../domain/errors.ts';

/** An answer as it came. */
export interface Answer {
  status: number;
  headers: Pick<Headers, 'get'>;
  text: string;
}

/** What was asked. */
export interface Asked {
  /** In messages: `Challonge start 13984246`. It has no name of a person, and no address of a tournament. */
  what: string;
  /** Whether it is to change something. */
  changes: boolean;
}

/**
 * The longest Retry-After that is waited for. A longer one says that the month's calls are used up: then the attempts are
 * counted, so that they end.
 */
const longestWaitMs = 3_600_000;

/** Statuses with which something in front of Challonge says that the request has not been passed on. */
const notPassedOn: readonly number[] = [503, 521, 522, 523, 525, 526];

/** @param now epoch milliseconds. */
export function refusalOf(asked: Asked, answer: Answer, now: number): Error {
  const { status } = answer;
  const message = `${asked.what}: ${status}`;
  if (status === 429 || isCloudflares(answer)) {
    return new RateLimitedError(`${message}, too many calls for now, or for this month`, {
      notBefore: notBeforeOf(answer, now),
    });
  }
  if (status === 401 || status === 403) {
    return new ChallongeAccessDeniedError(
      `${message}, it refuses challonge.apiKey in the secret, or the tournament is of another account`,
    );
  }
  if (status >= 400 && status < 500 && status !== 408) {
    return new ChallongeRefusedError(message, { status, details: detailsIn(answer.text) });
  }
  return noAnswer(asked, { because: String(status), unmade: notPassedOn.includes(status) || status < 400 });
}

/** @param unmade whether it is certain that Challonge did not get the request. */
export function noAnswer(
  { what, changes }: Asked,
  { because, unmade = false, cause }: { because: string; unmade?: boolean; cause?: unknown },
): Error {
  return changes && !unmade
    ? new ChallongeUnansweredError(`${what}: ${because}, so it may have been done`, { cause })
    : new ServiceUnavailableError(`${what}: ${because}`, { cause });
}

/** Cloudflare keeps programs away with a page for browsers, which can be had again later. */
function isCloudflares({ status, headers, text }: Answer): boolean {
  return status === 403 && (headers.get('cf-mitigated') !== null || /^\s*</.test(text));
}

/** A Retry-After, given in seconds or as an HTTP date. */
function notBeforeOf({ headers }: Answer, now: number): number | undefined {
  const header = headers.get('retry-after') ?? '';
  const until = /^\d+$/.test(header) ? now + Number(header) * 1_000 : Date.parse(header);
  return until > now && until <= now + longestWaitMs ? until : undefined;
}

/**
 * Challonge's reasons. They come as a list of texts, as objects with a `detail`, alone or in a list, as lists of texts by
 * field, and in the form of OAuth; a page of a gateway gives none.
 */
function detailsIn(text: string): string[] {
  try {
    return textsIn(JSON.parse(text));
  } catch {
    return [];
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { errors, error_description, error, detail, ...fields } = value as Record<string, unknown>;
  const reasons = errors ?? error_description ?? error ?? detail;
  if (reasons !== undefined) return textsIn(reasons);
  return Object.entries(fields).flatMap(([field, texts]) => textsIn(texts).map((one) => `${field} ${one}`));
}
