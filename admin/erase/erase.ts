import { adminCommand, withoutYes, yesOption } from '../admin-command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { exitCodeOf, followJob, inJson, inWords } from '../job-run.ts';
import { openStage, type Stage } from '../stage.ts';
import { eraseMachine, findPlaces, idOf, placesInText } from './whose.ts';

export const erase = adminCommand(
  {
    name: 'erase',
    what: 'erases a person from every place, and leaves a tombstone',
    more: `It first lists every place where something is, and what stays and why. Brothers and sisters are people of
their own. Whatever still comes about the person afterwards is dropped. If it fails in a place, start it again: it does
what is left.`,
    undo: `It cannot be undone. Export it first, if the family wants a copy. A person who is to take part after all
registers again.`,
  },
  (command) =>
    command
      .argument('<who...>', 'whatever show takes; of somebody who has been erased, the id')
      .option('--dry-run', 'only list the places; the same as without --yes, and ends with 0')
      .option(...yesOption),
  async ({ stage, ...options }, words) => eraseIn(await openStage(stage), words.join(' '), options),
);

/** Lists what there is of somebody, and erases it with `yes`. */
export async function eraseIn(
  stage: Stage,
  who: string,
  { json, yes, dryRun }: { json?: boolean; yes?: boolean; dryRun?: boolean },
): Promise<ExitCode> {
  const id = await idOf(stage, who);
  const { found } = await findPlaces(stage, id, 'list');
  if (!json) console.log(placesInText(found));
  if (!yes || dryRun) {
    if (json) console.log(JSON.stringify({ id, ...found }, undefined, 2));
    return dryRun ? exitCodes.done : withoutYes(`erase ${id}`);
  }
  const order = { id, does: 'erase' };
  const end = await followJob(stage.config, { ...eraseMachine, stage: stage.name, order });
  console.log(json ? JSON.stringify({ id, ...found, ...inJson(end) }, undefined, 2) : inWords(end));
  return exitCodeOf(end);
}
