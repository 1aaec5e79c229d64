/** The key of Challonge. */
import { ChallongeAccessDeniedError } from '../../core/domain/errors.ts';
import { CommandError } from '../command-error.ts';
import type { Asker } from './asker.ts';
import type { SecretStore } from './stage-secret.ts';
import { done, leftOut, right, type StepResult, type Steps } from './step.ts';

export async function challongeKey(
  isUsed: boolean,
  {
    ask,
    say,
    secret,
    call,
  }: { ask: Asker; say: Steps['say']; secret: SecretStore; call: (key: string) => Promise<number> },
): Promise<StepResult> {
  if (!isUsed) return leftOut('the stage has no Challonge');
  if ((await secret.read()).challonge) return right('a key is in the stage’s secret');
  say('Challonge shows its key under Settings, Developer API.');
  const apiKey = await ask.secret('challonge.apiKey', {
    ask: 'Challonge’s key',
    problem: (typed) => (/^\S+$/.test(typed) ? undefined : 'A key has no blanks.'),
  });
  const tried = await ask.confirm('challonge.test', { ask: 'Try it with one of the month’s calls?' });
  if (tried) {
    await call(apiKey).catch((error: unknown) => {
      throw error instanceof ChallongeAccessDeniedError
        ? new CommandError('Challonge refuses the key.')
        : error;
    });
  }
  await secret.put({ challonge: { apiKey } });
  return done(`the key is in the stage’s secret${tried ? ', and Challonge takes it' : ''}`);
}
