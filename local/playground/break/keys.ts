/** Wrong keys in the stage's secret, and the right ones again. */
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { awsClientConfig, onlooker } from '@tkd-registration/local-cloud/clients';
import { createKeyFile } from '@tkd-registration/sandboxes/drive/tokens';
import type { RunningTournament } from '../../tournament-cloud.ts';

type Secret = RunningTournament['secret'];

/** The keys that can be made wrong, as parts of the secret. */
interface Part {
  of(secret: Secret): string;
  /** The secret with another value there. */
  with(secret: Secret, value: string): Secret;
  wrong(right: Secret): string;
}

const parts = {
  stripe: {
    of: ({ stripe }) => stripe.apiKey,
    with: (secret, apiKey) => ({ ...secret, stripe: { ...secret.stripe, apiKey } }),
    wrong: () => 'sk_test_wrong',
  },
  webhook: {
    of: ({ stripe }) => stripe.webhookSecrets.join(' '),
    with: (secret, value) => ({
      ...secret,
      stripe: { ...secret.stripe, webhookSecrets: value.split(' ') as [string, string] },
    }),
    wrong: () => 'whsec_wrong whsec_wrong_too',
  },
  google: {
    of: ({ google }) => google.serviceAccount.private_key,
    with: (secret, private_key) => ({
      ...secret,
      google: { serviceAccount: { ...secret.google.serviceAccount, private_key } },
    }),
    wrong: ({ google: { serviceAccount } }) =>
      createKeyFile(serviceAccount.client_email, serviceAccount.token_uri).private_key,
  },
} satisfies Record<string, Part>;
export type Key = keyof typeof parts;

export class Keys {
  readonly #client: SecretsManagerClient;
  readonly #SecretId: string | undefined;
  readonly #right: Secret;

  constructor(cloud: Pick<RunningTournament, 'endpoints' | 'outputs' | 'secret'>) {
    this.#client = new SecretsManagerClient(awsClientConfig(cloud, onlooker));
    this.#SecretId = cloud.outputs.SecretId;
    this.#right = cloud.secret;
  }

  async isWrong(key: Key): Promise<boolean> {
    return parts[key].of(await this.#read()) !== parts[key].of(this.#right);
  }

  async set(key: Key, to: 'right' | 'wrong'): Promise<void> {
    const part = parts[key];
    const value = to === 'right' ? part.of(this.#right) : part.wrong(this.#right);
    const SecretString = JSON.stringify(part.with(await this.#read(), value));
    await this.#client.send(new PutSecretValueCommand({ SecretId: this.#SecretId, SecretString }));
  }

  async #read(): Promise<Secret> {
    const { SecretString = '' } = await this.#client.send(
      new GetSecretValueCommand({ SecretId: this.#SecretId }),
    );
    return JSON.parse(SecretString) as Secret;
  }
}
