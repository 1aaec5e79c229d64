import {
  DriveAccessDeniedError,
  DriveStorageFullError,
  RateLimitedError,
  ServiceUnavailableError,
} from '../../domain/errors.ts';

/**
 * A call to Google that failed, as far as it may be told. The library's own error is never kept, not even as a
 * cause: it carries the request, and that the access token.
 */
export class GoogleCallError extends Error {
  /** The HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  /** `errors[0].reason`, the token endpoint's `error`, or the code of what went wrong with the connection. */
  readonly reason: string | undefined;

  constructor(what: string, status: number | undefined, reason: string | undefined) {
    super(`${what}: ${status ?? 'no answer'} (${reason ?? 'no reason given'})`);
    this.name = 'GoogleCallError';
    this.status = status;
    this.reason = reason;
  }
}

/** What the library throws for a request that was answered by an error, or not at all. */
interface RequestError extends Error {
  config: unknown;
  code?: unknown;
  response?: { status: number; headers: Headers; data?: unknown };
}

// https://developers.google.com/workspace/drive/api/guides/handle-errors
const rateLimits = new Set([
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'dailyLimitExceeded',
  'sharingRateLimitExceeded',
]);
const full = new Set([
  'storageQuotaExceeded',
  'teamDriveFileLimitExceeded',
  'numChildrenInNonRootLimitExceeded',
  'activeItemCreationLimitExceeded',
]);

/** The longest that Drive is left alone for one answer; whoever comes after that is told again. */
const longestPauseMs = 3_600_000;

/** Until when Drive wants to be left alone, as everybody who calls it knows it. Epoch milliseconds. */
export interface DrivePause {
  /** In the past, or 0, when nothing is to be waited for. */
  end(): Promise<number>;
  /** Somebody was asked to wait until then. */
  extend(endsAt: number): Promise<void>;
}

/**
 * Carries out a call to Google and translates its failure by HTTP status and reason. How long an answer's Retry-After
 * asks to wait is kept for everybody; the waiting itself is the state machine's.
 *
 * @param what the call and the ids it is about, for the message: `Drive files.get 1AbC`.
 * @throws RateLimitedError, ServiceUnavailableError, DriveAccessDeniedError, DriveStorageFullError, or GoogleCallError
 * for what is none of them (400, 404, 409).
 */
export async function callGoogle<T>(
  what: string,
  { pause, now }: { pause: DrivePause; now: () => number },
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isRequestError(error)) throw error;
    const translated = translate(new GoogleCallError(what, error.response?.status, reasonOf(error)));
    if (translated instanceof RateLimitedError || translated instanceof ServiceUnavailableError) {
      const wait = retryAfterMs(error.response?.headers.get('retry-after') ?? null, now());
      // Google's answer is what is to be told; a pause that cannot be kept is asked for again.
      if (wait > 0) await pause.extend(now() + Math.min(wait, longestPauseMs)).catch(() => undefined);
    }
    throw translated;
  }
}

function translate(cause: GoogleCallError): Error {
  const { status, message, reason = '' } = cause;
  if (status === undefined || status === 408 || status >= 500) {
    return new ServiceUnavailableError(message, { cause });
  }
  if (status === 429 || (status === 403 && rateLimits.has(reason))) {
    return new RateLimitedError(message, { cause });
  }
  if (status === 403 && full.has(reason)) return new DriveStorageFullError(message, { cause });
  if (status === 401 || status === 403 || reason === 'invalid_grant') {
    return new DriveAccessDeniedError(message, { cause });
  }
  return cause;
}

function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && 'config' in error;
}

function reasonOf({ response, code }: RequestError): string | undefined {
  const { error } = (response?.data ?? {}) as {
    error?: string | { errors?: readonly { reason?: unknown }[] };
  };
  const reason = response ? (typeof error === 'string' ? error : error?.errors?.[0]?.reason) : code;
  // Google's reasons and Node's codes are single words; a text would be somebody else's and may say anything.
  return typeof reason === 'string' && /^\w{1,60}$/.test(reason) ? reason : undefined;
}

/** A Retry-After in milliseconds from now: it is given in seconds or as an HTTP date. */
function retryAfterMs(header: string | null, now: number): number {
  if (!header) return 0;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}

/** Whether a call failed with this HTTP status, which no other error stands for. */
export function isAnswer(error: unknown, status: number): boolean {
  return error instanceof GoogleCallError && error.status === status;
}
