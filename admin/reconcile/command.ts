import { type ReconcileInput, reconcileInput } from '../../core/domain/reconcile.ts';
import { CommandError } from '../command-error.ts';
import { optionsIn } from '../options.ts';

export const usage = `npm run admin -- reconcile [--stage STAGE] [--since TIME] [--apply] [--json]

Compares what Stripe has with the registrations, as the stage itself does every hour.

Without --apply, nothing is changed and nobody gets a mail: it says what would be done.

  --apply        repair what can be repaired, and mail the organisers what only a person can decide
  --since TIME   how long ago a payment or a refund may have been made: 3d, when nothing else is said, or 36h
  --stage STAGE  local, on the cloud that npm start runs, when nothing else is said
  --json         print the result as JSON`;

export interface Command {
  stage: string;
  /** With everything that needs a person, reported before or not, and every payment about which more is expected. */
  input: ReconcileInput;
  json: boolean;
}

const options = {
  apply: { type: 'boolean', default: false },
  since: { type: 'string', default: '3d' },
  stage: { type: 'string', default: 'local' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Reads the command line.
 * @throws CommandError naming the option that is wrong.
 */
export function parseCommand(args: readonly string[]): Command | 'help' {
  const values = optionsIn(args, options, usage);
  if (values.help) return 'help';
  const { stage, json, since, apply } = values;
  const input = reconcileInput.safeParse({ since, apply, everything: true });
  if (!input.success) {
    throw new CommandError(`--since: say a number of days or hours, such as 3d or 36h, not “${since}”.`);
  }
  return { stage, input: input.data, json };
}
