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

export function googleError(
  status: number,
  reason: string,
  message: string,
  location?: string,
): GoogleErrorBody {
  const domain = /LimitExceeded$|^dailyLimit/.test(reason) ? 'usageLimits' : 'global';
  const where = location
    ? { location, locationType: status === 401 ? ('header' as const) : ('parameter' as const) }
    : {};
  return { error: { code: status, message, errors: [{ domain, reason, message, ...where }] } };
}

/** A request that Drive refuses. */
export class Refusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly body: GoogleErrorBody;

  constructor(status: ContentfulStatusCode, reason: string, message: string, location?: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.body = googleError(status, reason, message, location);
  }
}

/** A parameter has a value that Drive does not understand. */
export function invalidValue(parameter: string): Refusal {
  return new Refusal(400, 'invalid', 'Invalid Value', parameter);
}

/** @param id empty where Drive does not repeat it: it then answers `File not found: .` */
export function fileNotFound(id: string): Refusal {
  return new Refusal(404, 'notFound', `File not found: ${id}.`, 'fileId');
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
