/**
 * Answers of version 1, key by key as they were recorded in April and May 2026 (aphrody-code/rpbey).
 */
import { isDecided, loserOf, type Match, type Participant, stateOf, type Tournament } from '../records.ts';
import { progressOf } from '../tournaments.ts';
import type { World } from './call.ts';

/** Challonge answers in a time zone that differs from call to call. */
const offsets = [-240, 0, 180, 120, -180, 780];

export interface Times {
  (at: string): string;
  (at: string | null): string | null;
}

/** How the times of one answer are written. @param turn counts the answers. */
export function timesOf(turn: number): Times {
  const offset = offsets[turn % offsets.length] ?? 0;
  return ((at: string | null) => (at === null ? null : withOffset(at, offset))) as Times;
}

function withOffset(at: string, minutes: number): string {
  const local = new Date(Date.parse(at) + minutes * 60_000).toISOString().slice(0, -1);
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return `${local}${minutes < 0 ? '-' : '+'}${two(hours)}:${two(rest)}`;
}

/** Within one record this time has another offset. */
const completed = (at: string | null) => at && withOffset(at, 0);

export function tournamentOf(tournament: Tournament, { baseUrl }: World, times: Times): object {
  const { state } = tournament;
  const link = `${baseUrl()}/${tournament.url}`;
  const isPending = state === 'pending';
  return {
    id: tournament.id,
    name: tournament.name,
    url: tournament.url,
    description: tournament.description,
    tournament_type: tournament.type,
    started_at: times(tournament.startedAt),
    completed_at: completed(tournament.completedAt),
    require_score_agreement: false,
    notify_users_when_matches_open: tournament.notifyMatchesOpen,
    created_at: times(tournament.createdAt),
    updated_at: times(tournament.updatedAt),
    state,
    open_signup: tournament.openSignup,
    notify_users_when_the_tournament_ends: tournament.notifyTournamentEnds,
    progress_meter: progressOf(tournament),
    quick_advance: tournament.quickAdvance,
    hold_third_place_match: tournament.thirdPlace,
    pts_for_game_win: '0.0',
    pts_for_game_tie: '0.0',
    pts_for_match_win: '1.0',
    pts_for_match_tie: '0.5',
    pts_for_bye: '1.0',
    swiss_rounds: 0,
    private: tournament.private,
    ranked_by: tournament.rankedBy,
    show_rounds: tournament.showRounds,
    hide_forum: tournament.hideForum,
    sequential_pairings: tournament.sequentialPairings,
    accept_attachments: tournament.acceptAttachments,
    rr_pts_for_game_win: '0.0',
    rr_pts_for_game_tie: '0.0',
    rr_pts_for_match_win: '1.0',
    rr_pts_for_match_tie: '0.5',
    created_by_api: true,
    credit_capped: false,
    category: null,
    hide_seeds: tournament.hideSeeds,
    prediction_method: 0,
    predictions_opened_at: null,
    anonymous_voting: false,
    max_predictions_per_user: 1,
    signup_cap: tournament.signupCap,
    game_id: null,
    participants_count: tournament.participants.length,
    group_stages_enabled: false,
    allow_participant_match_reporting: true,
    teams: false,
    check_in_duration: tournament.checkInDuration,
    start_at: times(tournament.startsAt),
    started_checking_in_at: null,
    tie_breaks: ['match wins vs tied', 'game wins', 'points scored'],
    locked_at: null,
    event_id: null,
    public_predictions_before_start_time: false,
    ranked: false,
    grand_finals_modifier: null,
    predict_the_losers_bracket: false,
    spam: null,
    ham: null,
    rr_iterations: tournament.rrIterations,
    tournament_registration_id: null,
    donation_contest_enabled: null,
    mandatory_donation: null,
    non_elimination_tournament_data: { participants_per_match: '' },
    auto_assign_stations: null,
    only_start_matches_with_stations: null,
    registration_fee: '0.0',
    registration_type: 'free',
    split_participants: false,
    allowed_regions: null,
    show_participant_country: null,
    program_id: null,
    program_classification_ids_allowed: null,
    team_size_range: null,
    toxic: null,
    use_new_style: null,
    optional_display_data: [],
    processing: false,
    oauth_application_id: null,
    hide_bracket_preview: false,
    consolation_matches_target_rank: tournament.thirdPlace ? 3 : null,
    review_swiss_pairings_before_starting_rounds: null,
    allow_incomplete_rosters: null,
    check_in_onsite: false,
    description_source: tournament.description,
    subdomain: null,
    full_challonge_url: link,
    live_image_url: `${link}.svg`,
    sign_up_url: tournament.openSignup ? `${baseUrl()}/tournaments/signup/${tournament.id}` : null,
    review_before_finalizing: true,
    accepting_predictions: state === 'accepting_predictions',
    participants_locked: !isPending,
    game_name: tournament.gameName,
    participants_swappable: isPending,
    team_convertable: false,
    group_stages_were_started: false,
  };
}

export function participantOf(participant: Participant, tournament: Tournament, times: Times): object {
  const { id, name, misc, active, finalRank, checkedInAt } = participant;
  const seed = tournament.participants.indexOf(participant) + 1;
  const isCheckInOpen = tournament.state === 'checking_in';
  return {
    id,
    tournament_id: tournament.id,
    name,
    seed,
    active,
    created_at: times(participant.createdAt),
    updated_at: times(participant.updatedAt),
    invite_email: null,
    final_rank: finalRank,
    misc,
    icon: null,
    on_waiting_list: false,
    invitation_id: null,
    group_id: null,
    checked_in_at: times(checkedInAt),
    ranked_member_id: null,
    custom_field_response: null,
    clinch: null,
    integration_uids: null,
    metadata: null,
    challonge_username: null,
    challonge_user_id: null,
    challonge_email_address_verified: null,
    removable: active && tournament.state !== 'complete',
    participatable_or_invitation_attached: false,
    confirm_remove: true,
    invitation_pending: false,
    display_name_with_invitation_email_address: name,
    email_hash: null,
    username: null,
    display_name: name,
    attached_participatable_portrait_url: null,
    can_check_in: isCheckInOpen && checkedInAt === null,
    checked_in: checkedInAt !== null,
    reactivatable: !active,
    check_in_open: isCheckInOpen,
    group_player_ids: [],
    has_irrelevant_seed: false,
    ordinal_seed: ordinal(seed),
    roster_complete: null,
    roster_size: null,
  };
}

export function matchOf(match: Match, { id }: Tournament, times: Times): object {
  const [first, second] = match.sides;
  return {
    id: match.id,
    tournament_id: id,
    state: stateOf(match),
    player1_id: first.participant,
    player2_id: second.participant,
    player1_prereq_match_id: first.from,
    player2_prereq_match_id: second.from,
    player1_is_prereq_match_loser: first.loser,
    player2_is_prereq_match_loser: second.loser,
    winner_id: match.winner,
    loser_id: loserOf(match),
    started_at: times(match.startedAt),
    created_at: times(match.createdAt),
    updated_at: times(match.updatedAt),
    identifier: match.identifier,
    has_attachment: false,
    round: match.round,
    player1_votes: null,
    player2_votes: null,
    group_id: null,
    attachment_count: null,
    scheduled_time: null,
    location: null,
    underway_at: times(match.underwayAt),
    optional: false,
    completed_at: isDecided(match) ? completed(match.completedAt) : null,
    suggested_play_order: match.playOrder,
    forfeited: match.forfeited || null,
    open_graph_image_file_name: null,
    open_graph_image_content_type: null,
    open_graph_image_file_size: null,
    metadata: null,
    player1_metadata: null,
    player2_metadata: null,
    prerequisite_match_ids_csv: [first.from, second.from].filter((one) => one !== null).join(','),
    scores_csv: match.scores.map((set) => set.join('-')).join(','),
  };
}

function ordinal(seed: number): string {
  const endings: Record<number, string> = { 1: 'st', 2: 'nd', 3: 'rd' };
  const isTeen = seed % 100 > 10 && seed % 100 < 14;
  return `${seed}${isTeen ? 'th' : (endings[seed % 10] ?? 'th')}`;
}
