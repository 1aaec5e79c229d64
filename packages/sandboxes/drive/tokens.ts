/** The OAuth token endpoint for a service account: https://developers.google.com/identity/protocols/oauth2/service-account. */
import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import * as z from 'zod';
import { Refusal } from './answers.ts';

/** Google's key file. */
export interface KeyFile {
  type: 'service_account';
  project_id: string;
  private_key_id: string;
  private_key: string;
  client_email: string;
  client_id: string;
  auth_uri: string;
  token_uri: string;
  universe_domain: 'googleapis.com';
}

export function createKeyFile(clientEmail: string, url: string): KeyFile {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    type: 'service_account',
    project_id: 'local-sandbox',
    private_key_id: randomBytes(20).toString('hex'),
    private_key: privateKey,
    client_email: clientEmail,
    client_id: '100000000000000000000',
    auth_uri: `${url}/auth`,
    token_uri: `${url}/token`,
    universe_domain: 'googleapis.com',
  };
}

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const lifetimeSeconds = 3600;
const scopes = {
  write: ['https://www.googleapis.com/auth/drive', 'https://www.googleapis.com/auth/drive.file'],
  read: ['https://www.googleapis.com/auth/drive.readonly'],
};

const jwtHeader = z.object({ alg: z.literal('RS256') });
const jwtClaims = z.object({
  iss: z.string(),
  aud: z.string(),
  scope: z.string().min(1),
  iat: z.number(),
  exp: z.number(),
});

export type TokenAnswer =
  | { status: 200; body: { access_token: string; expires_in: number; token_type: 'Bearer' } }
  | { status: 400; body: { error: string; error_description: string } };

export class Tokens {
  readonly #keyFile: KeyFile;
  readonly #now: () => number;
  readonly #issued = new Map<string, { expires: number; scopes: string[] }>();

  constructor(keyFile: KeyFile, now: () => number) {
    this.#keyFile = keyFile;
    this.#now = now;
  }

  /** Answers a token request. @param parameters the request's form. */
  grant(parameters: URLSearchParams): TokenAnswer {
    if (parameters.get('grant_type') !== grantType) {
      return refused('unsupported_grant_type', `Invalid grant_type: ${parameters.get('grant_type')}`);
    }
    const [header, claims, signature] = (parameters.get('assertion') ?? '').split('.');
    const parsedHeader = jwtHeader.safeParse(decoded(header));
    const parsed = jwtClaims.safeParse(decoded(claims));
    if (!parsedHeader.success || !parsed.success || !signature) {
      return refused('invalid_grant', 'Bad Request');
    }
    const { iss, aud, scope, iat, exp } = parsed.data;
    if (iss !== this.#keyFile.client_email) {
      return refused('invalid_grant', 'Invalid grant: account not found');
    }
    const key = createPublicKey(this.#keyFile.private_key);
    const signed = Buffer.from(`${header}.${claims}`);
    if (!verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))) {
      return refused('invalid_grant', 'Invalid JWT Signature.');
    }
    if (aud !== this.#keyFile.token_uri) {
      return refused('invalid_grant', 'Invalid JWT: the audience is not this endpoint.');
    }
    const now = this.#now() / 1000;
    if (exp <= now || exp - iat > lifetimeSeconds) {
      return refused(
        'invalid_grant',
        'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.',
      );
    }
    const token = `ya29.${randomBytes(32).toString('base64url')}`;
    this.#issued.set(token, { expires: now + lifetimeSeconds, scopes: scope.split(' ') });
    return {
      status: 200,
      body: { access_token: token, expires_in: lifetimeSeconds - 1, token_type: 'Bearer' },
    };
  }

  /** @throws Refusal 401 without a valid token, 403 when its scopes do not include this use of Drive. */
  check(authorization: string | undefined, use: 'read' | 'write'): void {
    const issued = this.#issued.get(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
    if (!issued || issued.expires <= this.#now() / 1000) {
      throw new Refusal(401, 'authError', 'Invalid Credentials', { location: 'Authorization' });
    }
    const enough = use === 'read' ? [...scopes.write, ...scopes.read] : scopes.write;
    if (!issued.scopes.some((scope) => enough.includes(scope))) {
      throw new Refusal(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.');
    }
  }
}

function refused(error: string, description: string): TokenAnswer {
  return { status: 400, body: { error, error_description: description } };
}

function decoded(part: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString());
  } catch {
    return undefined;
  }
}
