import { Arn, ArnFormat, type Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  Chain,
  Choice,
  Condition,
  DistributedMap,
  Fail,
  type IChainable,
  ItemBatcher,
  JsonPath,
  ResultWriterV2,
  S3JsonLItemReader,
  type StateMachine,
  Succeed,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from './security-checks.ts';
import { workflowMachine } from './workflow-machine.ts';
import type { WorkflowStep } from './workflow-step.ts';

interface BulkJobProps {
  stateMachineName: string;
  timeout: Duration;
  /** Where the plan and the results are, in a folder for each execution. */
  bucket: IBucket;
  /** Below which the folders are: `jobs/drive-sync`. */
  prefix: string;
  /** Writes the items, one a line, and adds `plan`: how many there are, and where (core/jobs/job-state.ts). */
  plan: WorkflowStep;
  /** What is done with each batch: `batchedWork(…)`; or with each item: a chain whose input is `{ job, item }`. */
  each: BatchedWork | IChainable;
  /** More that such a chain is given. */
  with?: Record<string, unknown>;
  /** How many batches or items are worked on at once. */
  atATime: number;
  /** Sums up what became of the items. Adds a field with `failed`, their number, and `cause`. */
  finish: WorkflowStep;
  /** The field that `finish` adds; `result` when left out. */
  adds?: string;
  /** What follows `finish`, whether or not items failed. */
  afterwards?: Chain;
  /** It is done where the plan has no items too. */
  alwaysAfterwards?: boolean;
  /** What the states are called, where the job has words of its own. */
  labels?: { anything?: string; nothing?: string; items?: string };
}

/**
 * A state machine that does the same with many things:
 *
 * ```
 * Plan -> Anything to do? -> Items, a Distributed Map over the plan in S3 -> Finish -> All done? -> Completed | Some failed
 * ```
 *
 * An item that fails does not stop the others. The execution fails at its end if any did, with how many did and why. The
 * plan lists only what is not as it should be, so a further execution does only what is missing.
 */
export function bulkJob(scope: Construct, props: BulkJobProps): StateMachine {
  const { bucket, prefix, plan, finish, afterwards, alwaysAfterwards, adds = 'result', labels = {} } = props;
  const allDone = new Choice(scope, 'All done?');
  const completed = new Succeed(scope, 'Completed');
  if (alwaysAfterwards) allDone.when(Condition.isNotPresent(`$.${adds}`), completed);
  allDone
    .when(Condition.numberEquals(`$.${adds}.failed`, 0), completed)
    .otherwise(new Fail(scope, 'Some failed', { error: 'SomeItemsFailed', causePath: `$.${adds}.cause` }));
  const items = itemsOf(scope, props);
  const finished = Chain.start(items).next(finish);
  (afterwards ? finished.next(afterwards) : finished).next(allDone);
  const anything = new Choice(scope, labels.anything ?? 'Anything to do?')
    .when(Condition.numberGreaterThan('$.plan.items', 0), items)
    .otherwise(
      alwaysAfterwards && afterwards ? afterwards : new Succeed(scope, labels.nothing ?? 'Nothing to do'),
    );
  const machine = workflowMachine(scope, {
    stateMachineName: props.stateMachineName,
    timeout: props.timeout,
    definition: Chain.start(plan).next(anything),
  });
  acknowledgeWildcard(
    machine,
    bucket.arnForObjects(`${prefix}/*`),
    "The files of this one job's executions.",
  );
  for (const executions of executionsOf(machine)) {
    acknowledgeWildcard(machine, executions, 'The executions of this one machine: each batch is one.');
  }
  return machine;
}

/** As the CDK writes them in the permissions of a machine with a Distributed Map. */
function executionsOf(machine: StateMachine): string[] {
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  const { resourceName } = Arn.split(machine.stateMachineArn, arnFormat);
  return [`${resourceName}:*`, `${resourceName}/*:*`].map((name) =>
    Stack.of(machine).formatArn({ service: 'states', resource: 'execution', resourceName: name, arnFormat }),
  );
}

function itemsOf(scope: Construct, { bucket, prefix, each, atATime, labels, ...props }: BulkJobProps) {
  const inBatches = each instanceof BatchedWork;
  const items = new DistributedMap(scope, labels?.items ?? 'Items', {
    itemReader: new PlanReader({ bucket, key: JsonPath.stringAt('$.plan.key') }, prefix),
    resultWriterV2: new ResultsWriter(
      { bucket, prefix: JsonPath.format(`${prefix}/{}/results`, JsonPath.executionName) },
      prefix,
    ),
    itemBatcher: inBatches
      ? new ItemBatcher({
          maxItemsPerBatch: each.size,
          batchInput: { 'job.$': '$$.Execution.Name', 'order.$': '$.plan.order' },
        })
      : undefined,
    itemSelector: inBatches
      ? undefined
      : {
          job: JsonPath.executionName,
          item: JsonPath.objectAt('$$.Map.Item.Value'),
          ...props.with,
        },
    maxConcurrency: atATime,
    // All items are tried.
    toleratedFailurePercentage: 100,
    resultPath: '$.run',
  });
  return items.itemProcessor(inBatches ? each.start : each);
}

/** See `batchedWork`. */
class BatchedWork {
  readonly start: IChainable;
  readonly size: number;

  constructor(start: IChainable, size: number) {
    this.start = start;
    this.size = size;
  }
}

/**
 * A step that works on batches, again and again until nothing is left of each (core/jobs/batch.ts). Waiting is left to the
 * state machine, where it costs nothing.
 *
 * @param step adds `batch`.
 * @param size how many items a batch has at most. The outcomes of all are in the state, which may have 256 kB.
 */
export function batchedWork(scope: Construct, step: WorkflowStep, { size }: { size: number }): BatchedWork {
  const wait = new Wait(scope, 'Wait', { time: WaitTime.timestampPath('$.batch.waitUntil') });
  const anythingLeft = new Choice(scope, 'Anything left?')
    .when(Condition.isPresent('$.batch.waitUntil'), wait.next(step))
    .otherwise(new Succeed(scope, 'Batch done', { outputPath: '$.batch.done' }));
  return new BatchedWork(step.next(anythingLeft), size);
}

type ReaderProps = ConstructorParameters<typeof S3JsonLItemReader>[0] & { bucket: IBucket };
type WriterProps = ConstructorParameters<typeof ResultWriterV2>[0] & { bucket: IBucket };

/** Reads what is below the prefix. The CDK's own class may read the whole bucket. */
class PlanReader extends S3JsonLItemReader {
  readonly #objects: string;

  constructor(props: ReaderProps, prefix: string) {
    super(props);
    this.#objects = props.bucket.arnForObjects(`${prefix}/*`);
  }

  override providePolicyStatements(): PolicyStatement[] {
    return [new PolicyStatement({ actions: ['s3:GetObject'], resources: [this.#objects] })];
  }
}

/** Likewise, writes below the prefix. */
class ResultsWriter extends ResultWriterV2 {
  readonly #objects: string;

  constructor(props: WriterProps, prefix: string) {
    super(props);
    this.#objects = props.bucket.arnForObjects(`${prefix}/*`);
  }

  override providePolicyStatements(): PolicyStatement[] {
    const actions = [
      's3:PutObject',
      's3:GetObject',
      's3:ListMultipartUploadParts',
      's3:AbortMultipartUpload',
    ];
    return [new PolicyStatement({ actions, resources: [this.#objects] })];
  }
}
