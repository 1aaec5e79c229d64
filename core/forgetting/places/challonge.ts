import { miscOf } from '../../bracket-targets/challonge/content.ts';
import { keptIn } from '../../bracket-targets/challonge/remote.ts';
import { type DrawFile, drawFile, drawKey } from '../../brackets/draw-file.ts';
import type { Challonge } from '../../clients/challonge/challonge.ts';
import type { JobFiles } from '../../clients/job-files.ts';
import type { BracketRecords } from '../../progress/bracket-records.ts';
import type { Found, Place } from './place.ts';

export interface PublishedDraw {
  brackets: Pick<BracketRecords, 'drawInForce' | 'parts'>;
  files: Pick<JobFiles, 'findJson'>;
}

/** The draw in force, if one was published. */
export async function drawInForce({ brackets, files }: PublishedDraw): Promise<DrawFile | undefined> {
  const inForce = await brackets.drawInForce();
  return inForce && files.findJson(drawKey(inForce.execution), drawFile);
}

/** What is shown in place of a name. The seed keeps two of them apart. */
const withdrawn = (seed: number) => `Withdrawn ${seed}`;

/**
 * Brackets on Challonge, where anybody can read them. A person who takes part stays in the bracket, without a name: to take
 * them out would draw the division again. That is what publishing the next plan does.
 */
export function challongePlace({
  using,
  ...draw
}: PublishedDraw & { using: <T>(use: (challonge: Challonge) => Promise<T>) => Promise<T> }): Place {
  return {
    name: 'challonge',
    async find({ ids }) {
      const file = await drawInForce(draw);
      if (!file) return [];
      const { stage, divisions } = file.plan;
      const theirs = new Set(
        divisions.filter(({ seeds }) => seeds.some((id) => ids.has(id))).map(({ key }) => key),
      );
      if (theirs.size === 0) return [];
      const miscs = new Set([...ids].map((id) => miscOf(stage, id)));
      const found: Found[] = [];
      for (const record of await draw.brackets.parts('challonge')) {
        if (!theirs.has(record.part)) continue;
        const { url, known } = keptIn(record);
        const place = known?.id ?? url;
        const bracket = place === undefined ? undefined : await using((challonge) => challonge.find(place));
        for (const { id, seed, name, misc } of bracket?.participants ?? []) {
          if (!bracket || !miscs.has(misc) || name === withdrawn(seed)) continue;
          found.push({
            what: `seed ${seed} of ${bracket.link}`,
            copy: async () => ({ json: { page: bracket.link, name, seed } }),
            erase: () => using((challonge) => challonge.renameParticipant(bracket.id, id, withdrawn(seed))),
          });
        }
      }
      return found;
    },
  };
}
