/** What fails, as lines for the terminal of `npm start`. */
import { styleText } from 'node:util';
import type { Failure } from '@tkd-registration/local-cloud/failures';
import { executionPage } from '../core/attention/places.ts';
import { waitInWords } from './waits.ts';

/** The most lines of a function's log that are shown, and the most characters of each. */
const mostLines = 8;
const longestLine = 300;

/**
 * Who it is about, in ids alone; which step failed and why; what the function wrote; and the page with all about it.
 * @param console the address of the pages.
 */
export function failureInWords({ execution, ...failure }: Failure, console: string): string {
  const entryId = execution && entryIn(execution.input);
  const who = entryId ? `entry ${entryId}` : (execution?.name ?? 'no execution');
  const page = execution && pageOf(execution, entryId, console);
  const time = styleText('dim', new Date(failure.at).toISOString().slice(11, 19));
  if (failure.kind === 'execution') {
    const what = entryId ? 'needs attention' : `failed on ${failure.what}`;
    return [`${time} ${styleText('red', `${who} ${what}`)}: ${failure.error}`, `  ${page}`].join('\n');
  }
  const wait = failure.retryAt === undefined ? undefined : waitInWords(failure.error);
  if (wait) return styleText('dim', `${time} ${failure.what} waits ${wait} (${who})`);
  const { what, attempt = 1, retryAt, error, reason, lines, at } = failure;
  const tried = attempt > 1 ? `, attempt ${attempt}` : '';
  const again = retryAt === undefined ? '' : `, again in ${inWords(retryAt - at)}`;
  const shown = lines.flatMap(({ line }) => line.split('\n')).slice(-mostLines);
  return [
    `${time} ${styleText(retryAt === undefined ? 'red' : 'yellow', `${what} failed${tried}${again}`)} (${who}): ${error}`,
    ...(reason ? [`  ${cut(reason.replace(`entry ${entryId}: `, ''))}`] : []),
    ...shown.map((line) => styleText('dim', `  | ${cut(line)}`)),
    // An entry's page is shown next, when its execution ends because of this.
    ...(page && !entryId && retryAt === undefined ? [`  ${page}`] : []),
  ].join('\n');
}

function pageOf(
  { name, stateMachineArn }: Required<Failure>['execution'],
  entryId: string | undefined,
  console: string,
) {
  if (entryId) return `${console}/entries/${encodeURIComponent(entryId)}`;
  return executionPage({ execution: name, stateMachine: stateMachineArn }, console);
}

/** The entry that an execution's input names. */
function entryIn(input: string): string | undefined {
  const { entryId } = (JSON.parse(input) ?? {}) as { entryId?: unknown };
  return typeof entryId === 'string' ? entryId : undefined;
}

const cut = (line: string) => (line.length > longestLine ? `${line.slice(0, longestLine)} …` : line);

function inWords(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
