/** Data and failures as people read them. */

/** JSON with indents, and with the JSON that is in its texts unfolded; other text as it is. */
export function readable(json: string): string {
  try {
    return JSON.stringify(unfolded(JSON.parse(json)), null, 2);
  } catch {
    return json;
  }
}

function unfolded(value: unknown): unknown {
  if (typeof value === 'string' && /^\s*[[{]/.test(value)) {
    try {
      return unfolded(JSON.parse(value));
    } catch {
      return value;
    }
  }
  if (Array.isArray(value)) return value.map(unfolded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, unfolded(one)]));
}

/** A failure's cause; that of a Lambda function is JSON with its message and where it was thrown. */
export function causeOf(cause: string): { message: string; trace: string[] } {
  try {
    const { errorMessage, trace } = JSON.parse(cause) as { errorMessage?: unknown; trace?: unknown };
    if (typeof errorMessage === 'string') {
      return { message: errorMessage, trace: Array.isArray(trace) ? trace.map(String) : [] };
    }
  } catch {
    // Not JSON.
  }
  return { message: readable(cause), trace: [] };
}

/** A function's name, from its ARN. */
export const shortResource = (resource: string): string =>
  /:function:(.+)$/.exec(resource)?.[1] ?? resource.replace('arn:aws:states:::', '');

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** How long until then, such as `12 s`; `now` once it has passed. Both in milliseconds. */
export function timeUntil(then: number, now: number): string {
  const seconds = Math.ceil((then - now) / 1000);
  if (seconds <= 0) return 'now';
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** As `timeUntil`, in a sentence: `in 12 s`. */
export function inTime(then: number, now: number): string {
  const time = timeUntil(then, now);
  return time === 'now' ? time : `in ${time}`;
}
