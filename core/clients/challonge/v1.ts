/** Version 1 of Challonge's API, which is deprecated but at work: https://api.challonge.com/v1. */
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
import type { Challonge, NewTournament } from './challonge.ts';

const participant = z
  .object({ participant: participantFields.extend({ id }) })
  .transform(({ participant: { id, ...fields } }) => participantOf(id, fields));

const match = z
  .object({
    match: matchFields.extend({
      id,
      player1_id: id.nullish(),
      player2_id: id.nullish(),
      scores_csv: z.string().nullish(),
    }),
  })
  .transform(({ match: { id, player1_id, player2_id, scores_csv, ...fields } }) =>
    matchOf(id, fields, [player1_id, player2_id], scores_csv),
  );

const newTournament = z
  .object({ tournament: tournamentFields.extend({ id }) })
  .transform(({ tournament: { id, ...fields } }) => tournamentOf(id, fields));

const wholeTournament = z.object({
  tournament: tournamentFields.extend({
    id,
    participants_count: z.number().nullish(),
    participants: z.array(participant).nullish(),
    matches: z.array(match).nullish(),
  }),
});

export function challongeV1(options: ChallongeOptions): Challonge {
  const call = callerOf(options);
  const { apiKey } = options;

  return {
    async create({ url, ...tournament }) {
      const asked = { what: 'Challonge create', changes: true };
      const answer = await send(asked.what, 'POST', '', {
        tournament: { ...fieldsOf(tournament), ...fieldsOfNew, url },
      });
      return answerAs(newTournament, asked, answer);
    },

    async find(idOrUrl) {
      const asked = { what: `Challonge find ${named(idOrUrl)}`, changes: false };
      const everything = { include_participants: '1', include_matches: '1' };
      const answer = await ifThere(read(asked.what, `/${encodeURIComponent(idOrUrl)}`, everything));
      if (answer === notThere) return undefined;
      const { tournament } = answerAs(wholeTournament, asked, answer);
      const { id, participants_count, participants, matches, ...fields } = tournament;
      const complete = participants && participants.length >= (participants_count ?? 0);
      return bracketOf(
        tournamentOf(id, fields),
        complete ? participants : await listIn(participant, id, 'participants'),
        matches ?? (await listIn(match, id, 'matches')),
      );
    },

    async list() {
      const asked = { what: 'Challonge list', changes: false };
      return legible(newTournament, answerAs(z.array(z.unknown()), asked, await read(asked.what, '')));
    },

    async update(id, tournament) {
      await send(`Challonge update ${id}`, 'PUT', `/${id}`, { tournament: fieldsOf(tournament) });
    },

    async addParticipants(id, participants) {
      const asked = { what: `Challonge add participants to ${id}`, changes: true };
      const body = { participants: participants.map(({ name, seed, misc }) => ({ name, seed, misc })) };
      const answer = await send(asked.what, 'POST', `/${id}/participants/bulk_add`, body);
      return answerAs(z.array(participant), asked, answer);
    },

    async renameParticipant(id, participantId, name) {
      const what = `Challonge rename ${participantId} of ${id}`;
      await send(what, 'PUT', `/${id}/participants/${participantId}`, { participant: { name } });
    },

    async clearParticipants(id) {
      await remove(`Challonge clear ${id}`, `/${id}/participants/clear`);
    },

    async changeState(id, state) {
      await send(`Challonge ${state} ${id}`, 'POST', `/${id}/${state}`, {});
    },

    async remove(id) {
      await remove(`Challonge remove ${id}`, `/${id}`);
    },
  };

  /** These lists have no pages. */
  async function listIn<T>(
    schema: z.ZodType<T>,
    tournamentId: string,
    kind: 'participants' | 'matches',
  ): Promise<T[]> {
    const asked = { what: `Challonge list ${kind} of ${tournamentId}`, changes: false };
    return answerAs(z.array(schema), asked, await read(asked.what, `/${tournamentId}/${kind}`));
  }

  function read(what: string, path: string, query: Record<string, string> = {}): Promise<unknown> {
    return request({ what, changes: false, method: 'GET', path }, query);
  }

  function remove(what: string, path: string): Promise<unknown> {
    return request({ what, changes: true, method: 'DELETE', path }, {});
  }

  function send(what: string, method: 'POST' | 'PUT', path: string, fields: object): Promise<unknown> {
    return request({ what, changes: true, method, path, body: { api_key: apiKey, ...fields } });
  }

  /** @param query of a call without a body: there, it also has the key. */
  function request(asked: Omit<Call, 'headers'>, query?: Record<string, string>): Promise<unknown> {
    const parameters = query ? `?${new URLSearchParams({ api_key: apiKey, ...query })}` : '';
    return call({
      ...asked,
      path: `/v1/tournaments${asked.path}.json${parameters}`,
      headers: { 'Content-Type': 'application/json' },
    });
  }
}

function fieldsOf({ name, type, private: hidden }: Omit<NewTournament, 'url'>) {
  return {
    ...{ name, tournament_type: type, private: hidden },
    ...(type === 'round robin' && { rr_iterations: 1 }),
  };
}

/** Nobody is notified. */
const fieldsOfNew = {
  description: '',
  notify_users_when_matches_open: false,
  notify_users_when_the_tournament_ends: false,
  accept_attachments: false,
  hide_seeds: false,
  sequential_pairings: false,
  open_signup: false,
  hold_third_place_match: false,
};
