import { alarms, lambdas, triggers, waiting } from './account-checks.ts';
import type { Check } from './check.ts';
import { challonge, drive, webhook } from './outside-checks.ts';
import { clock, deadLetters, mailAccount, queues, sender, workflows } from './running-checks.ts';
import { schools, secret, stack, streams, weightClasses } from './setting-checks.ts';

/** All checks, in the order in which they are shown. */
export const checks: readonly Check[] = [
  stack,
  secret,
  webhook,
  sender,
  mailAccount,
  drive,
  challonge,
  schools,
  weightClasses,
  streams,
  triggers,
  workflows,
  queues,
  waiting,
  deadLetters,
  alarms,
  lambdas,
  clock,
];
