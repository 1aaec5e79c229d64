import { adminCommand } from '../admin-command.ts';
import { exitCodes } from '../exit-codes.ts';
import { everybody } from '../find/people.ts';
import { theOne } from '../find/search.ts';
import { openStage } from '../stage.ts';
import { dossierInWords } from './dossier-in-words.ts';
import { dossierOf } from './read-dossier.ts';

export const show = adminCommand(
  {
    name: 'show',
    what: 'shows all about one person: registration, payment, mails, badge, executions, what to do',
    more: `Whatever find takes will do if only one person fits. It ends with 2 if something about the person needs
attention. Nothing medical is shown.`,
    undo: 'Nothing to undo: it only reads.',
  },
  (command) => command.argument('<id or code...>', 'of an entry or a badge, such as T1-7K3M9-QXAB2'),
  async ({ stage: name, json }, words) => {
    const stage = await openStage(name);
    const person = theOne(words.join(' '), (await everybody(stage)).people);
    const dossier = await dossierOf(stage, person);
    console.log(json ? JSON.stringify(dossier, undefined, 2) : dossierInWords(dossier));
    return dossier.attention.length > 0 ? exitCodes.needsAttention : exitCodes.done;
  },
);
