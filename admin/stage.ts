/** A stage as commands see it: the resources that its stack's outputs name, and clients for them. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Places, places } from '../core/attention/places.ts';
import { Registrations } from '../core/clients/registrations.ts';
import { ProgressTable } from '../core/progress/progress-table.ts';
import { type ClientConfig, clientConfigOf, embeddedCloud, standIns } from './client-config.ts';
import { CommandError } from './command-error.ts';

/** The outputs of a stage's stack, by their names. */
export type Outputs = Readonly<Record<string, string>>;

/** Their pages, and their APIs. */
export interface Sandboxes {
  stripe: string;
  drive: string;
  challonge: string;
}

export interface StageAccess {
  name: string;
  config: ClientConfig;
  outputs: Outputs;
  /** The addresses of the sandboxes, on the embedded cloud. */
  sandboxes?: Sandboxes;
}

export class Stage {
  readonly name: string;
  readonly config: ClientConfig;
  readonly outputs: Outputs;
  /** On the embedded cloud alone. */
  readonly sandboxes: Sandboxes | undefined;
  readonly sfn: SFNClient;
  readonly dynamo: DynamoDBClient;
  readonly progress: ProgressTable;
  readonly registrations: Registrations;

  constructor({ name, config, outputs, sandboxes }: StageAccess) {
    this.name = name;
    this.config = config;
    this.outputs = outputs;
    this.sandboxes = sandboxes;
    this.sfn = new SFNClient(config);
    this.dynamo = new DynamoDBClient(config);
    this.progress = new ProgressTable(DynamoDBDocumentClient.from(this.dynamo), this.output('ProgressTable'));
    this.registrations = new Registrations(this.dynamo, this.output('RegistrationsTable'));
  }

  /** @throws CommandError when the stage is older than this command. */
  output(name: string): string {
    const value = this.outputs[name];
    if (value === undefined) {
      throw new CommandError(
        `Stage ${this.name} is older than this command: deploy it again (no output ${name}).`,
      );
    }
    return value;
  }

  /** Where the services outside AWS are; undefined where they are the real ones. */
  get apiBases(): Partial<Sandboxes> {
    return this.sandboxes ?? standIns();
  }

  /** The pages about what belongs to an entry. @param entryId says whether its payment is a test payment. */
  places(entryId: string): Places {
    const { console } = this.config;
    const { sandboxes } = this;
    return places({
      region: this.output('StateMachineArn').split(':')[3] ?? '',
      mode: entryId.startsWith('cs_test_') ? 'test' : 'live',
      entriesTable: this.output('EntriesTable'),
      registrationsTable: this.output('RegistrationsTable'),
      secretId: this.output('SecretId'),
      failedEntriesQueueUrl: this.outputs.FailedRegistrationsUrl ?? '',
      ...(console && sandboxes && { local: { console, stripe: sandboxes.stripe, drive: sandboxes.drive } }),
    });
  }
}

/**
 * Finds a stage: the embedded cloud by what `npm start` has written about it, a deployed one by its stack.
 * @throws CommandError when there is none, or it cannot be reached.
 */
export async function openStage(name: string): Promise<Stage> {
  const stage = await findStage(name);
  if (stage) return stage;
  throw new CommandError(`There is no stage ${name} in this account and region.`);
}

/** Likewise; undefined when it is not deployed. @throws CommandError when it cannot be reached. */
export async function findStage(name: string, config = clientConfigOf(name)): Promise<Stage | undefined> {
  const local = embeddedCloud(name);
  if (local) {
    const { outputs, stripe, drive, challonge } = local;
    return new Stage({ name, config, outputs, sandboxes: { stripe, drive, challonge } });
  }
  const outputs = await outputsOf(name, config);
  return outputs && new Stage({ name, config, outputs });
}

async function outputsOf(stage: string, config: ClientConfig): Promise<Outputs | undefined> {
  try {
    const { Stacks: [stack] = [] } = await new CloudFormationClient(config).send(
      new DescribeStacksCommand({ StackName: `tkd-registration-${stage}` }),
    );
    return Object.fromEntries(
      (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
  } catch (cause) {
    const { name, message } = cause as Error;
    // What CloudFormation answers about a stack that does not exist.
    if (name === 'ValidationError') return undefined;
    throw new CommandError(`CloudFormation cannot be reached: ${message || 'no answer'}`, { cause });
  }
}
