/** `npm run sheets`: the command `sheets` of `npm run admin`, which is used every day, under a short name. */
import { runCommand } from './run-command.ts';
import { sheets } from './sheets/sheets.ts';

await runCommand((end) => sheets.toCommander(end).name('npm run sheets --'));
