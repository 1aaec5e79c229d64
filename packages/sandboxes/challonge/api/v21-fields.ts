/** What version 2.1 is asked with. Whatever `type` the data names is taken, as Challonge takes it. */
import type { Report } from '../matches.ts';
import { type ParticipantFields, refuseInvitation } from '../participants.ts';
import type { Match, Tournament, TournamentFields, TournamentType } from '../records.ts';
import { Refusal, refused } from '../refusal.ts';
import { existing } from '../tournaments.ts';
import type { Ask, World } from './call.ts';
import { flag, given, isObject, number, objectOf, text, time, type Values } from './values.ts';

export const tournamentIn = ({ store }: World, { params }: Ask): Tournament =>
  existing(store, params.tournament ?? '');

/** @throws Refusal 400 when the body is not of JSON:API's form. */
export function attributesOf(body: unknown): Values {
  const { data } = objectOf(body);
  if (!isObject(data) || !isObject(data.attributes)) throw new Refusal(400, { text: 'Bad Request' });
  return data.attributes;
}

/** @throws Refusal 400; 422 when the rank that consolation matches decide is below 3. */
export function fieldsOf(body: unknown): Partial<TournamentFields> {
  const attributes = attributesOf(body);
  const [notifications, matches, seeding, registration, roundRobin] = [
    'notifications',
    'match_options',
    'seeding_options',
    'registration_options',
    'round_robin_options',
  ].map((name) => objectOf(attributes[name])) as [Values, Values, Values, Values, Values];
  const orNull = (values: Values, name: string) =>
    name in values ? (number(values[name]) ?? null) : undefined;
  const rank = orNull(matches, 'consolation_matches_target_rank');
  if (rank !== undefined && !(rank !== null && rank >= 3)) {
    throw refused(
      'Consolation matches target rank is invalid',
      'match_options/consolation_matches_target_rank',
    );
  }
  return given({
    name: text(attributes.name),
    url: text(attributes.url),
    type: text(attributes.tournament_type) as TournamentType | undefined,
    description: text(attributes.description),
    private: flag(attributes.private),
    gameName: text(attributes.game_name),
    startsAt: time(attributes.starts_at),
    notifyMatchesOpen: flag(notifications.upon_matches_open),
    notifyTournamentEnds: flag(notifications.upon_tournament_ends),
    thirdPlace: rank === undefined ? undefined : rank === 3,
    acceptAttachments: flag(matches.accept_attachments),
    hideSeeds: flag(seeding.hide_seeds),
    sequentialPairings: flag(seeding.sequential_pairings),
    openSignup: flag(registration.open_signup),
    signupCap: orNull(registration, 'signup_cap'),
    checkInDuration: orNull(registration, 'check_in_duration'),
    rrIterations: orNull(roundRobin, 'iterations'),
    rankedBy: text(roundRobin.ranking),
  });
}

export function participantFieldsOf(value: unknown): ParticipantFields {
  const participant = objectOf(value);
  refuseInvitation(participant);
  const { misc } = participant;
  return given({
    name: text(participant.name),
    misc: misc === null ? null : text(misc),
    seed: number(participant.seed),
  });
}

/** Points are the sets of each participant, by comma: `4,2,4`. @throws Refusal 400; 422 for points that do not fit. */
export function reportOf(body: unknown, { sides }: Match): Report {
  const attributes = attributesOf(body);
  if (!Array.isArray(attributes.match)) throw new Refusal(400, { text: 'Bad Request' });
  const entries = attributes.match.map(objectOf);
  const entryOf = (id: number | null) =>
    entries.find((entry) => id !== null && text(entry.participant_id) === String(id));
  const [first, second] = sides.map(({ participant }) => entryOf(participant));
  if (entries.length !== 2 || !first || !second) {
    throw refused('Participants are not those of the match', 'match');
  }
  const [ofFirst, ofSecond] = [setsOf(first), setsOf(second)];
  if (ofFirst?.length !== ofSecond?.length) throw refused('Score sets are not of one length', 'match');
  const advancing = entries.filter((entry) => flag(entry.advancing));
  if (advancing.length > 1) throw refused('Only one participant can advance', 'match');
  return {
    scores: ofFirst?.map((points, set) => [points, ofSecond?.[set] ?? 0]),
    winner: number(advancing[0]?.participant_id),
    tie: flag(attributes.tie),
  };
}

function setsOf({ score_set }: Values): number[] | undefined {
  const given = text(score_set);
  if (given === undefined) return undefined;
  const sets =
    given.trim() === '' ? [] : given.split(',').map((points) => Number(points.trim() || Number.NaN));
  if (!sets.every(Number.isInteger)) throw refused('Score set is invalid', 'match');
  return sets;
}
