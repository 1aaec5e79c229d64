import { CommandError } from '../command-error.ts';

/** The person has ended the command. */
export class StoppedError extends CommandError {
  override readonly name = 'StoppedError';
}
