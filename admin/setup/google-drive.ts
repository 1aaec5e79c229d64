/** Google's service account, and whether it may write to the folder. */
import type { ServiceAccount } from '../../core/clients/drive/authorization.ts';
import { type StageSecret, stageSecret } from '../../core/clients/secret.ts';
import type { CheckResult } from '../doctor/check.ts';
import type { Asker } from './asker.ts';
import { readSecretFile } from './secret-file.ts';
import type { SecretStore } from './stage-secret.ts';
import { asStep, done, leftOut, type StepResult, type Steps, toDo } from './step.ts';

interface Tools {
  ask: Asker;
  say: Steps['say'];
  secret: SecretStore;
  /** The doctor's check of the folder, by what is in the secret then. */
  check(): Promise<CheckResult>;
}

export async function driveFolder(
  folderId: string | undefined,
  { ask, say, secret, check }: Tools,
): Promise<StepResult> {
  if (folderId === undefined) return leftOut('the stage has no Drive');
  const { google } = await secret.read();
  let address = google?.serviceAccount.client_email;
  let stored = false;
  if (address === undefined) {
    say(
      'In a Google Cloud project, enable the Drive API, create a service account, and download a JSON key of it. Move the file out of the project’s folder. Its content goes into the stage’s secret: delete the file afterwards.',
    );
    const path = await ask.text('google.keyFile', {
      ...{ ask: 'Path of the service account’s JSON key (empty for later)', optional: true },
      problem: (typed) => (typeof keyIn(typed) === 'string' ? String(keyIn(typed)) : undefined),
    });
    const key = path === '' ? undefined : keyIn(path);
    if (key === undefined || typeof key === 'string') {
      return toDo('the service account’s key is missing', 'Run setup again once you have it.');
    }
    await secret.put({ google: { serviceAccount: key } });
    address = key.client_email;
    stored = true;
    say(`The service account is ${address}. Add it to the shared drive as Content manager.`);
  }
  for (;;) {
    const result = await check();
    if (result.state === 'right') return stored ? done(`the key is stored; ${result.found}`) : asStep(result);
    if (!ask.canTryAgain) return asStep(result);
    say(`${result.found}. ${result.mend ?? ''}`);
    if (!(await ask.tryAgain('Done that? Look again?'))) return asStep(result);
  }
}

type KeyFile = NonNullable<StageSecret['google']>['serviceAccount'] & ServiceAccount;

/** A service account's key; in words, why it is none. */
function keyIn(path: string): KeyFile | string {
  try {
    const parsed = stageSecret.shape.google.safeParse({ serviceAccount: JSON.parse(readSecretFile(path)) });
    return parsed.data?.serviceAccount ?? `${path} is no JSON key of a service account.`;
  } catch (error) {
    // A JSON parser quotes what it read.
    return error instanceof SyntaxError ? `${path} is not JSON.` : (error as Error).message;
  }
}
