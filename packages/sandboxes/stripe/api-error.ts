/** An error in the shape of Stripe's API. Source: https://docs.stripe.com/api/errors */
export interface ErrorBody {
  error: {
    type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
    message: string;
    code?: string;
    param?: string;
    decline_code?: string;
    doc_url?: string;
    request_log_url?: string;
  };
}

export class ApiError extends Error {
  readonly status: 400 | 401 | 402 | 404 | 409;
  readonly body: ErrorBody;
  /** Whether the request was under way: then its idempotency key keeps this answer. */
  readonly begun: boolean;

  constructor(status: ApiError['status'], error: ErrorBody['error'], begun = true) {
    super(error.message);
    this.name = 'ApiError';
    this.status = status;
    this.begun = begun;
    const { code } = error;
    this.body = { error: code ? { ...error, doc_url: docUrlOf(code) } : error };
  }
}

interface Details {
  code?: string;
  param?: string;
  begun?: boolean;
}

export function invalidRequest(message: string, { begun, ...details }: Details = {}): ApiError {
  return new ApiError(400, { type: 'invalid_request_error', message, ...details }, begun);
}

export function missing(what: string, id: string, param = 'id'): ApiError {
  return new ApiError(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${what}: '${id}'`,
    param,
  });
}

export function unrecognized(method: string, path: string): ApiError {
  const message =
    `Unrecognized request URL (${method}: ${path}). If you are trying to list objects, remove the trailing slash. ` +
    'If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code.';
  return new ApiError(404, { type: 'invalid_request_error', message }, false);
}

/** The body Stripe sends with a status: for a fault that specifies only the status. */
export function bodyOfStatus(status: number): ErrorBody {
  const message = `A fault made the sandbox answer ${status}.`;
  if (status >= 500) return { error: { type: 'api_error', message } };
  const codes: Record<number, string> = { 404: 'resource_missing', 409: 'lock_timeout', 429: 'rate_limit' };
  const code = codes[status];
  return {
    error: { type: 'invalid_request_error', message, code, doc_url: code ? docUrlOf(code) : undefined },
  };
}

const docUrlOf = (code: string) => `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;
