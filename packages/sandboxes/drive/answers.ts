/** Drive's refusals, in the JSON shape Google publishes. */
import type { ContentfulStatusCode } from 'hono/utils/http-status';

export interface GoogleErrorBody {
  error: {
    code: number;
    message: string;
    errors: {
      domain: string;
      reason: string;
      message: string;
      location?: string;
      locationType?: 'parameter' | 'header';
    }[];
  };
}

const usageLimits = new Set([
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'dailyLimitExceeded',
  'sharingRateLimitExceeded',
  'quotaExceeded',
]);

export function googleError(
  status: number,
  reason: string,
  message: string,
  location?: string,
): GoogleErrorBody {
  const domain = usageLimits.has(reason) ? 'usageLimits' : 'global';
  const where = location
    ? { location, locationType: status === 401 ? ('header' as const) : ('parameter' as const) }
    : {};
  return { error: { code: status, message, errors: [{ domain, reason, message, ...where }] } };
}

/** A request that Drive refuses. */
export class Refusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly body: GoogleErrorBody;
  readonly headers: Record<string, string>;

  constructor(
    status: ContentfulStatusCode,
    reason: string,
    message: string,
    { location, headers = {} }: { location?: string; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.body = googleError(status, reason, message, location);
    this.headers = headers;
  }
}

/** A parameter has a value that Drive does not understand. */
export function invalidValue(parameter: string): Refusal {
  return new Refusal(400, 'invalid', 'Invalid Value', { location: parameter });
}

/** Parameters that each make sense, but not together. @param parameter the one that Drive names. */
export function forbiddenTogether(parameter: string, message: string): Refusal {
  return new Refusal(403, 'forbidden', message, { location: parameter });
}

/** @param id empty where Drive does not repeat it: it then answers `File not found: .` */
export function fileNotFound(id: string): Refusal {
  return new Refusal(404, 'notFound', `File not found: ${id}.`, { location: 'fileId' });
}

export function driveNotFound(id: string): Refusal {
  return new Refusal(404, 'notFound', `Shared drive not found: ${id}`, { location: 'driveId' });
}

export function notPlayed(what: string): Refusal {
  return new Refusal(501, 'notImplemented', `This sandbox does not support ${what}.`);
}

/** A body sets what only Drive itself sets, or what another parameter sets. */
export function notWritable(
  message = 'The resource body includes fields which are not directly writable.',
): Refusal {
  return new Refusal(403, 'fieldNotWritable', message);
}

export function oneParentOnly(): Refusal {
  return new Refusal(403, 'teamDrivesParentLimit', 'A shared drive item must have exactly one parent.');
}

/** The header with which Google says how to authenticate. */
export const challenge = {
  'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="invalid_token"',
};

/** Reason and message that stand for a status when nothing else is known. */
const ofStatus: Record<number, [reason: string, message: string]> = {
  400: ['badRequest', 'Bad Request'],
  401: ['authError', 'Invalid Credentials'],
  403: ['insufficientFilePermissions', 'The user does not have sufficient permissions for this file.'],
  404: ['notFound', 'File not found: .'],
  409: ['fileIdInUse', 'A file already exists with the provided ID.'],
  429: ['rateLimitExceeded', 'Rate Limit Exceeded'],
  500: ['internalError', 'Internal Error'],
};

/** The body Google sends with a status. @param reason in place of the status's most common one. */
export function bodyOfStatus(status: number, reason?: string): GoogleErrorBody {
  const [usual, message] = ofStatus[status] ?? ['backendError', 'Backend Error'];
  return reason === undefined || reason === usual
    ? googleError(status, usual, message)
    : googleError(status, reason, `A fault made the sandbox answer ${status} (${reason}).`);
}
