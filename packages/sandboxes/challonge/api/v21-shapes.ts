/** Answers of version 2.1, as recorded in January 2024 (battlecode/galaxy). */
import { type Match, type Participant, stateOf, type Tournament } from '../records.ts';
import type { Settings } from '../settings.ts';
import type { World } from './call.ts';

export const organizerId = 5_962_001;

export interface Shown {
  data: object;
  included: object[];
}

const pathOf = ({ baseUrl }: World, { id }: Tournament) => `${baseUrl()}/v2.1/tournaments/${id}`;

export function tournamentOf(world: World, tournament: Tournament): object {
  const link = `${world.baseUrl()}/${tournament.url}`;
  const self = pathOf(world, tournament);
  const related = (name: string, list: readonly { id: number }[], type: string) => ({
    data: list.map(({ id }) => ({ id: String(id), type })),
    links: { related: `${self}/${name}.json`, meta: { count: list.length } },
  });
  return {
    id: String(tournament.id),
    type: 'tournament',
    attributes: {
      tournament_type: tournament.type,
      url: tournament.url,
      name: tournament.name,
      state: tournament.state,
      private: tournament.private,
      description: tournament.description,
      game_name: tournament.gameName,
      oauth_application_id: null,
      full_challonge_url: link,
      live_image_url: `${link}.svg`,
      sign_up_url: tournament.openSignup ? `${world.baseUrl()}/tournaments/signup/${tournament.id}` : null,
      decorated_tournament_type: tournament.type.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
      starts_at: tournament.startsAt,
      notifications: {
        upon_matches_open: tournament.notifyMatchesOpen,
        upon_tournament_ends: tournament.notifyTournamentEnds,
      },
      match_options: {
        consolation_matches_target_rank: tournament.thirdPlace ? 3 : null,
        accept_attachments: tournament.acceptAttachments,
      },
      registration_options: {
        open_signup: tournament.openSignup,
        signup_cap: tournament.signupCap,
        check_in_duration: tournament.checkInDuration,
      },
      seeding_options: {
        hide_seeds: tournament.hideSeeds,
        sequential_pairings: tournament.sequentialPairings,
      },
      station_options: { auto_assign: false, only_start_matches_with_assigned_stations: false },
      group_stage_enabled: false,
      group_stage_options: {
        stage_type: 'round robin',
        group_size: 4,
        participant_count_to_advance_per_group: 2,
        rr_iterations: null,
        rr_pts_for_match_win: '1.0',
        rr_pts_for_match_tie: '0.5',
        rr_pts_for_game_win: '0.0',
        rr_pts_for_game_tie: '0.0',
        ranked_by: 'match wins',
        split_participants: false,
      },
      timestamps: {
        starts_at: tournament.startsAt,
        started_at: tournament.startedAt,
        created_at: tournament.createdAt,
        updated_at: tournament.updatedAt,
        completed_at: tournament.completedAt,
      },
    },
    relationships: {
      organizer: { data: { id: String(organizerId), type: 'user' } },
      community: { data: null },
      matches: related('matches', tournament.matches, 'match'),
      participants: related('participants', tournament.participants, 'participant'),
      stations: related('stations', [], 'station'),
      series: {},
      game: { data: null },
      petition: {},
      localized_contents: { data: [] },
    },
    links: { self: `${self}.json` },
  };
}

/** With all matches and participants. */
export function shown(world: World, tournament: Tournament): Shown {
  const { includedLimit } = world.settings.now;
  const some = <T>(list: readonly T[]) => (includedLimit > 0 ? list.slice(0, includedLimit) : list);
  return {
    data: tournamentOf(world, tournament),
    included: [
      ...some(tournament.matches).map((match) => matchOf(world, tournament, match)),
      organizer,
      ...some(tournament.participants).map((participant) => participantOf(tournament, participant)),
    ],
  };
}

export const organizer = {
  id: String(organizerId),
  type: 'user',
  attributes: { username: 'sandbox', image_url: null },
};

export function participantOf(tournament: Tournament, participant: Participant): object {
  return {
    id: String(participant.id),
    type: 'participant',
    attributes: {
      icon: null,
      seed: tournament.participants.indexOf(participant) + 1,
      misc: participant.misc,
      username: null,
      final_rank: participant.finalRank,
      group_id: null,
      tournament_id: tournament.id,
      name: participant.name,
      timestamps: { created_at: participant.createdAt, updated_at: participant.updatedAt },
      states: { active: participant.active },
    },
    relationships: { invitation: {} },
  };
}

/** It names no earlier match, loser or group, and its sides only by the points that they made. */
export function matchOf(world: World, tournament: Tournament, match: Match): object {
  const settings = world.settings.now;
  const { scores } = match;
  const underway = { underway_at: match.underwayAt };
  return {
    id: String(match.id),
    type: 'match',
    attributes: {
      state: stateOf(match),
      round: match.round,
      identifier: match.identifier,
      scores: scores.map((set) => set.join(' - ')).join(', '),
      suggested_play_order: match.playOrder,
      score_in_sets: scores,
      points_by_participant: pointsOf(match, settings),
      timestamps: {
        started_at: match.startedAt,
        created_at: match.createdAt,
        updated_at: match.updatedAt,
        ...(settings.underwayAt === 'timestamps' && underway),
      },
      ...(settings.underwayAt === 'attributes' && underway),
      winner_id: match.winner,
      tie: match.tie,
      ...(settings.playerRelationships === 'inside' && { relationships: playersOf(match) }),
    },
    relationships: {
      ...(settings.playerRelationships === 'beside' && playersOf(match)),
      attachments: {
        links: {
          related: `${pathOf(world, tournament)}/matches/${match.id}/attachments.json`,
          meta: { count: 0 },
        },
      },
    },
  };
}

function pointsOf(match: Match, { pendingSides }: Settings): object[] {
  const points = match.sides.map(({ participant }, side) => ({
    participant_id: participant,
    scores: match.scores.map((set) => set[side]),
  }));
  if (pendingSides === 'nulls' || points.every(({ participant_id }) => participant_id !== null))
    return points;
  return pendingSides === 'empty' ? [] : points.filter(({ participant_id }) => participant_id !== null);
}

function playersOf({ sides }: Match): object {
  const players = sides.map(({ participant }) =>
    participant === null ? { data: null } : { data: { id: String(participant), type: 'participant' } },
  );
  return { player1: players[0], player2: players[1] };
}
