import { type ExecutionStatus, paginateListExecutions } from '@aws-sdk/client-sfn';
import { longestStem } from '../../core/domain/ids.ts';
import type { PaymentReading } from '../../core/domain/payment-reading.ts';
import { consoleLinkOf } from '../console-link.ts';
import { type MachineName, machineNames, machinesOf } from '../machines.ts';
import type { Stage } from '../stage.ts';

/** Times are ISO 8601. */
export interface ShownExecution {
  machine: MachineName;
  name: string;
  status: ExecutionStatus | undefined;
  started: string;
  stopped?: string;
  link: string;
}

/**
 * The executions about an entry, the oldest first. They are found by their names, which begin with the entry's id or have
 * the id of one of Stripe's objects; not those to which a person gave another name.
 */
export async function executionsAbout(
  stage: Stage,
  entryId: string,
  money: PaymentReading | undefined,
): Promise<ShownExecution[]> {
  const isAbout = nameTest(entryId, money);
  const found: ShownExecution[] = [];
  for (const { name: machine, arn } of await machinesOf(stage, machineNames.entries)) {
    const request = { stateMachineArn: arn, maxResults: 1_000 };
    for await (const page of paginateListExecutions({ client: stage.sfn }, request)) {
      for (const { name = '', status, startDate, stopDate } of page.executions ?? []) {
        if (!isAbout(machine, name)) continue;
        found.push({
          ...{ machine, name, status, started: (startDate ?? new Date(0)).toISOString() },
          ...(stopDate && { stopped: stopDate.toISOString() }),
          link: consoleLinkOf(stage.config, { execution: name, stateMachine: arn }),
        });
      }
    }
  }
  return found.sort((a, b) => (a.started < b.started ? -1 : 1));
}

/** Names are made by `executionNameOf` and `paymentChangeNameOf`. */
export function nameTest(
  entryId: string,
  money: PaymentReading | undefined,
): (machine: MachineName, name: string) => boolean {
  const further = /-[0-9a-f]{8}$/;
  const { charges = [], refunds = [], disputes = [], warnings = [] } = money ?? {};
  const changed = [
    entryId,
    money?.paymentIntentId,
    ...[charges, refunds, disputes, warnings].flat().map(({ id }) => id),
  ].filter((id) => typeof id === 'string');
  return (machine, name) => {
    const stem = name.replace(further, '');
    if (machine !== 'payment-change') return name === entryId || stem === entryId.slice(0, longestStem);
    const object = stem.slice(stem.indexOf('-') + 1);
    return object.length >= shortestId && changed.some((id) => id.startsWith(object));
  };
}

/** What is left of an id where a name had to be cut off says too little below this. */
const shortestId = 12;
