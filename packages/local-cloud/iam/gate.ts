/** Lets requests to the edge through that their signers' roles allow. */
import type { NodeContext } from '../aws/forwarder.ts';
import { accessDenied } from './access-denied.ts';
import type { Permissions } from './permissions.ts';
import { accessOf, accessToAbsence } from './request-access.ts';

/**
 * Answers a request if whoever signed it may make it, and otherwise as the service denies it. A request that neither a
 * function nor a state machine has signed is the administrator's.
 *
 * @param answer carries the request out.
 */
export async function ifAllowed(
  permissions: Permissions,
  { service, operation }: { service: string; operation: (body: string) => string },
  context: NodeContext,
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  const signer = permissions.signerOf(accessKeyIn(context));
  if (!signer) return answer();
  const { req, env } = context;
  const target = env.incoming.url ?? '/';
  // An object's content may be large, and does not matter.
  const read = service !== 's3' || req.method === 'POST';
  const body = read ? new TextDecoder().decode(await req.arrayBuffer()) : '';
  const named = operation(body);
  const secretArn = (id: string) => permissions.secretArn(id);
  const needed = accessOf({
    service,
    operation: named,
    target,
    headers: env.incoming.headers,
    body,
    secretArn,
  });
  const query = req.header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
  const refuse = (message: string) => accessDenied(service, message, { method: req.method, query });
  if (!needed) return refuse(`the embedded cloud does not know which permission ${service} ${named} needs`);
  const denied = permissions.refusal(signer, needed);
  if (denied) return refuse(denied);
  const answered = await answer();
  if (service !== 's3' || answered.status !== 404) return answered;
  const absence = needed.flatMap((access) => accessToAbsence(access) ?? []);
  const hidden = permissions.refusal(signer, absence);
  return hidden ? refuse(hidden) : answered;
}

/** Of the signature, in the header or, of a presigned URL, in the query. */
function accessKeyIn({ req }: NodeContext): string {
  const credential = /Credential=([^/]*)\//.exec(req.header('authorization') ?? '')?.[1];
  return credential ?? req.query('X-Amz-Credential')?.split('/')[0] ?? '';
}
