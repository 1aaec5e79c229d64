/** Whom a command about one person's data means, and what there is of them. */
import { type FoundPlaces, foundPlaces, placesKey } from '../../core/forgetting/erasure.ts';
import { placesInWords, whatStays } from '../../core/forgetting/places/place.ts';
import { everybody } from '../find/people.ts';
import { theOne } from '../find/search.ts';
import { jobFilesOf } from '../job-files.ts';
import { followJob } from '../job-run.ts';
import type { Stage } from '../stage.ts';

export const eraseMachine = { machine: 'erase', what: 'Places' } as const;

/** Of somebody who has been erased, nothing is left to find them by but the id. */
const isId = (text: string) => /^(?:cs_(?:test|live)_|entry_|reg_)\w+$/.test(text);

/** @throws CommandError as `theOne` does. */
export async function idOf(stage: Stage, who: string): Promise<string> {
  const text = who.trim();
  return isId(text) ? text : theOne(text, (await everybody(stage)).people).id;
}

/** Finds every place, as an execution of the job. */
export async function findPlaces(
  stage: Stage,
  id: string,
  does: 'list' | 'export',
): Promise<{ execution: string; found: FoundPlaces }> {
  const { execution } = await followJob(stage.config, {
    ...eraseMachine,
    stage: stage.name,
    order: { id, does },
  });
  return { execution, found: await jobFilesOf(stage).readJson(placesKey(execution), foundPlaces) };
}

/** Every place with what is there, then what stays and why. */
export function placesInText({ places, alike }: FoundPlaces): string {
  const found = places.filter(({ what }) => what.length > 0);
  const empty = places.filter(({ what }) => what.length === 0);
  const again = new Set(found.flatMap(({ place }) => placesInWords[place].again ?? []));
  return [
    ...found.flatMap(({ place, what }) => [placesInWords[place].title, ...what.map((one) => `  ${one}`)]),
    ...(empty.length > 0
      ? [`Nothing in: ${empty.map(({ place }) => placesInWords[place].title).join('; ')}`]
      : []),
    ...(again.size > 0
      ? [
          '',
          'What shows others too is deleted, and to be made again:',
          ...[...again].map((one) => `  ${one}`),
        ]
      : []),
    ...(alike.length > 0
      ? [
          '',
          'Others of the same name and school, with another type or birth date, are not among it:',
          ...alike.map((id) => `  ${id}`),
        ]
      : []),
    ...['', 'What stays:', ...whatStays.map((one) => `  ${one}`)],
  ].join('\n');
}
