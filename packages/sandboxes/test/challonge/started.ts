import { Faults } from '@tkd-registration/local-cloud/faults';
import { type Answer, ChallongeClient } from '../../challonge/client.ts';
import { type ChallongeOptions, type ChallongeSandbox, startChallonge } from '../../challonge/server.ts';

export interface Started {
  sandbox: ChallongeSandbox;
  challonge: ChallongeClient;
  faults: Faults;
}

export async function started(options: Partial<ChallongeOptions> = {}): Promise<Started> {
  const faults = new Faults();
  const sandbox = await startChallonge({ faults, apiKey: 'key_of_the_sandbox', ...options });
  return { sandbox, faults, challonge: new ChallongeClient(sandbox) };
}

/** `200`, or `422 Name has already been taken`. */
export function outcomeOf({ status, body }: Answer): string {
  const errors: unknown[] = Array.isArray(body?.errors) ? body.errors : [];
  const details = errors.map((error) => (error as { detail?: string }).detail ?? error);
  return [status, details.join(', ')].filter((part) => part !== '').join(' ');
}
