/** What Challonge shows of a division. */
import type { Plan, PlannedDivision } from '../../brackets/plan.ts';
import { type NameStyle, shownNames } from '../../brackets/shown-names.ts';
import type { NewParticipant, NewTournament } from '../../clients/challonge/challonge.ts';
import type { Competition } from '../../domain/competition.ts';
import { hexHash } from '../../domain/ids.ts';
import { shortenedTo } from '../../domain/text.ts';

export interface ChallongeSettings {
  competition: Competition;
  names: NameStyle;
  /** Whether tournaments are kept out of Challonge's own lists. */
  private: boolean;
}

export interface Content {
  tournament: NewTournament;
  /** By seed. */
  participants: NewParticipant[];
  /** Equal where all of this is equal. */
  hash: string;
}

/** Of a name, and of an address. https://api.challonge.com/v1/documents/tournaments/create */
const longest = 60;

/** @param division of two people or more. */
export function contentOf(
  draw: Pick<Plan, 'stage' | 'people' | 'schools'>,
  division: Pick<PlannedDivision, 'key' | 'format' | 'seeds'>,
  { competition, names, private: hidden }: ChallongeSettings,
): Content {
  const { key, format, seeds } = division;
  const shown = shownNames(draw, division, names);
  const tournament: NewTournament = {
    name: nameOf(key, competition),
    url: urlOf(draw.stage, key, competition),
    // A best of three is one match there, with the points of each round as a set. Two people have nobody else to meet.
    type: format === 'round robin' && seeds.length > 2 ? 'round robin' : 'single elimination',
    private: hidden,
  };
  const participants = seeds.map((id, index) => ({
    name: shown[index] ?? '',
    seed: index + 1,
    misc: miscOf(draw.stage, id),
  }));
  const { url: _, ...visible } = tournament;
  return { tournament, participants, hash: hexHash(JSON.stringify([visible, participants]), 32) };
}

/** What Challonge keeps of a person beside the name. Anybody can read it, so it is not the registration's id. */
export function miscOf(stage: string, registrationId: string): string {
  return hexHash(JSON.stringify([stage, registrationId]), 16);
}

/**
 * A tournament's address: letters, digits and `_`, the same at every run. Whoever has it sees the names of children, so its end cannot
 * be guessed from that of another division.
 */
function urlOf(stage: string, key: string, { name, year }: Competition): string {
  const end = hashOf(stage, key, { name, year });
  const division = slug(key).slice(0, 40);
  const room = longest - `_${division}_${end}`.length;
  const event = slug(`${name} ${year}`).slice(0, room);
  return [event, division, end].map(slug).filter(Boolean).join('_');
}

/** `low_cadet_m_fin, Golden Cup 2027`. No two keys give one name. */
function nameOf(key: string, competition: Competition): string {
  const event = `${competition.name} ${competition.year}`;
  const whole = `${key}, ${event}`;
  if (Array.from(whole).length <= longest) return whole;
  const room = longest - `${key}, …`.length;
  if (room > 0) return `${key}, ${shortenedTo(room, event)}`;
  const end = hashOf('', key, competition);
  return `${key.slice(0, longest - end.length - 1)} ${end}`;
}

const hashOf = (stage: string, key: string, { name, year }: Competition) =>
  hexHash(JSON.stringify([stage, name, year, key]), 8);

const slug = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
