/** The input that a schedule gives its target. */
import { randomBytes } from 'node:crypto';

export interface ScheduleContext {
  scheduleArn: string;
  scheduledTime: Date;
  /** The first is 1. */
  attempt: number;
}

/**
 * The input with its context attributes, such as `<aws.scheduler.scheduled-time>`, replaced by their values.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 * @throws Error for an unknown attribute, and for an input that is not JSON then.
 */
export function fillIn(input: string, { scheduleArn, scheduledTime, attempt }: ScheduleContext): unknown {
  const values = new Map([
    ['schedule-arn', scheduleArn],
    ['scheduled-time', scheduledTime.toISOString().replace(/\.\d+Z$/, 'Z')],
    ['execution-id', randomBytes(8).toString('hex')],
    ['attempt-number', String(attempt)],
  ]);
  const filled = input.replaceAll(/<aws\.scheduler\.([^>]*)>/g, (attribute, name: string) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`the local cloud does not know ${attribute}`);
    return value;
  });
  try {
    return JSON.parse(filled);
  } catch {
    // The parser's message would quote the input.
    throw new Error("a schedule's Input must be JSON");
  }
}
