/** An error in the shape of Stripe's API. Source: https://docs.stripe.com/api/errors */
export interface ErrorBody {
  error: {
    type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
    message: string;
    code?: string;
    param?: string;
    decline_code?: string;
  };
}

export class ApiError extends Error {
  readonly status: 400 | 401 | 402 | 404;
  readonly body: ErrorBody;

  constructor(status: ApiError['status'], error: ErrorBody['error']) {
    super(error.message);
    this.name = 'ApiError';
    this.status = status;
    this.body = { error };
  }
}

export function invalidRequest(message: string, details: { code?: string; param?: string } = {}): ApiError {
  return new ApiError(400, { type: 'invalid_request_error', message, ...details });
}

export function missing(what: string, id: string, param = 'id'): ApiError {
  return new ApiError(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${what}: '${id}'`,
    param,
  });
}

/** The body Stripe sends with a status: for a fault that specifies only the status. */
export function bodyOfStatus(status: number): ErrorBody {
  const message = `The sandbox was told to answer ${status}.`;
  if (status >= 500) return { error: { type: 'api_error', message } };
  const codes: Record<number, string> = { 404: 'resource_missing', 429: 'rate_limit' };
  return { error: { type: 'invalid_request_error', message, code: codes[status] } };
}
