/** What both versions of Challonge's API have in common in their answers. */
import * as z from 'zod';
import { ChallongeRefusedError } from '../../domain/errors.ts';
import type { Bracket, Match, Participant, Tournament } from './challonge.ts';

/** A number in some places, a string of digits in others. */
export const id = z.union([z.string(), z.number()]).transform(String);

const states = [
  ...['pending', 'checking_in', 'checked_in', 'accepting_predictions', 'group_stages_underway'],
  ...['group_stages_finalized', 'underway', 'awaiting_review', 'complete'],
] as Tournament['state'][];

/** The fields of a tournament that have the same names in both versions. */
export const tournamentFields = z.object({
  name: z.string(),
  url: z.string(),
  tournament_type: z.string(),
  state: z.enum(states),
  full_challonge_url: z.string().nullish(),
});

export function tournamentOf(tournamentId: string, fields: z.output<typeof tournamentFields>): Tournament {
  const { name, url, tournament_type: type, state, full_challonge_url } = fields;
  return {
    id: tournamentId,
    name,
    url,
    type,
    state,
    link: full_challonge_url ?? `https://challonge.com/${url}`,
  };
}

export const participantFields = z.object({
  /** Absent where somebody has invited a user of Challonge by hand. */
  name: z.string().nullish(),
  seed: z.number(),
  misc: z.string().nullish(),
});

export const participantOf = (
  participantId: string,
  { name, seed, misc }: z.output<typeof participantFields>,
): Participant => ({ id: participantId, name: name ?? '', seed, misc: misc ?? '' });

/** The fields of a match that have the same names in both versions. */
export const matchFields = z.object({
  identifier: z.string(),
  round: z.number(),
  state: z.enum(['pending', 'open', 'complete']),
  winner_id: id.nullish(),
});

export function matchOf(
  matchId: string,
  { identifier, round, state, winner_id: winner }: z.output<typeof matchFields>,
  participants: readonly (string | null | undefined)[],
  score: string | null | undefined,
): Match {
  return {
    ...{ id: matchId, identifier, round, state },
    participants: participants.filter((one) => typeof one === 'string'),
    ...(winner && { winner }),
    ...(score && { score }),
  };
}

export function bracketOf(
  tournament: Tournament,
  participants: readonly Participant[],
  matches: readonly Match[],
): Bracket {
  return {
    ...tournament,
    participants: participants.toSorted((a, b) => a.seed - b.seed),
    matches: [...matches],
  };
}

/** Those that can be read: an account may have tournaments of kinds that are not known here. */
export const legible = <T>(schema: z.ZodType<T>, all: readonly unknown[]): T[] =>
  all.flatMap((one) => {
    const { success, data } = schema.safeParse(one);
    return success ? [data] : [];
  });

/** In place of an answer, when Challonge does not know what a call is about. An answer can be empty for other reasons. */
export const notThere = Symbol('not there');

export async function ifThere<T>(call: Promise<T>): Promise<T | typeof notThere> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ChallongeRefusedError && error.status === 404) return notThere;
    throw error;
  }
}

/** A tournament in messages: its address is left out, because whoever knows it sees the tournament. */
export const named = (idOrUrl: string) => (/^\d+$/.test(idOrUrl) ? idOrUrl : 'by its address');
