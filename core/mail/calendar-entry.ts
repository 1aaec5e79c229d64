import ical, { ICalCalendarMethod } from 'ical-generator';
import type { MailAttachment } from '../clients/mail.ts';
import type { Competition } from '../domain/competition.ts';
import { calendarIdOf } from '../domain/ids.ts';

/** The tournament's dates and venue. */
export interface Tournament {
  /** First and last day, as ISO dates. */
  start: string;
  end: string;
  venue: string;
}

export interface CalendarDetails {
  competition: Competition;
  tournament: Tournament;
  /** What the event says: one paragraph each. */
  description: readonly string[];
  contactEmail: string;
}

const oneDayMs = 24 * 60 * 60_000;

/**
 * The tournament for the family's calendar: whole days, so that it needs no time zone. It is the same event in every
 * mail, with nothing in it about whom the mail is about. Siblings' mails, and a mail sent again, replace it by its newest
 * version: with the same UID and sequence, the later stamp counts (RFC 5546, 2.1.5).
 *
 * @param now epoch milliseconds.
 */
export function calendarEntry(
  { competition, tournament, description, contactEmail }: CalendarDetails,
  now: number,
): MailAttachment {
  const calendar = ical({
    prodId: { company: 'tkd-registration', product: 'confirmation', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id: calendarIdOf(competition, contactEmail),
    sequence: 0,
    stamp: new Date(now),
    allDay: true,
    start: new Date(tournament.start),
    // The end of an all-day event is exclusive (RFC 5545, 3.6.1).
    end: new Date(Date.parse(tournament.end) + oneDayMs),
    summary: `${competition.name} ${competition.year}`,
    location: tournament.venue,
    description: description.join('\n\n'),
    // A published event has an organiser (RFC 5546, 3.2.1).
    organizer: { name: competition.name, email: contactEmail },
  });
  return { fileName: 'tournament.ics', contentType: 'text/calendar', content: calendar.toString() };
}
