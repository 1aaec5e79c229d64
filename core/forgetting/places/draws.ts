import { blankPart } from '../../bracket-targets/paper/paper-documents.ts';
import { paperKey } from '../../bracket-targets/paper/paper-target.ts';
import { resultFileKey, resultFiles } from '../../bracket-targets/results.ts';
import { type DrawFile, drawFolder, drawKey } from '../../brackets/draw-file.ts';
import type { JobFiles } from '../../clients/job-files.ts';
import type { ObjectVersions } from '../../clients/object-versions.ts';
import { drawInForce, type PublishedDraw } from './challonge.ts';
import { foldersBelow } from './job-files.ts';
import { type Mentions, mentionsOf } from './mentions.ts';
import type { Found, Place } from './place.ts';
import type { SoughtPerson } from './sought-person.ts';

export interface DrawsDependencies extends PublishedDraw {
  files: Pick<JobFiles, 'findJson' | 'findText' | 'writeJson'>;
  versions: Pick<ObjectVersions, 'below' | 'of' | 'delete' | 'erase'>;
}

/** What a draw that must stay says in place of a name. */
const withdrawn = 'Withdrawn';

/**
 * Draws, documents of brackets and medals in the config bucket. A draw that is not in force is deleted. Of the one in force,
 * which results and the next plan need, only the name goes; the documents are deleted, and made anew by the next publication.
 */
export function draws(dependencies: DrawsDependencies): Place {
  const { files, versions, brackets } = dependencies;
  return {
    name: 'draws',
    async find(person) {
      const mentions = mentionsOf(person);
      const inForce = await drawInForce(dependencies);
      return [
        ...(await earlierDraws(inForce, mentions)),
        ...(inForce ? await publishedDraw(inForce, person, mentions) : []),
        ...(await objectsIn(resultFiles.map(resultFileKey), mentions)),
        ...(inForce ? await documents(inForce, person) : []),
      ];
    },
  };

  async function earlierDraws(inForce: DrawFile | undefined, mentions: Mentions): Promise<Found[]> {
    const kept = inForce && `${drawFolder(inForce.execution)}/`;
    const found: Found[] = [];
    for (const folder of await drawFolders()) {
      if (folder === kept) continue;
      const text = await files.findText(`${folder}draw.json`);
      // What is left of a draw that was deleted in part goes too.
      if (text !== undefined && !mentions(text)) continue;
      found.push({ what: folder, erase: () => eraseBelow(folder) });
    }
    return found;
  }

  async function drawFolders(): Promise<string[]> {
    const folders = new Set<string>();
    for (const keys of (await foldersBelow('brackets/draws/', versions)).values()) {
      for (const key of keys) folders.add(key.replace(/[^/]*$/, ''));
    }
    return [...folders];
  }

  async function publishedDraw(
    { execution, plan }: DrawFile,
    { ids }: SoughtPerson,
    mentions: Mentions,
  ): Promise<Found[]> {
    const key = drawKey(execution);
    const own = [...ids].filter((id) => plan.people[id] && plan.people[id].name !== withdrawn);
    const beside = [...(await foldersBelow(`${drawFolder(execution)}/`, versions)).values()].flat();
    return [
      ...own.map(
        (id): Found => ({
          what: `${id} in the draw in force`,
          copy: async () => ({ json: plan.people[id] }),
          erase: () => withdrawFrom(key, id),
        }),
      ),
      ...(await objectsIn(
        beside.filter((other) => other !== key),
        mentions,
      )),
    ];
  }

  async function withdrawFrom(key: string, id: string): Promise<void> {
    const draw = await drawInForce(dependencies);
    const person = draw?.plan.people[id];
    if (!draw || !person || drawKey(draw.execution) !== key) return;
    const people = { ...draw.plan.people, [id]: { name: withdrawn, school: person.school } };
    const before = await versions.of(key);
    await files.writeJson(key, { ...draw, plan: { ...draw.plan, people } });
    await versions.delete(before);
  }

  /** Those of these objects that mention the person; they are made anew. */
  async function objectsIn(keys: readonly string[], mentions: Mentions): Promise<Found[]> {
    const found: Found[] = [];
    for (const key of keys) {
      const text = await files.findText(key);
      if (text !== undefined && mentions(text)) found.push({ what: key, erase: () => eraseObject(key) });
    }
    return found;
  }

  /** Documents to print of the person's divisions. */
  async function documents({ plan }: DrawFile, { ids }: SoughtPerson): Promise<Found[]> {
    const found: Found[] = [];
    for (const part of await partsOf(plan, ids, brackets)) {
      const key = paperKey(part);
      if ((await versions.of(key)).length > 0) found.push({ what: key, erase: () => eraseObject(key) });
    }
    return found;
  }

  async function eraseBelow(folder: string): Promise<void> {
    const all = [];
    for await (const version of versions.below(folder)) all.push(version);
    await versions.delete(all);
  }

  async function eraseObject(key: string): Promise<void> {
    await versions.erase(key);
  }
}

/** The documents on paper that show somebody, as parts of that target. Those that are of no division show everybody. */
export async function partsOf(
  { divisions }: Pick<DrawFile['plan'], 'divisions'>,
  ids: ReadonlySet<string>,
  brackets: PublishedDraw['brackets'],
): Promise<string[]> {
  const theirs = divisions.filter(({ seeds }) => seeds.some((id) => ids.has(id))).map(({ key }) => key);
  const parts = theirs.length > 0 ? await brackets.parts('paper') : [];
  return parts
    .filter(
      ({ part, divisions: shown }) =>
        shown.some((key) => theirs.includes(key)) || (shown.length === 0 && part !== blankPart),
    )
    .map(({ part }) => part);
}
