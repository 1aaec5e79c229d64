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
    url: urlOf(
      key,
      competition,
      hexHash(JSON.stringify([draw.stage, competition, key, seeds.toSorted()]), 8),
    ),
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
 * A tournament's address when it is created: letters, digits and `_`. It stays when people change.
 *
 * @param end hexadecimal digits over the registrations' ids, which nobody else knows: whoever has the address sees the names of
 * children, so it must not be guessed from that of another division, nor from this code.
 */
function urlOf(key: string, { name, year }: Competition, end: string): string {
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
  const end = hexHash(JSON.stringify([competition, key]), 8);
  return `${key.slice(0, longest - end.length - 1)} ${end}`;
}

const slug = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
