/** The state machines of a stage, as commands name them. */
import { paginateListStateMachines } from '@aws-sdk/client-sfn';
import type { Stage } from './stage.ts';

/** What each machine's name adds to the stage's, in the order in which they are shown. */
export const machineNames = {
  /** Each execution is about one entry, or about one payment. */
  entries: ['registration', 'payment-change', 'badge-refresh'],
  jobs: [
    'badge-sheets',
    'regenerate',
    'drive-sync',
    'resend',
    'lists',
    'schools',
    'archive',
    'erase',
    'plan-brackets',
    'publish-brackets',
    'bracket-results',
    'retention',
  ],
  sweep: ['reconcile'],
} as const;

export type MachineName = (typeof machineNames)[keyof typeof machineNames][number];

/** A state machine that a stage has. */
export interface Machine {
  name: MachineName;
  arn: string;
}

/** The machines that a stage has, of these; all when left out. */
export async function machinesOf(
  stage: Stage,
  wanted: readonly MachineName[] = Object.values(machineNames).flat(),
): Promise<Machine[]> {
  const arns = new Map<string | undefined, string | undefined>();
  for await (const page of paginateListStateMachines({ client: stage.sfn }, {})) {
    for (const { name, stateMachineArn } of page.stateMachines ?? []) arns.set(name, stateMachineArn);
  }
  return wanted.flatMap((name) => {
    const arn = arns.get(fullNameOf(stage.name, name));
    return arn === undefined ? [] : [{ name, arn }];
  });
}

/** The registration's machine has the stage's name alone. */
export const fullNameOf = (stage: string, machine: string) =>
  `tkd-registration-${stage}${machine === 'registration' ? '' : `-${machine}`}`;
