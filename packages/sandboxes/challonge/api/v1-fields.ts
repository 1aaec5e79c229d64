/** What version 1 is asked with. */
import { type ParticipantFields, refuseInvitation } from '../participants.ts';
import type { Tournament, TournamentFields, TournamentType } from '../records.ts';
import { Refusal, refused } from '../refusal.ts';
import { existing } from '../tournaments.ts';
import type { Ask, World } from './call.ts';
import { flag, given, number, objectOf, text, time } from './values.ts';

/** @throws Refusal 404: an organisation's tournament is named `subdomain-url`, and there is no organisation here. */
export function tournamentIn({ store }: World, { params: { tournament = '' } }: Ask): Tournament {
  const [, subdomain] = /^(.+)-\w+$/.exec(tournament) ?? [];
  if (subdomain)
    throw new Refusal(404, { text: `Requested tournament not found for subdomain ${subdomain}` });
  return existing(store, tournament);
}

export function fieldsOf(value: unknown): Partial<TournamentFields> {
  const tournament = objectOf(value);
  const textOf = (name: string) => text(tournament[name]);
  const flagOf = (name: string) => flag(tournament[name]);
  const orNull = (value: number | undefined, name: string) =>
    name in tournament ? (value ?? null) : undefined;
  return given({
    name: textOf('name'),
    url: textOf('url'),
    type: textOf('tournament_type') as TournamentType | undefined,
    description: textOf('description'),
    private: flagOf('private'),
    thirdPlace: flagOf('hold_third_place_match'),
    sequentialPairings: flagOf('sequential_pairings'),
    hideSeeds: flagOf('hide_seeds'),
    showRounds: flagOf('show_rounds'),
    hideForum: flagOf('hide_forum'),
    quickAdvance: flagOf('quick_advance'),
    acceptAttachments: flagOf('accept_attachments'),
    openSignup: flagOf('open_signup'),
    signupCap: orNull(number(tournament.signup_cap), 'signup_cap'),
    startsAt: time(tournament.start_at),
    checkInDuration: orNull(number(tournament.check_in_duration), 'check_in_duration'),
    notifyMatchesOpen: flagOf('notify_users_when_matches_open'),
    notifyTournamentEnds: flagOf('notify_users_when_the_tournament_ends'),
    rankedBy: textOf('ranked_by'),
    rrIterations: orNull(number(tournament.rr_iterations), 'rr_iterations'),
    gameName: textOf('game_name'),
  });
}

/** @throws Refusal 422 when there are no parameters. */
export function participantFieldsOf(value: unknown): ParticipantFields {
  const participant = objectOf(value);
  if (Object.keys(participant).length === 0) throw refused('Participant parameters are required');
  refuseInvitation(participant);
  const misc = text(participant.misc);
  return given({
    name: text(participant.name),
    misc: misc === undefined && participant.misc === null ? null : misc,
    seed: number(participant.seed),
  });
}
