import { exportKey } from '../../core/forgetting/erasure.ts';
import { adminCommand } from '../admin-command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { fetchTo, jobFilesOf } from '../job-files.ts';
import { followJob } from '../job-run.ts';
import { openStage, type Stage } from '../stage.ts';
import { eraseMachine, findPlaces, idOf } from './whose.ts';

export const exportPerson = adminCommand(
  {
    name: 'export',
    what: 'makes a copy of everything that is kept of a person, for the family',
    more: `One ZIP with what was entered, medical notes included, what became of it, photo and badge. Give it to the
family in a safe way, and then delete it.`,
    undo: 'Delete the file. On the stage it has been deleted already.',
  },
  (command) =>
    command
      .argument('<who...>', 'whatever show takes')
      .option('--to <file>', 'where to put it', (file) => file, 'registration.zip'),
  async ({ stage, ...options }, words) => exportIn(await openStage(stage), words.join(' '), options),
);

/** Makes the copy, fetches it, and deletes it on the stage. */
export async function exportIn(
  stage: Stage,
  who: string,
  { json, to }: { json?: boolean; to: string },
): Promise<ExitCode> {
  const id = await idOf(stage, who);
  const { execution, found } = await findPlaces(stage, id, 'export');
  const file = await fetchTo(jobFilesOf(stage), exportKey(execution), { file: to }).finally(() =>
    followJob(stage.config, {
      ...eraseMachine,
      stage: stage.name,
      order: { id, does: 'discard', copy: execution },
    }),
  );
  console.log(json ? JSON.stringify({ id, file, ...found }, undefined, 2) : file);
  return exitCodes.done;
}
