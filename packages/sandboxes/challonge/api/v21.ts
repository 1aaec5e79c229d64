/** Version 2.1: https://challonge.apidog.io/getting-started-1726706m0 */
import { markUnderway, matchOf, reopenMatch, reportMatch } from '../matches.ts';
import {
  addParticipant,
  addParticipants,
  clearParticipants,
  participantOf,
  removeParticipant,
  shuffleSeeds,
  updateParticipant,
} from '../participants.ts';
import { hasNotStarted, type Match, stateOf, type Tournament, type TournamentType } from '../records.ts';
import { notPlayed, Refusal, refused } from '../refusal.ts';
import {
  changeState,
  createTournament,
  deleteTournament,
  type StateChange,
  stateChanges,
  updateTournament,
} from '../tournaments.ts';
import { type Answer, type Ask, type Call, ok, type World } from './call.ts';
import { page } from './paging.ts';
import { attributesOf, fieldsOf, participantFieldsOf, reportOf, tournamentIn } from './v21-fields.ts';
import * as shapes from './v21-shapes.ts';
import { objectOf, text } from './values.ts';

export function callsOfV21(world: World): Call[] {
  const me: Call = {
    ...{ method: 'GET', path: '/me', operation: 'me.show' },
    answer: () => {
      const attributes = { ...shapes.organizer.attributes, email: 'organiser@example.com' };
      return ok({ data: { ...shapes.organizer, attributes } });
    },
  };
  return [me, ...tournamentCalls(world), ...participantCalls(world), ...matchCalls(world)];
}

const created = ({ settings }: World, body: object): Answer => ({
  status: settings.now.ownStatuses ? 201 : 200,
  body,
});

const gone = ({ settings }: World, body: object): Answer =>
  settings.now.ownStatuses ? { status: 204 } : { status: 200, body };

function tournamentCalls(world: World): Call[] {
  const { store, settings } = world;
  const path = '/tournaments/:tournament';
  return [
    {
      ...{ method: 'GET', path: '/tournaments', operation: 'tournaments.list' },
      answer: ({ query }) =>
        ok(
          page(world, '/tournaments', query, listed(world, query), (one) => shapes.tournamentOf(world, one)),
        ),
    },
    {
      ...{ method: 'POST', path: '/tournaments', operation: 'tournaments.create' },
      answer: ({ body }) => {
        const fields = fieldsOf(body);
        // Version 1 has a usual type; here it is required.
        const type = fields.type ?? ('' as TournamentType);
        return created(world, shapes.shown(world, createTournament(store, { ...fields, type })));
      },
    },
    {
      ...{ method: 'GET', path, operation: 'tournaments.show' },
      answer: (ask) => ok(shapes.shown(world, tournamentIn(world, ask))),
    },
    {
      ...{ method: 'PUT', path, operation: 'tournaments.update' },
      answer: (ask) => {
        const tournament = tournamentIn(world, ask);
        return ok(shapes.shown(world, updateTournament(store, tournament, fieldsOf(ask.body))));
      },
    },
    {
      ...{ method: 'DELETE', path, operation: 'tournaments.delete' },
      answer: (ask) => {
        const tournament = tournamentIn(world, ask);
        deleteTournament(store, tournament, 'v2.1', settings.now);
        return gone(world, { data: shapes.tournamentOf(world, tournament) });
      },
    },
    {
      ...{ method: 'PUT', path: `${path}/change_state`, operation: 'tournaments.changeState' },
      answer: (ask) => {
        const tournament = tournamentIn(world, ask);
        const state = stateAsked(ask.body);
        if (!state) throw refused('State is invalid', 'state');
        changeState(store, tournament, state, settings.now);
        return ok(shapes.shown(world, tournament));
      },
    },
  ];
}

/** undefined for what the sandbox does not know. */
export function stateAsked(body: unknown): StateChange | undefined {
  const state = text(objectOf(objectOf(objectOf(body).data).attributes).state);
  return stateChanges.find((change) => change === state);
}

/** @throws Refusal 501 for filters by day, whose form is not known, and for communities. */
function listed({ store }: World, query: URLSearchParams): Tournament[] {
  for (const name of ['created_after', 'created_before', 'community_id']) {
    if (query.has(name)) throw notPlayed(name);
  }
  const [state, type] = [query.get('state'), query.get('type')];
  const groups: Record<string, readonly string[]> = {
    in_progress: ['underway', 'awaiting_review'],
    ended: ['complete'],
  };
  return store.records.tournaments.filter(
    (one) =>
      (!state || state === 'all' || state === one.state || groups[state]?.includes(one.state)) &&
      (!type || type.replaceAll('_', ' ') === one.type),
  );
}

function participantCalls(world: World): Call[] {
  const { store, settings } = world;
  const path = '/tournaments/:tournament/participants';
  const shown = (tournament: Tournament, list = tournament.participants) => ({
    data: list.map((one) => shapes.participantOf(tournament, one)),
  });
  const oneOf = (ask: Ask) => {
    const tournament = tournamentIn(world, ask);
    const participant = participantOf(tournament, ask.params.participant ?? '');
    return { tournament, participant, data: () => ({ data: shapes.participantOf(tournament, participant) }) };
  };
  return [
    {
      ...{ method: 'GET', path, operation: 'participants.list' },
      answer: (ask) => {
        const one = tournamentIn(world, ask);
        const pathOf = `/tournaments/${one.id}/participants`;
        return ok(
          page(world, pathOf, ask.query, one.participants, (each) => shapes.participantOf(one, each)),
        );
      },
    },
    {
      ...{ method: 'POST', path, operation: 'participants.create' },
      answer: (ask) => {
        const tournament = tournamentIn(world, ask);
        const fields = participantFieldsOf(attributesOf(ask.body));
        const participant = addParticipant(store, tournament, fields, settings.now);
        return created(world, { data: shapes.participantOf(tournament, participant) });
      },
    },
    {
      ...{ method: 'POST', path: `${path}/bulk_add`, operation: 'participants.bulkAdd' },
      answer: (ask) => {
        const tournament = tournamentIn(world, ask);
        const { participants } = attributesOf(ask.body);
        const all = Array.isArray(participants) ? participants.map(participantFieldsOf) : [];
        const { bulkLimit, bulkAtomic } = settings.now;
        if (bulkLimit > 0 && all.length > bulkLimit) {
          throw refused(`Participants must be between 1 and ${bulkLimit}`, 'participants');
        }
        const added = addParticipants(store, tournament, all, settings.now, bulkAtomic);
        return created(world, shown(tournament, added));
      },
    },
    {
      ...{ method: 'DELETE', path: `${path}/clear`, operation: 'participants.clear' },
      answer: (ask) => {
        clearParticipants(store, tournamentIn(world, ask));
        return gone(world, { message: 'Cleared all participants' });
      },
    },
    ...(['PUT', 'POST'] as const).map(
      (method): Call => ({
        ...{ method, path: `${path}/randomize`, operation: 'participants.randomize' },
        answer: (ask) => {
          const tournament = tournamentIn(world, ask);
          shuffleSeeds(store, tournament);
          return ok(shown(tournament));
        },
      }),
    ),
    {
      ...{ method: 'GET', path: `${path}/:participant`, operation: 'participants.show' },
      answer: (ask) => ok(oneOf(ask).data()),
    },
    {
      ...{ method: 'PUT', path: `${path}/:participant`, operation: 'participants.update' },
      answer: (ask) => {
        const { tournament, participant, data } = oneOf(ask);
        const fields = participantFieldsOf(attributesOf(ask.body));
        updateParticipant(store, tournament, participant, fields, settings.now);
        return ok(data());
      },
    },
    {
      ...{ method: 'DELETE', path: `${path}/:participant`, operation: 'participants.delete' },
      answer: (ask) => {
        const { tournament, participant, data } = oneOf(ask);
        removeParticipant(store, tournament, participant);
        return hasNotStarted(tournament) ? gone(world, data()) : ok(data());
      },
    },
  ];
}

function matchCalls(world: World): Call[] {
  const { store, settings } = world;
  const path = '/tournaments/:tournament/matches';
  /** Does something with one match, and answers with it. */
  const changed =
    (change: (tournament: Tournament, match: Match, ask: Ask) => void) =>
    (ask: Ask): Answer => {
      const tournament = tournamentIn(world, ask);
      const match = matchOf(tournament, ask.params.match ?? '');
      change(tournament, match, ask);
      return ok({ data: shapes.matchOf(world, tournament, match) });
    };
  return [
    {
      ...{ method: 'GET', path, operation: 'matches.list' },
      answer: (ask) => {
        const one = tournamentIn(world, ask);
        const state = ask.query.get('state') ?? 'all';
        const participant = ask.query.get('participant_id');
        const found = one.matches.filter(
          (match) =>
            (state === 'all' || stateOf(match) === state) &&
            (!participant || match.sides.some((side) => String(side.participant) === participant)),
        );
        const pathOf = `/tournaments/${one.id}/matches`;
        return ok(page(world, pathOf, ask.query, found, (match) => shapes.matchOf(world, one, match)));
      },
    },
    { method: 'GET', path: `${path}/:match`, operation: 'matches.show', answer: changed(() => undefined) },
    {
      ...{ method: 'PUT', path: `${path}/:match`, operation: 'matches.update' },
      answer: changed((tournament, match, { body }) =>
        reportMatch(store, tournament, match, reportOf(body, match)),
      ),
    },
    {
      ...{ method: 'PUT', path: `${path}/:match/change_state`, operation: 'matches.changeState' },
      answer: changed((tournament, match, { body }) => {
        if (settings.now.matchStateFails) throw new Refusal(500, { text: 'Internal Server Error' });
        const state = text(attributesOf(body).state);
        if (state === 'reopen') reopenMatch(store, tournament, match);
        else if (state === 'mark_as_underway') markUnderway(store, match, true);
        else if (state === 'unmark_as_underway') markUnderway(store, match, false);
        else throw refused('State is invalid', 'state');
      }),
    },
  ];
}
