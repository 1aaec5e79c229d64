import { adminCommand } from '../admin-command.ts';
import { exitCodes } from '../exit-codes.ts';
import { openStage } from '../stage.ts';
import { isWell, statusOf } from './read-status.ts';
import { statusInWords } from './status-in-words.ts';

export const status = adminCommand(
  {
    name: 'status',
    what: 'says which alarms ring, what runs, what needs attention, and what waits in queues',
    more: 'It ends with 2 if an alarm rings, or something needs attention or is in a dead-letter queue.',
    undo: 'Nothing to undo: it only reads.',
  },
  (command) => command,
  async ({ stage: name, json }) => {
    const found = await statusOf(await openStage(name));
    console.log(json ? JSON.stringify(found, undefined, 2) : statusInWords(found, Date.now()));
    return isWell(found) ? exitCodes.done : exitCodes.needsAttention;
  },
);
