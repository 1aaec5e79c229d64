/** Lambda's API for event source mappings: lists them, and switches them off and on. */
import { createHash } from 'node:crypto';
import type { Answer } from '../aws/secrets.ts';
import { arn } from '../template/resource-kinds.ts';
import type { Mapping } from './mapping.ts';

/** An event source mapping that can be switched. */
export interface Trigger {
  mapping: Pick<Mapping, 'sourceArn' | 'functionName'>;
  isOn(): boolean;
  turn(on: boolean): void;
}

/**
 * Answers `GET /2015-03-31/event-source-mappings`, `GET` and `PUT` of one.
 * @param path of the request. @param body of a `PUT`.
 */
export function answerAboutTriggers(
  triggers: readonly Trigger[],
  { method, path, query, body }: { method: string; path: string; query: URLSearchParams; body: string },
): Answer {
  const [, uuid] = /^\/2015-03-31\/event-source-mappings\/([^/]+)$/.exec(path) ?? [];
  if (uuid === undefined) {
    const source = query.get('EventSourceArn');
    const name = query.get('FunctionName');
    const found = triggers.filter(
      ({ mapping }) =>
        (!source || sourceOf(mapping.sourceArn) === sourceOf(source)) &&
        (!name || [mapping.functionName, functionArnOf(mapping)].includes(name)),
    );
    return { status: 200, body: { EventSourceMappings: found.map(shown) } };
  }
  const trigger = triggers.find((one) => uuidOf(one) === uuid);
  if (!trigger) {
    const message = 'The resource you requested does not exist.';
    return { status: 404, body: { __type: 'ResourceNotFoundException', Type: 'User', Message: message } };
  }
  if (method === 'PUT') {
    const { Enabled } = JSON.parse(body || '{}') as { Enabled?: boolean };
    if (Enabled !== undefined) trigger.turn(Enabled);
  }
  return { status: method === 'PUT' ? 202 : 200, body: shown(trigger) };
}

/** DynamoDB Local gives a table's stream an ARN of its own, which the template cannot know. */
const sourceOf = (sourceArn: string) =>
  /^arn:aws:dynamodb:.*:table\/([^/]+)\/stream\//.exec(sourceArn)?.[1] ?? sourceArn;

const functionArnOf = ({ functionName }: Trigger['mapping']) => arn('lambda', `function:${functionName}`);

/** The same at every start. */
function uuidOf({ mapping }: Trigger): string {
  const hash = createHash('sha256').update(`${mapping.functionName} ${mapping.sourceArn}`).digest('hex');
  return hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const shown = (trigger: Trigger) => ({
  UUID: uuidOf(trigger),
  EventSourceArn: trigger.mapping.sourceArn,
  FunctionArn: functionArnOf(trigger.mapping),
  State: trigger.isOn() ? 'Enabled' : 'Disabled',
  StateTransitionReason: 'USER_INITIATED',
});
