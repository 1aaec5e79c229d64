import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
// zod/mini: the webhook's bundle is to stay small.
import * as z from 'zod/mini';
import { SecretInvalidError } from '../domain/errors.ts';

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
 */
export async function readSecret(secretId: string): Promise<StageSecret> {
  const text = await getSecret(secretId, { maxAge: fiveMinutes }).catch((error: unknown) => {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.name : 'unknown';
    throw new SecretInvalidError(`the stage's secret cannot be read (${reason})`);
  });
  return parseSecret(text);
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
