import { columns, lasting, timeOf } from '../text-layout.ts';
import type { Status } from './read-status.ts';

/** @param now epoch milliseconds. */
export function statusInWords(status: Status, now: number): string {
  const { running, attention, queues, deadLetters, alarms } = status;
  const since = (time: string) => `for ${lasting(now - Date.parse(time))}`;
  const failed = deadLetters.filter(({ messages }) => messages > 0);
  return [
    `Stage ${status.stage}, ${timeOf(now)}`,
    ...section(
      'Alarms',
      alarms.unknown === undefined ? 'none rings' : `not known (${alarms.unknown})`,
      alarms.ringing.flatMap(({ alarm, description }) => [`  ${alarm}`, `    ${description}`]),
    ),
    ...section('Running', 'nothing', [
      ...running.flatMap(({ machine, count, executions }) => [
        ...columns([[machine.padEnd(longestName), `${count}`.padStart(5)]]),
        ...executions.flatMap(({ name, since: from }) => [`    ${name}`, `      ${since(from)}`]),
        ...(count > executions.length ? [`    and ${count - executions.length} more`] : []),
      ]),
    ]),
    ...section('Needs attention', 'nothing', [
      ...attention.flatMap(({ part, count, since: from, reasons }) => [
        ...columns([[part.padEnd(longestName), `${count}`.padStart(5), `the oldest ${since(from)}`]]),
        ...reasons.map(({ because, error, count: of }) => `    ${of} × ${because} (${error})`),
      ]),
      ...(attention.length > 0 ? ['  To see them, and run them again: npm run admin -- rerun'] : []),
    ]),
    ...section(
      'Queues',
      'none',
      columns(
        queues.map(({ queue, waiting, inWork }) => [
          queue.padEnd(longestName),
          `${waiting}`.padStart(5),
          inWork > 0 ? `waiting, ${inWork} being processed` : 'waiting',
        ]),
      ),
    ),
    ...section('Dead-letter queues', 'empty', [
      ...columns(failed.map(({ queue, messages }) => [queue.padEnd(longestName), `${messages}`.padStart(5)])),
      ...(failed.length > 0 ? ['  What to do: docs/runbook.md, “Empty a dead-letter queue”'] : []),
    ]),
  ].join('\n');
}

/** All counts stand below each other. */
const longestName = 'FailedRegistrations'.length;

const section = (title: string, none: string, lines: readonly string[]) =>
  lines.length === 0 ? ['', `${title}: ${none}`] : ['', title, ...lines];
