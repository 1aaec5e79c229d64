/**
 * Reads a calendar day in either format that the form has used, `MM/DD/YYYY` or `YYYY-MM-DD`.
 * @returns the day as `YYYY-MM-DD`, or undefined when it has neither format or does not exist.
 */
export function dayOf(text: string): string | undefined {
  const trimmed = text.trim();
  const american = /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})$/.exec(trimmed);
  const iso = /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})$/.exec(trimmed);
  const { year, month, day } = american?.groups ?? iso?.groups ?? {};
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const exists =
    date.getUTCFullYear() === Number(year) &&
    date.getUTCMonth() === Number(month) - 1 &&
    date.getUTCDate() === Number(day);
  return exists ? date.toISOString().slice(0, 10) : undefined;
}

/** The day, `YYYY-MM-DD`, that it is somewhere at a time. @param timeZone IANA name. */
export function dayIn(timeZone: string, epochMs: number): string {
  // Swedes write days as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone }).format(epochMs);
}
