import { recordOf } from '../../core/progress/progress-record.ts';
import { adminCommand } from '../admin-command.ts';
import { CommandError } from '../command-error.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { everybody, type Marks, type Person } from '../find/people.ts';
import { theOne } from '../find/search.ts';
import { openStage, type Stage } from '../stage.ts';
import { ask, listInWords, needingAttention } from './choose.ts';
import { endOf, type RerunResult, type StartedRerun, startRerun } from './follow.ts';
import { type AskableMail, type Asked, askableMails, rerunsOf } from './plan-rerun.ts';

export const rerun = adminCommand(
  {
    name: 'rerun',
    what: 'runs an entry again: it does what is missing, and repeats nothing',
    more: `Fix first what the reason names; show says how. Without an argument it lists what needs attention, and asks
which to run; on a pipe it only lists, and ends with 2 if there is anything. It follows what it has started. To stop
watching, press Ctrl-C: that stops nothing. It ends with 2 if an entry still needs attention.`,
    undo: `What was registered or sent stays so. To stop an execution that is still running, open its page and press
Stop execution; run it again later.`,
  },
  (command) =>
    command
      .argument('[id or code...]', 'of an entry or a badge, or what find takes')
      .option(
        '--resend <mail,mail>',
        `send again what was sent, or may have been: ${askableMails.join(', ')} (the family's about its payment)`,
        mailsIn('--resend'),
      )
      .option(
        '--arrived <mail,mail>',
        'the family has it: count it as sent, for a mail whose outcome is unknown',
        mailsIn('--arrived'),
      )
      .option('--accept-price', 'register somebody who paid less than the entry costs'),
  async ({ stage: name, json, ...asked }, words) => {
    const stage = await openStage(name);
    const { people, marks } = await everybody(stage);
    const chosen =
      words.length > 0 ? [theOne(words.join(' '), people)] : await pick(people, marks, asked, json);
    if (!Array.isArray(chosen)) return chosen;
    const results = await runAgain(stage, chosen, marks, asked);
    const still = results.filter(({ status, attention }) => status === 'failed' || attention.length > 0);
    if (json) console.log(JSON.stringify({ reruns: results }, undefined, 2));
    else for (const result of results) console.log(resultInWords(result, chosen));
    return still.length > 0 ? exitCodes.needsAttention : exitCodes.done;
  },
);

/** Reads `--resend` and `--arrived`. */
export function mailsIn(option: string): (said: string) => AskableMail[] {
  return (said) =>
    said.split(',').map((text) => {
      const mail = askableMails.find((one) => one === text.trim());
      if (!mail) throw new CommandError(`${option}: say ${askableMails.join(', ')}, not “${text.trim()}”.`);
      return mail;
    });
}

/** @returns those that a person picked, or how the command ends when nobody can be asked, or nothing is picked. */
async function pick(
  people: readonly Person[],
  marks: Marks,
  asked: Asked,
  json: boolean | undefined,
): Promise<Person[] | ExitCode> {
  if (Object.keys(asked).length > 0)
    throw new CommandError('Say whose mail or price it is: an id or a code.');
  const list = needingAttention(people, marks);
  if (json) console.log(JSON.stringify({ needAttention: list }, undefined, 2));
  else console.log(listInWords(list, Date.now()));
  if (list.length === 0) return exitCodes.done;
  if (json || !process.stdin.isTTY || !process.stderr.isTTY) return exitCodes.needsAttention;
  const picked = new Set((await ask(list)).map(({ id }) => id));
  return picked.size === 0 ? exitCodes.needsAttention : people.filter(({ id }) => picked.has(id));
}

/** Starts all, and follows them to their ends. */
export async function runAgain(
  stage: Stage,
  chosen: readonly Person[],
  marks: Marks,
  asked: Asked,
): Promise<RerunResult[]> {
  const started: StartedRerun[] = [];
  for (const { id } of chosen) {
    const { money } = recordOf(await stage.progress.read(id));
    for (const one of rerunsOf(id, marks.get(id) ?? {}, asked, money?.paymentIntentId)) {
      const { run, ...rest } = await startRerun(stage, id, one);
      console.error(await run.started(rest.name));
      started.push({ run, ...rest });
    }
  }
  const results: RerunResult[] = [];
  // They all run meanwhile: it is only the looking that takes turns.
  for (const one of started) {
    results.push(
      await endOf(stage, one, started.length === 1 ? (step) => console.error(`  ${step}`) : () => {}),
    );
    if (started.length > 1) console.error(`  ${results.length} of ${started.length} ended`);
  }
  return results;
}

export function resultInWords(
  { machine, entryId, status, error, reason, attention }: RerunResult,
  people: readonly Person[],
): string {
  const person = people.find(({ id }) => id === entryId);
  const who = person?.name || entryId;
  const lines = attention.map((title) => `  ${title}`);
  if (status === 'succeeded' && lines.length === 0) return `${who}: done (${machine}).`;
  const how = status === 'succeeded' ? 'done, and this is left:' : 'not done:';
  const why = lines.length > 0 ? lines : [`  ${[error, reason].filter(Boolean).join(': ')}`];
  const todo = `  What to do: npm run admin -- show ${person?.badgeId ?? entryId}`;
  return [`${who}: ${how}`, ...why, todo].join('\n');
}
