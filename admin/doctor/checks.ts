import { alarmMails, alarms, lambdas, triggers, waiting } from './account-checks.ts';
import type { Check } from './check.ts';
import { consistency } from './consistency-check.ts';
import { challonge, deliveries, drive, webhook } from './outside-checks.ts';
import { clock, deadLetters, mailAccount, mailEvents, queues, sender, workflows } from './running-checks.ts';
import { photoEvents, schools, secret, stack, streams, weightClasses } from './setting-checks.ts';

/** All checks, in the order in which they are shown. */
export const checks: readonly Check[] = [
  stack,
  secret,
  webhook,
  deliveries,
  sender,
  mailAccount,
  mailEvents,
  drive,
  challonge,
  schools,
  weightClasses,
  streams,
  photoEvents,
  triggers,
  workflows,
  consistency,
  queues,
  waiting,
  deadLetters,
  alarms,
  alarmMails,
  lambdas,
  clock,
];
