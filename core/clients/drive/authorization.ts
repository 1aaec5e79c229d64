import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
// The module of this API alone, because the whole package would put every Google API into the bundle.
import { auth } from 'googleapis/build/src/apis/drive/index.js';
import * as z from 'zod';
import { SecretInvalidError, ServiceUnavailableError } from '../../domain/errors.ts';

/** The parts of Google's key file used here. */
export interface ServiceAccount {
  client_email: string;
  private_key: string;
  token_uri: string;
}

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const assertionSeconds = 3600;

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number() });

/**
 * A service account in the form the Google library expects: gets a token from the key file's `token_uri` when there is
 * none or it is about to expire (https://developers.google.com/identity/protocols/oauth2/service-account#httprest). The
 * library's own service account client ignores `token_uri` and always asks Google.
 *
 * @param timeoutMs for every request made with it.
 * @throws SecretInvalidError when the private key is not one.
 */
export function authorize(serviceAccount: ServiceAccount, scope: string, timeoutMs: number) {
  const key = privateKeyOf(serviceAccount);
  const client = new auth.OAuth2({
    transporterOptions: {
      timeout: timeoutMs,
      // The state machine retries; by default the library would retry some calls and not others.
      retryConfig: { retry: 0 },
      // A sandbox on this machine cannot be reached through a proxy from the environment.
      noProxy: ['127.0.0.1', 'localhost'],
    },
    // Otherwise a debugging variable could make the library log requests with their tokens.
    useAuthRequestParameters: false,
  });
  client.refreshHandler = async () => {
    const { data } = await client.transporter.request({
      method: 'POST',
      url: serviceAccount.token_uri,
      data: new URLSearchParams({
        grant_type: grantType,
        assertion: signedAssertion(serviceAccount, key, scope),
      }),
      responseType: 'json',
    });
    const answer = tokenAnswer.safeParse(data);
    if (!answer.success) throw new ServiceUnavailableError("Google token: the answer is not Google's");
    const { access_token, expires_in } = answer.data;
    return { access_token, expiry_date: Date.now() + expires_in * 1000 };
  };
  return client;
}

function privateKeyOf({ private_key }: ServiceAccount): KeyObject {
  try {
    return createPrivateKey(private_key);
  } catch {
    throw new SecretInvalidError("the service account's private_key is not a private key");
  }
}

function signedAssertion({ client_email, token_uri }: ServiceAccount, key: KeyObject, scope: string): string {
  const iat = Math.floor(Date.now() / 1000);
  const claims = { iss: client_email, aud: token_uri, scope, iat, exp: iat + assertionSeconds };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${unsigned}.${sign('RSA-SHA256', Buffer.from(unsigned), key).toString('base64url')}`;
}
