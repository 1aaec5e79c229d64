import { paginateListExecutions } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { taskOf } from '../../core/attention/attention-mail.ts';
import { plainWords } from '../../core/attention/plain-words.ts';
import { type Part, parts } from '../../core/domain/state.ts';
import { type MarkedEntry, markedEntries } from '../../core/progress/attention-marks.ts';
import { consoleLinkOf } from '../console-link.ts';
import { askAccountOf } from '../doctor/ask-account.ts';
import { NotHereError } from '../doctor/not-here-error.ts';
import { type Machine, type MachineName, machinesOf } from '../machines.ts';
import type { Stage } from '../stage.ts';

/** What `--json` prints. Times are ISO 8601. */
export interface Status {
  stage: string;
  running: {
    machine: MachineName;
    count: number;
    /** The oldest first; a few of them. */
    executions: { name: string; since: string; link: string }[];
  }[];
  attention: {
    part: Part;
    count: number;
    since: string;
    /** Why, the most frequent first. */
    reasons: { error: string; because: string; count: number }[];
  }[];
  queues: { queue: string; waiting: number; inWork: number }[];
  deadLetters: { queue: string; messages: number }[];
  alarms: {
    /** What has happened, and the chapter of the runbook. */
    ringing: { alarm: string; description: string }[];
    /** Why it is not known which ring. */
    unknown?: string;
  };
}

export const isWell = ({ attention, deadLetters, alarms }: Status) =>
  attention.length === 0 &&
  deadLetters.every(({ messages }) => messages === 0) &&
  alarms.ringing.length === 0;

export async function statusOf(stage: Stage): Promise<Status> {
  const machines = await machinesOf(stage);
  const marked: MarkedEntry[] = [];
  for await (const entry of markedEntries(stage.progress)) marked.push(entry);
  const [running, queues, alarms] = await Promise.all([
    Promise.all(machines.map((machine) => runningOn(stage, machine))),
    Promise.all(Object.entries(queueUrlsOf(stage)).map(([queue, url]) => messagesIn(stage, queue, url))),
    alarmsOf(stage),
  ]);
  const failed = (queue: string) => queue.startsWith('Failed');
  return {
    stage: stage.name,
    running: running.filter(({ count }) => count > 0),
    attention: attentionIn(marked),
    queues: queues.filter(({ queue }) => !failed(queue)),
    deadLetters: queues
      .filter(({ queue }) => failed(queue))
      .map(({ queue, waiting, inWork }) => ({ queue, messages: waiting + inWork })),
    alarms,
  };
}

/** Whoever may not read alarms gets the rest all the same. */
async function alarmsOf(stage: Stage): Promise<Status['alarms']> {
  try {
    const alarms = await askAccountOf(stage).alarms();
    const ringing = alarms.filter(({ state }) => state === 'ALARM');
    return { ringing: ringing.map(({ name, description }) => ({ alarm: name, description })) };
  } catch (error) {
    const { name, message } = error as Error;
    return { ringing: [], unknown: error instanceof NotHereError ? message : name };
  }
}

/** The most running executions of a machine that are named. */
const mostNamed = 3;

async function runningOn(stage: Stage, { name: machine, arn }: Machine): Promise<Status['running'][number]> {
  const running: { name: string; since: string }[] = [];
  const request = { stateMachineArn: arn, statusFilter: 'RUNNING' as const, maxResults: 1_000 };
  for await (const page of paginateListExecutions({ client: stage.sfn }, request)) {
    for (const { name = '', startDate = new Date(0) } of page.executions ?? []) {
      running.push({ name, since: startDate.toISOString() });
    }
  }
  running.sort((a, b) => (a.since < b.since ? -1 : 1));
  return {
    machine,
    count: running.length,
    executions: running.slice(0, mostNamed).map((execution) => ({
      ...execution,
      link: consoleLinkOf(stage.config, { execution: execution.name, stateMachine: arn }),
    })),
  };
}

/** Marks by the part of a registration that they are about. */
export function attentionIn(marked: readonly MarkedEntry[]): Status['attention'] {
  return parts.flatMap((part) => {
    const marks = marked.flatMap(({ marks }) => marks[part] ?? []);
    if (marks.length === 0) return [];
    const reasons = [...Map.groupBy(marks, ({ error }) => error)].map(([error, of]) => ({
      error,
      because: plainWords(error, taskOf(part, of[0]?.refresh)).because,
      count: of.length,
    }));
    const since = marks.map(({ at }) => at).reduce((a, b) => (a < b ? a : b));
    return [{ part, count: marks.length, since, reasons: reasons.sort((a, b) => b.count - a.count) }];
  });
}

/** The queues among the stack's outputs: `ProcessingQueueUrl`, `PhotosQueueUrl`, and those of dead letters. */
export function queueUrlsOf({ outputs }: Stage): Record<string, string> {
  const urls = Object.entries(outputs).filter(([name]) => /^Failed\w+Url$|QueueUrl$/.test(name));
  return Object.fromEntries(urls.map(([name, url]) => [name.replace(/(?:Queue)?Url$/, ''), url]));
}

export async function messagesIn(
  { config }: Stage,
  queue: string,
  url: string,
): Promise<Status['queues'][number]> {
  const { Attributes } = await new SQSClient(config).send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
      ],
    }),
  );
  const {
    ApproximateNumberOfMessages,
    ApproximateNumberOfMessagesDelayed,
    ApproximateNumberOfMessagesNotVisible,
  } = Attributes ?? {};
  return {
    queue,
    waiting: Number(ApproximateNumberOfMessages ?? 0) + Number(ApproximateNumberOfMessagesDelayed ?? 0),
    inWork: Number(ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}
