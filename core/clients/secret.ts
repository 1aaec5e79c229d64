import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
// zod/mini keeps the webhook's bundle small.
import * as z from 'zod/mini';
import { RegistrationError, type RegistrationErrorClass, SecretInvalidError } from '../domain/errors.ts';
import { callAws } from './aws-errors.ts';
import { callLimits } from './call-limits.ts';

/** A stage's secret in Secrets Manager. */
export const stageSecret = z.object({
  stripe: z.object({
    apiKey: z.string().check(z.regex(/^(sk|rk)_(test|live)_/)),
    /** More than one while the signing secret is being rotated: any of them is accepted. */
    webhookSecrets: z.array(z.string().check(z.regex(/^whsec_/))).check(z.minLength(1)),
  }),
  google: z.optional(
    z.object({
      /** The service account's key file, as downloaded from Google Cloud. */
      serviceAccount: z.looseObject({
        client_email: z.string(),
        private_key: z.string(),
        token_uri: z.url(),
      }),
    }),
  ),
  challonge: z.optional(z.object({ apiKey: z.string().check(z.regex(/^\S+$/)) })),
});
export type StageSecret = z.infer<typeof stageSecret>;

const secrets = new SecretsProvider({
  awsSdkV3Client: new SecretsManagerClient(callLimits(3_000, 1_000)),
});
const fiveMinutes = 300;
const aMinute = 60_000;

/** When a secret was last reread before its five minutes were over, in epoch milliseconds. */
const rereadAt = new Map<string, number>();

/**
 * Uses a part of the stage's secret, which is cached for five minutes. When the part is refused, it may have been
 * repaired meanwhile: the secret is reread, at most once a minute because strangers can cause refusals too, and if the
 * part has changed, `use` is called once more.
 *
 * @param refusal what `use` throws when the part is refused.
 * @throws SecretInvalidError when the secret cannot be read, or naming the keys that are missing or malformed.
 * @throws ServiceUnavailableError, RateLimitedError when Secrets Manager fails or throttles; and what `use` throws.
 */
export async function usingSecret<P, T>(
  secretId: string,
  partOf: (secret: StageSecret) => P,
  use: (part: P) => Promise<T>,
  refusal: RegistrationErrorClass,
): Promise<T> {
  const text = await textOf(secretId);
  let refused: string | undefined;
  try {
    const part = partOf(parseSecret(text));
    refused = JSON.stringify(part);
    return await use(part);
  } catch (error) {
    if (!(error instanceof refusal || error instanceof SecretInvalidError)) throw error;
    if (Date.now() - (rereadAt.get(secretId) ?? 0) < aMinute) throw error;
    rereadAt.set(secretId, Date.now());
    const part = partOf(parseSecret(await textOf(secretId, { forceFetch: true })));
    if (JSON.stringify(part) === refused) throw error;
    return use(part);
  }
}

async function textOf(
  secretId: string,
  { forceFetch = false } = {},
): Promise<string | Uint8Array | undefined> {
  const read = () => secrets.get(secretId, { maxAge: fiveMinutes, forceFetch }).catch(throwAsAwsDid);
  return callAws('Secrets Manager GetSecretValue', read).catch((error: unknown) => {
    if (error instanceof RegistrationError) throw error;
    const reason = error instanceof Error ? error.name : 'unknown';
    throw new SecretInvalidError(`the stage's secret cannot be read (${reason})`);
  });
}

/** Powertools wraps the SDK's errors in its own. */
function throwAsAwsDid(error: unknown): never {
  throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
}

/** Exported so that a test can check that no error contains a part of the secret. */
export function parseSecret(text: string | Uint8Array | undefined): StageSecret {
  const parsed = stageSecret.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const keys = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole'))];
  throw new SecretInvalidError(`the stage's secret is missing or garbled at: ${keys.join(', ')}`);
}

function parseJson(text: string | Uint8Array | undefined): unknown {
  try {
    return JSON.parse(typeof text === 'string' ? text : new TextDecoder().decode(text));
  } catch {
    throw new SecretInvalidError("the stage's secret is not JSON");
  }
}
