import {
  DriveAccessDeniedError,
  DriveStorageFullError,
  RateLimitedError,
  ServiceUnavailableError,
} from '../../domain/errors.ts';

/**
 * A failed call to Google, with what may be logged. The library's own error is never kept, not even as a cause: it
 * holds the request with the access token.
 */
export class GoogleCallError extends Error {
  /** The HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  /** `errors[0].reason`, the token endpoint's `error`, or the code of a connection error. */
  readonly reason: string | undefined;

  constructor(what: string, status: number | undefined, reason: string | undefined) {
    super(`${what}: ${status ?? 'no answer'} (${reason ?? 'no reason given'})`);
    this.name = 'GoogleCallError';
    this.status = status;
    this.reason = reason;
  }
}

/** What the library throws for a request that got an error or no answer. */
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

/** The longest pause one answer can cause; Drive will ask again after that. */
const longestPauseMs = 3_600_000;

/** The time until which Drive must not be called, shared by all its callers. Epoch milliseconds. */
export interface DrivePause {
  /** In the past, or 0, when there is no pause. */
  end(): Promise<number>;
  /** Records that Drive asked a caller to wait until then. */
  extend(endsAt: number): Promise<void>;
}

/**
 * Makes a call to Google and translates its failure by HTTP status and reason. A Retry-After is recorded for all
 * callers; the waiting itself is left to the state machine.
 *
 * @param what names the call and its ids in messages: `Drive files.get 1AbC`.
 * @throws RateLimitedError, ServiceUnavailableError, DriveAccessDeniedError, DriveStorageFullError, or GoogleCallError
 * for anything else (400, 404, 409).
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
      // Google's answer matters more than a pause that cannot be recorded: Google will ask for it again.
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
  // Google's reasons and Node's codes are single words; any other text may contain anything.
  return typeof reason === 'string' && /^\w{1,60}$/.test(reason) ? reason : undefined;
}

/** A Retry-After, given in seconds or as an HTTP date, in milliseconds from now. */
function retryAfterMs(header: string | null, now: number): number {
  if (!header) return 0;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}

/** Whether a call failed with this HTTP status, if it is one that was not translated to another error. */
export function isAnswer(error: unknown, status: number): boolean {
  return error instanceof GoogleCallError && error.status === status;
}
