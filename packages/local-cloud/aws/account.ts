/** What AWS says of an account and of the stack, beside what the services do: quotas, triggers, alarms, who gets mail. */
import type { Trigger } from '../event-sources/triggers.ts';
import { answerAboutTriggers } from '../event-sources/triggers.ts';
import { configurationSetsOf } from '../ses/configuration-sets.ts';
import { MailAccount } from '../ses/mail-account.ts';
import type { Template } from '../template/template.ts';
import { Alarms } from './alarms.ts';
import type { NodeContext } from './forwarder.ts';
import type { Answer } from './secrets.ts';
import { StackQueries } from './stack-queries.ts';

export interface Account {
  alarms: Alarms;
  stackQueries: StackQueries;
  mail: MailAccount;
  /** Lambda's event source mappings. */
  triggers(): readonly Trigger[];
  /** How many events all functions together may handle at a time. */
  concurrentExecutions: number;
}

/** How many Lambdas may run at once in an account that has asked for no more. */
const usualConcurrency = 1_000;

export const accountOf = (
  template: Template,
  triggers: Account['triggers'],
  now: () => number,
  concurrentExecutions = usualConcurrency,
): Account => ({
  alarms: new Alarms(template),
  stackQueries: new StackQueries(template),
  mail: new MailAccount(configurationSetsOf(template), now),
  triggers,
  concurrentExecutions,
});

const lambdaOperations: Record<string, string> = {
  'GET account-settings': 'GetAccountSettings',
  'GET event-source-mappings': 'ListEventSourceMappings',
  'GET event-source-mappings/': 'GetEventSourceMapping',
  'PUT event-source-mappings/': 'UpdateEventSourceMapping',
};

/** The name of the call of Lambda's API that a request makes. */
export function lambdaOperation(method: string, path: string): string {
  const [, what = '', one = ''] = /^\/[\d-]+\/([^/]+)(\/[^/]+)?/.exec(path) ?? [];
  return what === 'functions' ? 'Invoke' : (lambdaOperations[`${method} ${what}${one && '/'}`] ?? method);
}

/** Answers a call of Lambda's API other than Invoke. */
export async function answerLambda({ req }: NodeContext, account: Account): Promise<Response> {
  const { method, url } = req;
  if (lambdaOperation(method, req.path) === 'GetAccountSettings') {
    return Response.json({ AccountLimit: { ConcurrentExecutions: account.concurrentExecutions } });
  }
  const { pathname, searchParams: query } = new URL(url);
  const path = pathname.replace(/\/$/, '');
  return restAnswer(answerAboutTriggers(account.triggers(), { method, path, query, body: await req.text() }));
}

/** Answers a call of SES, or leaves it to what takes mail. */
export async function answerMail(
  { req }: NodeContext,
  { mail }: Account,
  pass: () => Promise<Response>,
): Promise<Response> {
  const path = decodeURIComponent(req.path.slice('/v2/email/'.length));
  const isMail = path.startsWith('outbound-');
  const own = isMail ? undefined : mail.handle(req.method, path, await req.text());
  if (own) return restAnswer(own);
  const answer = await pass();
  if (isMail && answer.ok) mail.sent();
  return answer;
}

/** In AWS's REST protocol, an error's type is in a header too. */
function restAnswer({ status, body }: Answer): Response {
  const { __type: type } = body as { __type?: string };
  return Response.json(body, { status, headers: type ? { 'x-amzn-errortype': type } : {} });
}
