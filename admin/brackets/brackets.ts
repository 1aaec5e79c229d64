import { commandGroup } from '../admin-command.ts';
import { planBrackets } from './plan.ts';
import { publishBrackets } from './publish.ts';
import { bracketResults } from './results.ts';
import { startBrackets } from './start.ts';

export const brackets = commandGroup(
  { name: 'brackets', what: 'plans the draw of a tournament, publishes it, and follows it' },
  [planBrackets, publishBrackets, startBrackets, bracketResults],
);
