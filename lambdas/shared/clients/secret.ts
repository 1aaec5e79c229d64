import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
// zod/mini: the webhook's bundle is to stay small.
import * as z from 'zod/mini';
import { RegistrationError, SecretInvalidError } from '../domain/errors.ts';
import { callAws } from './aws-errors.ts';

/** A stage's secret in Secrets Manager. */
const stageSecret = z.object({
  stripe: z.object({
    apiKey: z.string().check(z.regex(/^(sk|rk)_(test|live)_/)),
    /** More than one while the signing secret is being rolled: any of them is accepted. */
    webhookSecrets: z.array(z.string().check(z.regex(/^whsec_/))).check(z.minLength(1)),
  }),
  google: z.optional(
    z.object({
      /** The service account's key file, as Google Cloud gives it. */
      serviceAccount: z.looseObject({
        client_email: z.string(),
        private_key: z.string(),
        token_uri: z.url(),
      }),
    }),
  ),
});
export type StageSecret = z.infer<typeof stageSecret>;

const fiveMinutes = 300;

/**
 * Reads the stage's secret, kept for five minutes.
 * @throws SecretInvalidError naming what is wrong: that it cannot be read, or which key is missing or malformed.
 * @throws ServiceUnavailableError, RateLimitedError as Secrets Manager does.
 */
export async function readSecret(secretId: string): Promise<StageSecret> {
  const read = () => getSecret(secretId, { maxAge: fiveMinutes }).catch(throwAsAwsDid);
  const text = await callAws('Secrets Manager GetSecretValue', read).catch((error: unknown) => {
    if (error instanceof RegistrationError) throw error;
    const reason = error instanceof Error ? error.name : 'unknown';
    throw new SecretInvalidError(`the stage's secret cannot be read (${reason})`);
  });
  return parseSecret(text);
}

/** Powertools wraps the SDK's errors in one of its own. */
function throwAsAwsDid(error: unknown): never {
  throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
}

/** Exported for its errors' sake: none of them may hold a part of the secret. */
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
