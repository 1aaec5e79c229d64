/** Version 1: https://api.challonge.com/v1, now described at https://challonge.apidog.io/about-1726725m0. */
import { markUnderway, matchOf, reopenMatch, reportMatch, scoresOfCsv } from '../matches.ts';
import {
  addParticipant,
  addParticipants,
  checkIn,
  clearParticipants,
  participantOf,
  removeParticipant,
  shuffleSeeds,
  updateParticipant,
} from '../participants.ts';
import { stateOf, type Tournament } from '../records.ts';
import {
  changeState,
  createTournament,
  deleteTournament,
  type StateChange,
  updateTournament,
} from '../tournaments.ts';
import { type Answer, type Ask, type Call, ok, type World } from './call.ts';
import { fieldsOf, participantFieldsOf, tournamentIn } from './v1-fields.ts';
import * as shapes from './v1-shapes.ts';
import { flag, number, objectOf, text } from './values.ts';

/** The paths that change a tournament's state. */
const changes: Record<string, StateChange> = {
  start: 'start',
  finalize: 'finalize',
  reset: 'reset',
  process_check_ins: 'process_checkin',
  abort_check_in: 'abort_checkin',
  open_for_predictions: 'open_predictions',
};

export function callsOfV1(world: World): Call[] {
  return [...tournamentCalls(world), ...participantCalls(world), ...matchCalls(world)];
}

let answers = 0;
/** The times of one answer. */
const nextTimes = () => {
  answers += 1;
  return shapes.timesOf(answers);
};

function tournamentCalls(world: World): Call[] {
  const { store, settings } = world;
  const path = '/tournaments/:tournament';
  const shown = (one: Tournament, { query }: Pick<Ask, 'query'> = { query: new URLSearchParams() }) => {
    const times = nextTimes();
    return {
      tournament: {
        ...shapes.tournamentOf(one, world, times),
        ...(flag(query.get('include_participants')) && {
          participants: one.participants.map((each) => ({
            participant: shapes.participantOf(each, one, times),
          })),
        }),
        ...(flag(query.get('include_matches')) && {
          matches: one.matches.map((match) => ({ match: shapes.matchOf(match, one, times) })),
        }),
      },
    };
  };
  return [
    {
      ...{ method: 'GET', path: '/tournaments', operation: 'tournaments.list' },
      answer: ({ query }) => ok(listed(world, query).map((one) => shown(one))),
    },
    {
      ...{ method: 'POST', path: '/tournaments', operation: 'tournaments.create' },
      answer: ({ body }) => ok(shown(createTournament(store, fieldsOf(objectOf(body).tournament)))),
    },
    {
      ...{ method: 'GET', path, operation: 'tournaments.show' },
      answer: (ask) => ok(shown(tournamentIn(world, ask), ask)),
    },
    {
      ...{ method: 'PUT', path, operation: 'tournaments.update' },
      answer: (ask) => {
        const one = tournamentIn(world, ask);
        return ok(shown(updateTournament(store, one, fieldsOf(objectOf(ask.body).tournament))));
      },
    },
    {
      ...{ method: 'DELETE', path, operation: 'tournaments.delete' },
      answer: (ask) => {
        const one = tournamentIn(world, ask);
        deleteTournament(store, one, 'v1', settings.now);
        return ok(shown(one));
      },
    },
    ...Object.entries(changes).map(
      ([name, change]): Call => ({
        ...{ method: 'POST', path: `${path}/${name}`, operation: `tournaments.${change}` },
        answer: (ask) => {
          const one = tournamentIn(world, ask);
          changeState(store, one, change, settings.now);
          return ok(shown(one, ask));
        },
      }),
    ),
  ];
}

const states: Record<string, readonly string[]> = {
  pending: ['pending', 'checking_in', 'checked_in', 'accepting_predictions'],
  in_progress: ['underway', 'awaiting_review'],
  ended: ['complete'],
};

function listed({ store }: World, query: URLSearchParams): Tournament[] {
  const [state = 'all', type, subdomain] = ['state', 'type', 'subdomain'].map(
    (name) => query.get(name) ?? undefined,
  );
  const day = (name: string) => Date.parse(query.get(name) ?? '');
  const [after, before] = [day('created_after'), day('created_before')];
  return store.records.tournaments.filter(
    (one) =>
      !subdomain &&
      (state === 'all' || states[state]?.includes(one.state)) &&
      (type === undefined || type === one.type.replaceAll(' ', '_')) &&
      !(Date.parse(one.createdAt) < after) &&
      !(Date.parse(one.createdAt) >= before + 86_400_000),
  );
}

function participantCalls(world: World): Call[] {
  const { store, settings } = world;
  const path = '/tournaments/:tournament/participants';
  const oneOf = (ask: Ask) => {
    const tournament = tournamentIn(world, ask);
    return { tournament, participant: participantOf(tournament, ask.params.participant ?? '') };
  };
  const shown = (tournament: Tournament, list = tournament.participants) => {
    const times = nextTimes();
    return list.map((one) => ({ participant: shapes.participantOf(one, tournament, times) }));
  };
  /** Does something with one participant, and answers with it. */
  const changed =
    (change: (one: ReturnType<typeof oneOf>, ask: Ask) => void) =>
    (ask: Ask): Answer => {
      const one = oneOf(ask);
      const [before] = shown(one.tournament, [one.participant]);
      change(one, ask);
      const isThere = one.tournament.participants.includes(one.participant);
      return ok(isThere ? shown(one.tournament, [one.participant])[0] : before);
    };
  return [
    {
      method: 'GET',
      path,
      operation: 'participants.list',
      answer: (ask) => ok(shown(tournamentIn(world, ask))),
    },
    {
      ...{ method: 'POST', path, operation: 'participants.create' },
      answer: (ask) => {
        const tournament = tournamentIn(world, ask);
        const fields = participantFieldsOf(objectOf(ask.body).participant);
        const participant = addParticipant(store, tournament, fields, settings.now);
        return ok(shown(tournament, [participant])[0]);
      },
    },
    {
      ...{ method: 'POST', path: `${path}/bulk_add`, operation: 'participants.bulkAdd' },
      answer: (ask) => {
        const tournament = tournamentIn(world, ask);
        const { participants } = objectOf(ask.body);
        const all = Array.isArray(participants) ? participants.map(participantFieldsOf) : [];
        return ok(shown(tournament, addParticipants(store, tournament, all, settings.now, true)));
      },
    },
    {
      ...{ method: 'DELETE', path: `${path}/clear`, operation: 'participants.clear' },
      answer: (ask) => {
        clearParticipants(store, tournamentIn(world, ask));
        return ok({ message: 'Cleared all participants' });
      },
    },
    {
      ...{ method: 'POST', path: `${path}/randomize`, operation: 'participants.randomize' },
      answer: (ask) => {
        const tournament = tournamentIn(world, ask);
        shuffleSeeds(store, tournament);
        return ok(shown(tournament));
      },
    },
    {
      ...{ method: 'GET', path: `${path}/:participant`, operation: 'participants.show' },
      answer: changed(() => undefined),
    },
    {
      ...{ method: 'PUT', path: `${path}/:participant`, operation: 'participants.update' },
      answer: changed(({ tournament, participant }, { body }) => {
        const fields = participantFieldsOf(objectOf(body).participant);
        updateParticipant(store, tournament, participant, fields, settings.now);
      }),
    },
    {
      ...{ method: 'DELETE', path: `${path}/:participant`, operation: 'participants.delete' },
      answer: changed(({ tournament, participant }) => removeParticipant(store, tournament, participant)),
    },
    ...(['check_in', 'undo_check_in'] as const).map(
      (name): Call => ({
        ...{ method: 'POST', path: `${path}/:participant/${name}`, operation: `participants.${name}` },
        answer: changed(({ tournament, participant }) =>
          checkIn(store, tournament, participant, name === 'check_in'),
        ),
      }),
    ),
  ];
}

function matchCalls(world: World): Call[] {
  const { store } = world;
  const path = '/tournaments/:tournament/matches';
  /** Does something with one match, and answers with it. */
  const changed =
    (change: (tournament: Tournament, match: Tournament['matches'][number], ask: Ask) => void) =>
    (ask: Ask): Answer => {
      const tournament = tournamentIn(world, ask);
      const match = matchOf(tournament, ask.params.match ?? '');
      change(tournament, match, ask);
      return ok({ match: shapes.matchOf(match, tournament, nextTimes()) });
    };
  return [
    {
      ...{ method: 'GET', path, operation: 'matches.list' },
      answer: (ask) => {
        const tournament = tournamentIn(world, ask);
        const times = nextTimes();
        const [state, participant] = [ask.query.get('state') ?? 'all', ask.query.get('participant_id')];
        const found = tournament.matches.filter(
          (match) =>
            (state === 'all' || stateOf(match) === state) &&
            (!participant || match.sides.some((side) => String(side.participant) === participant)),
        );
        return ok(found.map((match) => ({ match: shapes.matchOf(match, tournament, times) })));
      },
    },
    { method: 'GET', path: `${path}/:match`, operation: 'matches.show', answer: changed(() => undefined) },
    {
      ...{ method: 'PUT', path: `${path}/:match`, operation: 'matches.update' },
      answer: changed((tournament, match, { body }) => {
        const { scores_csv, winner_id } = objectOf(objectOf(body).match);
        const isTie = text(winner_id) === 'tie';
        const csv = text(scores_csv);
        reportMatch(store, tournament, match, {
          scores: csv === undefined ? undefined : scoresOfCsv(csv),
          winner: isTie ? undefined : number(winner_id),
          tie: isTie,
        });
      }),
    },
    {
      ...{ method: 'POST', path: `${path}/:match/reopen`, operation: 'matches.reopen' },
      answer: changed((tournament, match) => reopenMatch(store, tournament, match)),
    },
    ...(['mark_as_underway', 'unmark_as_underway'] as const).map(
      (name): Call => ({
        ...{ method: 'POST', path: `${path}/:match/${name}`, operation: `matches.${name}` },
        answer: changed((_tournament, match) => markUnderway(store, match, name === 'mark_as_underway')),
      }),
    ),
  ];
}
