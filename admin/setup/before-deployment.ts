/** What a stage needs before it is deployed: its file, a sender, what the account grants. */
import type { StageConfig } from '../../lib/stage-config.ts';
import { type ClientConfig, clientConfigOf, embeddedCloud } from '../client-config.ts';
import { CommandError } from '../command-error.ts';
import { findStage, type Stage } from '../stage.ts';
import type { Asker } from './asker.ts';
import { type AwsAccount, awsAccount } from './aws-account.ts';
import { quotas, verifiedSender } from './sender.ts';
import { askStageFile, findStageFile, writeStageFile } from './stage-file.ts';
import { done, right, type StepResult, type Steps } from './step.ts';

export interface Tools {
  ask: Asker;
  steps: Steps;
  stageFileWritten?: () => void;
}

/** Where the account and the stage files are; another place for tests. */
interface Surroundings {
  folder?: string;
  account?: (config: ClientConfig) => AwsAccount;
  find?: (stage: string, config: ClientConfig) => Promise<Stage | undefined>;
}

/** @returns the stage, if it is deployed. @throws CommandError when it cannot go on. */
export async function beforeDeployment(
  stage: string,
  tools: Tools,
  { folder, account: accountOf = awsAccount, find = findStage }: Surroundings = {},
): Promise<Stage | undefined> {
  if (embeddedCloud(stage)) return findStage(stage);
  const { ask, steps } = tools;
  let config = findStageFile(stage, folder);
  const region = await regionOf(stage, config, ask);
  const settings: ClientConfig = { ...clientConfigOf(stage), region };
  const aws = accountOf(settings);
  const essential = { essential: true };

  let account = '';
  await steps.run(
    'AWS account',
    async () => {
      const me = await aws.whoAmI();
      account = me.account;
      if (config?.account !== undefined && config.account !== account) {
        throw new CommandError(
          `The stage belongs to account ${config.account}, and these credentials are for ${account}. Nothing was changed.`,
        );
      }
      const pinned = config && config.account === undefined ? ' The stage file does not name it.' : '';
      const found = right(`${account} in ${region}, as ${me.arn}.${pinned}`);
      const isExported = clientConfigOf(stage).region !== undefined;
      return isExported
        ? found
        : { ...found, next: `For the commands after this one: export AWS_REGION=${region}` };
    },
    essential,
  );

  const deployed = await find(stage, settings);
  await steps.run(
    'Stage file',
    async () => {
      if (config) return right(`stages/${stage}.json is valid. To change it, edit it and deploy`);
      if (deployed) {
        throw new CommandError(
          `The stage is deployed, and stages/${stage}.json is not here. Get it from whoever deployed the stage.`,
        );
      }
      steps.say('It says what the stage is. Answers can be changed in it later: README.md, “Configure it”.');
      const content = await askStageFile(ask, steps, { account, region, mails: await aws.mailLimits() });
      config = await writeStageFile(stage, content, { ask, show: steps.show, folder });
      tools.stageFileWritten?.();
      return done(`stages/${stage}.json is written. Commit it: it holds no secrets`);
    },
    essential,
  );
  const written = config as StageConfig;

  await steps.run('Sender', () => verifiedSender(written, { ask, steps, aws }));
  await steps.run('Quotas', () => quotas(written, region, { aws }));
  await steps.run('Stack', async () => stackOf(stage, deployed));
  return deployed;
}

function stackOf(stage: string, deployed: Stage | undefined): StepResult {
  if (deployed) return right('the stage is deployed');
  return {
    state: 'next',
    found: 'the stage is not deployed yet',
    next: `npx cdk bootstrap -c stage=${stage}, then npx cdk deploy -c stage=${stage} -c protect=false`,
  };
}

async function regionOf(stage: string, config: StageConfig | undefined, ask: Asker): Promise<string> {
  const { region: here } = clientConfigOf(stage);
  if (config?.region !== undefined) {
    if (here !== undefined && here !== config.region) {
      throw new CommandError(
        `The stage is in ${config.region}, and AWS_REGION is ${here}: export AWS_REGION=${config.region}`,
      );
    }
    return config.region;
  }
  return (
    here ??
    ask.text('region', {
      ...{ ask: 'AWS region', default: 'us-east-1' },
      problem: (typed) =>
        /^[a-z]{2}(-[a-z]+)+-\d$/.test(typed) ? undefined : 'Expected a region such as us-east-1.',
    })
  );
}
