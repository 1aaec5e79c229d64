import * as z from 'zod';
import type { Challonge } from '../../core/clients/challonge/challonge.ts';
import { connectChallonge } from '../../core/clients/challonge/connect-challonge.ts';
import { type StageSecret, usingSecret } from '../../core/clients/secret.ts';
import {
  ChallongeAccessDeniedError,
  InputInvalidError,
  SecretInvalidError,
} from '../../core/domain/errors.ts';
import { ChallongeBudget } from '../../core/progress/challonge-budget.ts';
import { ChallongePace } from '../../core/progress/challonge-pace.ts';
import { ProgressTable } from '../../core/progress/progress-table.ts';
import { challonge } from './bracket-settings.ts';
import { documents } from './documents.ts';

/** The settings of a Lambda that calls Challonge. */
const challongeConnection = z.object({
  ...challonge.variables,
  PROGRESS_TABLE: z.string(),
  SECRET_ID: z.string(),
  CHALLONGE_API_BASE: z.url().optional(),
});

/**
 * Runs `use` with a connection to Challonge made with the key in the stage's secret; once more, if Challonge refuses that key
 * and the secret now has another.
 *
 * @throws SecretInvalidError, InputInvalidError where the stage does not use Challonge, and what `use` throws.
 */
export function usingChallonge<T>(
  env: z.infer<typeof challongeConnection>,
  use: (challonge: Challonge) => Promise<T>,
): Promise<T> {
  const settings = challonge.read(env);
  if (!settings) throw new InputInvalidError('the stage does not use Challonge');
  const table = new ProgressTable(documents, env.PROGRESS_TABLE);
  const options = {
    api: settings.api,
    apiBase: env.CHALLONGE_API_BASE,
    budget: new ChallongeBudget(table, settings.callsPerMonth),
    pace: new ChallongePace(table, settings.callsPerMinute),
  };
  return usingSecret(
    env.SECRET_ID,
    apiKeyOf,
    (apiKey) => use(connectChallonge({ apiKey, ...options })),
    ChallongeAccessDeniedError,
  );
}

function apiKeyOf({ challonge }: StageSecret): string {
  if (!challonge) throw new SecretInvalidError("the stage's secret lacks challonge.apiKey");
  return challonge.apiKey;
}
