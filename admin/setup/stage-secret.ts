import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type StageSecret, stageSecret } from '../../core/clients/secret.ts';

/** A secret that is not filled in yet: what of it is as it should be. */
export interface PartialSecret {
  stripe: Partial<StageSecret['stripe']>;
  google?: StageSecret['google'];
  challonge?: StageSecret['challonge'];
}

/** The stage's secret, filled in part by part. */
export interface SecretStore {
  read(): Promise<PartialSecret>;
  /** Adds parts to what is there then, or replaces them. */
  put(parts: Partial<PartialSecret>): Promise<void>;
}

export function secretStore(client: Pick<SecretsManagerClient, 'send'>, SecretId: string): SecretStore {
  // Everything that is there, even what this version does not know.
  const readAll = async (): Promise<Record<string, unknown>> => {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
    return objectIn(SecretString);
  };
  return {
    read: async () => partsOf(await readAll()),
    async put({ stripe, ...others }) {
      const all = await readAll();
      const value = { ...all, ...others, ...(stripe && { stripe: { ...objectOf(all.stripe), ...stripe } }) };
      await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(value) }));
    },
  };
}

function partsOf(all: Record<string, unknown>): PartialSecret {
  const { stripe, google, challonge } = stageSecret.shape;
  const given = objectOf(all.stripe);
  const apiKey = stripe.shape.apiKey.safeParse(given.apiKey).data;
  const webhookSecrets = stripe.shape.webhookSecrets.safeParse(given.webhookSecrets).data?.filter(isFilledIn);
  const [ofGoogle, ofChallonge] = [
    google.safeParse(all.google).data,
    challonge.safeParse(all.challonge).data,
  ];
  return {
    stripe: {
      ...(apiKey !== undefined && isFilledIn(apiKey) && { apiKey }),
      ...(webhookSecrets?.length && { webhookSecrets }),
    },
    ...(ofGoogle && { google: ofGoogle }),
    ...(ofChallonge && { challonge: ofChallonge }),
  };
}

/** Whether it is no longer the example of a document: `whsec_…` */
const isFilledIn = (secret: string) => !secret.endsWith('…');

const objectOf = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

/** A new secret is a random text. */
function objectIn(text: string): Record<string, unknown> {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
}
