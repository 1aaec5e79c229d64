/** What a deployed stage needs: its secret, Stripe's webhook, the folder in Drive, the organisers' files. */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { callLimits } from '../../core/clients/call-limits.ts';
import { CommandError } from '../command-error.ts';
import { alarmMails } from '../doctor/account-checks.ts';
import { askOf } from '../doctor/ask.ts';
import { askAccountOf } from '../doctor/ask-account.ts';
import { type Check, type CheckResult, runChecks } from '../doctor/check.ts';
import { drive } from '../doctor/outside-checks.ts';
import { schools, weightClasses } from '../doctor/setting-checks.ts';
import { jobFilesOf } from '../job-files.ts';
import type { Stage } from '../stage.ts';
import type { Asker } from './asker.ts';
import { challongeKey } from './challonge.ts';
import { driveFolder } from './google-drive.ts';
import { schoolList, weightClassesFile } from './organisers-files.ts';
import { type PartialSecret, secretStore } from './stage-secret.ts';
import { asStep, type Steps } from './step.ts';
import { stripeAccount } from './stripe-account.ts';
import { stripeKey } from './stripe-key.ts';
import { webhook } from './webhook.ts';

export async function afterDeployment(
  stage: Stage,
  { ask, steps }: { ask: Asker; steps: Steps },
): Promise<void> {
  const { say } = steps;
  const { DriveFolderId, ChallongeApi } = stage.outputs;
  const secret = secretStore(
    new SecretsManagerClient({ ...stage.config, ...callLimits(8_000) }),
    stage.output('SecretId'),
  );
  const stripe = (apiKey: string) => stripeAccount({ apiKey, apiBase: stage.apiBases.stripe });
  const mode = modeOf(stage);
  const files = jobFilesOf(stage);
  const fileTools = {
    ...{ ask, say },
    write: (key: string, content: string) => files.write(key, Buffer.from(content), 'application/json'),
  };

  await steps.run('Stripe key', () => stripeKey(mode, { ask, say, secret, stripe }));
  await steps.run('Stripe webhook', () =>
    webhook({ url: stage.output('WebhookUrl'), mode }, { stage: stage.name, ask, say, secret, stripe }),
  );
  await steps.run('Drive folder', () =>
    driveFolder(DriveFolderId, {
      ...{ ask, say, secret },
      // As far as the secret is filled in: for the doctor it is a whole.
      check: async () => looked(drive, stage, await secret.read()),
    }),
  );
  await steps.run('Challonge', () =>
    challongeKey(ChallongeApi !== undefined, {
      ...{ ask, say, secret },
      call: (key) => askOf(stage).challonge(key, ChallongeApi === 'v1' ? 'v1' : 'v2.1'),
    }),
  );
  await steps.run('Schools', () => schoolList({ ...fileTools, check: () => looked(schools, stage) }));
  await steps.run('Weight classes', () =>
    weightClassesFile({ ...fileTools, check: () => looked(weightClasses, stage) }),
  );
  await steps.run('Alarm mails', async () => asStep(await looked(alarmMails, stage)));
}

/** What the doctor finds now. */
async function looked(check: Check, stage: Stage, secret?: PartialSecret): Promise<CheckResult> {
  const ask = askOf(stage);
  const [result] = await runChecks([check], {
    outputs: stage.outputs,
    output: (name) => stage.output(name),
    askChallonge: false,
    now: Date.now,
    ask: secret
      ? {
          ...ask,
          secret: async () => ({ ...secret, stripe: { apiKey: '', webhookSecrets: [], ...secret.stripe } }),
        }
      : ask,
    askAccount: askAccountOf(stage),
  });
  return result as CheckResult;
}

function modeOf(stage: Stage): 'live' | 'test' {
  const mode = stage.output('PaymentMode');
  if (mode === 'live' || mode === 'test') return mode;
  throw new CommandError(`The stage’s payments are ${mode}, which setup does not know.`);
}
