/** Timestamps as the States Language knows them. */

const timestamp = /^(\d{4}-(\d{2})-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * A timestamp as milliseconds since 1970; undefined when it is not one. `T` and `Z` are upper-case.
 * Source: https://states-language.net/spec.html#timestamps (RFC 3339)
 */
export function instantOf(value: unknown): number | undefined {
  const [whole, time, month, fraction, zone] = typeof value === 'string' ? (timestamp.exec(value) ?? []) : [];
  if (whole === undefined) return undefined;
  // Date takes 30 February for 2 March.
  if (new Date(`${time}Z`).getUTCMonth() + 1 !== Number(month)) return undefined;
  const seconds = Date.parse(`${time}${zone}`);
  return Number.isNaN(seconds) ? undefined : seconds + Number(fraction ?? 0) * 1_000;
}
