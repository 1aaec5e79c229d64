import ical, { ICalCalendarMethod } from 'ical-generator';
import type { MailAttachment } from '../clients/mail.ts';

/** The tournament's dates and venue. */
export interface Tournament {
  name: string;
  /** First and last day, as ISO dates. */
  start: string;
  end: string;
  venue: string;
}

const oneDayMs = 24 * 60 * 60_000;

/**
 * The tournament for the family's calendar: whole days, so that it needs no time zone. Its id is always the same for an
 * entry, so that a mail sent again does not add a second event.
 *
 * @param now epoch milliseconds.
 */
export function calendarEntry(entryId: string, tournament: Tournament, now: number): MailAttachment {
  const calendar = ical({
    prodId: { company: 'tkd-registration', product: 'confirmation', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id: `${entryId}@tkd-registration`,
    stamp: new Date(now),
    allDay: true,
    start: new Date(tournament.start),
    // The end of an all-day event is exclusive (RFC 5545, 3.6.1).
    end: new Date(Date.parse(tournament.end) + oneDayMs),
    summary: tournament.name,
    location: tournament.venue,
  });
  return { fileName: 'tournament.ics', contentType: 'text/calendar', content: calendar.toString() };
}
