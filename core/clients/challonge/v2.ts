/** Version 2.1 of Challonge's API: https://challonge.apidog.io. Its resources are those of https://jsonapi.org. */
import * as z from 'zod';
import {
  bracketOf,
  id,
  ifThere,
  legible,
  matchFields,
  matchOf,
  named,
  notThere,
  participantFields,
  participantOf,
  tournamentFields,
  tournamentOf,
} from './answers.ts';
import { answerAs, type Call, type ChallongeOptions, callerOf } from './calls.ts';
import type { Challonge, Match, NewTournament, Participant } from './challonge.ts';

/** How many resources a list is asked for at a time. It may give fewer. */
const perPage = 100;

const typed = z.object({ id, type: z.string() });

const participant = z
  .object({ id, attributes: participantFields })
  .transform(({ id, attributes }) => participantOf(id, attributes));

const related = z.object({ data: z.object({ id }).nullish() }).nullish();
const players = z.object({ player1: related, player2: related }).nullish();
/** Who meets is in the points or in the relationships, which are inside the attributes or beside them. */
const match = z
  .object({
    id,
    attributes: matchFields.extend({
      scores: z.string().nullish(),
      score_in_sets: z.array(z.array(z.number().nullable())).nullish(),
      points_by_participant: z.array(z.object({ participant_id: id.nullish() })).nullish(),
      relationships: players,
    }),
    relationships: players,
  })
  .transform(({ id, attributes, relationships }) => {
    const { points_by_participant, score_in_sets: sets, scores } = attributes;
    const inPoints = points_by_participant?.map(({ participant_id }) => participant_id) ?? [];
    const { player1, player2 } = { ...attributes.relationships, ...relationships };
    const inRelationships = [player1?.data?.id, player2?.data?.id];
    const known = inPoints.some((one) => one) ? inPoints : inRelationships;
    const score = sets?.length ? sets.map((set) => set.join('-')).join(',') : scores?.replaceAll(' ', '');
    return matchOf(id, attributes, known, score);
  });

const counted = z.object({
  data: z.array(z.unknown()).nullish(),
  links: z.object({ meta: z.object({ count: z.number().nullish() }).nullish() }).nullish(),
});
const relationships = z.object({ participants: counted.nullish(), matches: counted.nullish() }).nullish();

const tournament = z
  .object({ id, attributes: tournamentFields.extend({ relationships }), relationships })
  .transform(({ id, attributes, relationships }) => ({
    ...tournamentOf(id, attributes),
    relationships: { ...attributes.relationships, ...relationships },
  }));
const tournamentAlone = tournament.transform(({ relationships: _, ...tournament }) => tournament);
const newTournament = z.object({ data: tournamentAlone }).transform(({ data }) => data);
const wholeTournament = z.object({ data: tournament, included: z.array(typed.loose()).nullish() });
const newParticipants = z.object({ data: z.array(participant) });
const page = z.object({
  data: z.array(typed.loose()),
  meta: z.object({ count: z.number().nullish() }).nullish(),
});

/** As many as there are, as far as the answer says so. */
const countIn = (list: z.output<typeof counted> | null | undefined) =>
  list?.links?.meta?.count ?? list?.data?.length;

export function challongeV2(options: ChallongeOptions): Challonge {
  const call = callerOf(options);
  // The content's type is asked for even where there is no content.
  const headers = {
    'Authorization-Type': 'v1',
    Authorization: options.apiKey,
    'Content-Type': 'application/vnd.api+json',
  };

  return {
    async create({ url, ...tournament }) {
      const asked = { what: 'Challonge create', changes: true };
      const attributes = { ...attributesOf(tournament), ...attributesOfNew, url };
      const answer = await send(asked.what, 'POST', '', 'tournaments', attributes);
      return answerAs(newTournament, asked, answer);
    },

    async find(idOrUrl) {
      const asked = { what: `Challonge find ${named(idOrUrl)}`, changes: false };
      const answer = await ifThere(read(asked.what, `/${encodeURIComponent(idOrUrl)}`));
      if (answer === notThere) return undefined;
      const { data, included } = answerAs(wholeTournament, asked, answer);
      const { relationships, ...found } = data;
      const all = async <T>(schema: z.ZodType<T>, kind: 'participants' | 'matches', type: RegExp) => {
        const resources = included?.filter((one) => type.test(one.type)) ?? [];
        const count = countIn(relationships[kind]);
        return count !== undefined && resources.length >= count
          ? answerAs(z.array(schema), asked, resources)
          : answerAs(z.array(schema), asked, await listAll(`${kind} of ${found.id}`, `/${found.id}/${kind}`));
      };
      const participants = await all<Participant>(participant, 'participants', /^participants?$/i);
      const matches = await all<Match>(match, 'matches', /^match(?:es)?$/i);
      return bracketOf(found, participants, matches);
    },

    async list() {
      return legible(tournamentAlone, await listAll('tournaments', ''));
    },

    async update(id, tournament) {
      await send(`Challonge update ${id}`, 'PUT', `/${id}`, 'tournaments', attributesOf(tournament));
    },

    async addParticipants(id, participants) {
      const asked = { what: `Challonge add participants to ${id}`, changes: true };
      const attributes = { participants: participants.map(({ name, seed, misc }) => ({ name, seed, misc })) };
      const path = `/${id}/participants/bulk_add`;
      const answer = await send(asked.what, 'POST', path, 'Participants', attributes);
      return answerAs(newParticipants, asked, answer).data;
    },

    async renameParticipant(id, participantId, name) {
      const what = `Challonge rename ${participantId} of ${id}`;
      await send(what, 'PUT', `/${id}/participants/${participantId}`, 'Participants', { name });
    },

    async clearParticipants(id) {
      await remove(`Challonge clear ${id}`, `/${id}/participants/clear`);
    },

    async changeState(id, state) {
      await send(`Challonge ${state} ${id}`, 'PUT', `/${id}/change_state`, 'TournamentState', { state });
    },

    async remove(id) {
      await remove(`Challonge remove ${id}`, `/${id}`);
    },
  };

  /** Page by page, until there are as many as there should be, or no new ones. */
  async function listAll(what: string, path: string): Promise<unknown[]> {
    const asked = { what: `Challonge list ${what}`, changes: false };
    const found = new Map<string, unknown>();
    for (let number = 1; ; number += 1) {
      const before = found.size;
      const answer = await read(asked.what, path, `?page=${number}&per_page=${perPage}`);
      const { data, meta } = answerAs(page, asked, answer);
      for (const one of data) found.set(one.id, one);
      const all = meta?.count ?? Number.POSITIVE_INFINITY;
      if (found.size >= all || found.size === before) return [...found.values()];
    }
  }

  function read(what: string, path: string, query = ''): Promise<unknown> {
    return request({ what, changes: false, method: 'GET', path }, query);
  }

  function remove(what: string, path: string): Promise<unknown> {
    return request({ what, changes: true, method: 'DELETE', path });
  }

  function send(what: string, method: 'POST' | 'PUT', path: string, type: string, attributes: object) {
    return request({ what, changes: true, method, path, body: { data: { type, attributes } } });
  }

  function request(asked: Omit<Call, 'headers'>, query = ''): Promise<unknown> {
    return call({ ...asked, path: `/v2.1/tournaments${asked.path}.json${query}`, headers });
  }
}

function attributesOf({ name, type, private: hidden }: Omit<NewTournament, 'url'>) {
  return {
    ...{ name, tournament_type: type, private: hidden },
    ...(type === 'round robin' && { round_robin_options: { iterations: 1 } }),
  };
}

/** Each has its value, as the reference's defaults are not those of the API. Nobody is notified. */
const attributesOfNew = {
  description: '',
  notifications: { upon_matches_open: false, upon_tournament_ends: false },
  match_options: { accept_attachments: false },
  seeding_options: { hide_seeds: false, sequential_pairings: false },
  registration_options: { open_signup: false },
};
