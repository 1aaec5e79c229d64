import ical, { ICalCalendarMethod } from 'ical-generator';
import type { MailAttachment } from '../clients/mail.ts';

/** When and where the tournament is. */
export interface Tournament {
  name: string;
  /** First and last day, ISO dates. */
  start: string;
  end: string;
  venue: string;
}

const oneDayMs = 24 * 60 * 60_000;

/**
 * The tournament for the family's calendar: whole days, so that it needs no time zone. Its id is the same each time
 * it is made for an entry: a mail sent again does not put a second event there.
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
    // A calendar's whole-day event ends on the day it is over (RFC 5545, 3.6.1).
    end: new Date(Date.parse(tournament.end) + oneDayMs),
    summary: tournament.name,
    location: tournament.venue,
  });
  return { fileName: 'tournament.ics', contentType: 'text/calendar', content: calendar.toString() };
}
