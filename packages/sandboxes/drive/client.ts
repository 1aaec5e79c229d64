import { createSign } from 'node:crypto';
import type { DriveSandbox } from './server.ts';

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the sandbox answers
  body: any;
  headers: Headers;
}

/** Plain HTTP with a token, so that tests can also send what no client library would. */
export class DriveClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async of({
    url,
    serviceAccount,
  }: Pick<DriveSandbox, 'url' | 'serviceAccount'>): Promise<DriveClient> {
    const { body } = await askForToken(serviceAccount.token_uri, assertion(serviceAccount));
    return new DriveClient(url, body.access_token);
  }

  async call(
    method: string,
    path: string,
    parameters: Record<string, string> = {},
    init: RequestInit = {},
  ): Promise<Answer> {
    const query = new URLSearchParams({ supportsAllDrives: 'true', ...parameters });
    const headers = { authorization: `Bearer ${this.#token}`, ...(init.headers as Record<string, string>) };
    const answer = await fetch(`${this.#url}${path}?${query}`, { ...init, method, headers });
    const text = await answer.text();
    const body = text.startsWith('{') ? JSON.parse(text) : text;
    return { status: answer.status, body, headers: answer.headers };
  }

  /** What a person does on the sandbox's pages, who may do everything. */
  async byPerson(
    action: 'trash' | 'restore' | 'rename' | 'move' | 'delete',
    id: string,
    fields: Record<string, string> = {},
  ): Promise<void> {
    const body = new URLSearchParams(fields);
    const { ok, status } = await fetch(`${this.#url}/_files/${id}/${action}`, { method: 'POST', body });
    if (!ok) throw new Error(`${action} ${id}: ${status}`);
  }

  async reserve(): Promise<string> {
    return (await this.call('GET', '/drive/v3/files/generateIds', { count: '1' })).body.ids[0];
  }

  list(q: string, parameters: Record<string, string> = {}): Promise<Answer> {
    return this.call('GET', '/drive/v3/files', { q, includeItemsFromAllDrives: 'true', ...parameters });
  }

  /** Begins a resumable upload of a new or an existing file; `session` is the URL to send the content to. */
  async begin(
    metadata: object,
    options: { id?: string; parameters?: Record<string, string>; headers?: Record<string, string> } = {},
  ): Promise<Answer & { session: string }> {
    const { id, parameters, headers } = options;
    const query = new URLSearchParams({
      ...{ uploadType: 'resumable', supportsAllDrives: 'true', fields: '*' },
      ...parameters,
    });
    const answer = await fetch(`${this.#url}/upload/drive/v3/files${id ? `/${id}` : ''}?${query}`, {
      method: id ? 'PATCH' : 'POST',
      body: JSON.stringify(metadata),
      headers: {
        authorization: `Bearer ${this.#token}`,
        'content-type': 'application/json; charset=UTF-8',
        ...headers,
      },
    });
    const text = await answer.text();
    const body = text === '' ? undefined : JSON.parse(text);
    return {
      status: answer.status,
      session: answer.headers.get('location') ?? '',
      body,
      headers: answer.headers,
    };
  }

  upload(metadata: object, content: string, parameters: Record<string, string> = {}): Promise<Answer> {
    const body = [
      '--limit',
      'content-type: application/json',
      '',
      JSON.stringify(metadata),
      '--limit',
      'content-type: image/jpeg',
      '',
      content,
      '--limit--',
    ].join('\r\n');
    return this.call(
      'POST',
      '/upload/drive/v3/files',
      { uploadType: 'multipart', fields: '*', ...parameters },
      { body, headers: { 'content-type': 'multipart/related; boundary=limit' } },
    );
  }
}

/** A session's answer: `range` is what it has received so far, `body` the file once it is complete. */
export async function putTo(
  session: string,
  content: string | Buffer,
  contentRange?: string,
  headers: Record<string, string> = {},
): Promise<Answer & { range: string | null }> {
  const answer = await fetch(session, {
    method: 'PUT',
    body: new Uint8Array(Buffer.from(content)),
    headers: { ...headers, ...(contentRange && { 'content-range': contentRange }) },
  });
  const text = await answer.text();
  const body = text === '' ? undefined : JSON.parse(text);
  return { status: answer.status, range: answer.headers.get('range'), body, headers: answer.headers };
}

/** The signed assertion that Google's libraries exchange for a token. */
export function assertion(
  { client_email, token_uri, private_key }: DriveSandbox['serviceAccount'],
  changes: object = {},
  alg = 'RS256',
): string {
  const iat = Math.floor(Date.now() / 1000);
  const scope = 'https://www.googleapis.com/auth/drive';
  const claims = { iss: client_email, aud: token_uri, scope, iat, exp: iat + 3600, ...changes };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(private_key, 'base64url')}`;
}

export async function askForToken(
  url: string,
  jwt: string,
  grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer',
): Promise<Answer> {
  const answer = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ grant_type, assertion: jwt }),
  });
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}

export const reasonOf = ({ body }: Pick<Answer, 'body'>) => body.error.errors[0].reason;
