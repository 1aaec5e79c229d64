import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startCloud } from '@tkd-registration/local-cloud';
import { seedConfig } from './seed.ts';
import { synthesise } from './synthesise.ts';
import { leaveWord, runningBy } from './word-left.ts';

const usage = `npm start -- [--port N] [--data DIR]

  --port N    first of the six ports in a row to listen on; 4566 by default
  --data DIR  keep everything but the mails in a folder over restarts; in memory by default`;

const projectRoot = join(import.meta.dirname, '..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4566' },
      data: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(usage);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_530)
    throw new Error(`--port ${values.port}: expected a port number`);

  const dataDir = values.data && resolve(values.data);
  const dataFile = dataDir && join(dataDir, 'endpoints.json');
  const owner = dataFile && (await runningBy(dataFile));
  if (owner) throw new Error(`--data ${values.data}: the embedded cloud at ${owner} works on it`);
  const other = await runningBy(join(projectRoot, '.local/endpoints.json'));
  if (other && Number(new URL(other).port) === port) {
    throw new Error(
      `npm start runs already, at ${other}: use that, stop it, or choose other ports with --port`,
    );
  }
  const file = other ? `.local/endpoints-${port}.json` : '.local/endpoints.json';
  if (other) console.log(`Another one runs at ${other}, and .local/endpoints.json tells of that.`);

  console.log('Synthesising the stack of stage local …');
  const assembly = await synthesise('local');
  console.log('Starting the embedded cloud …');
  const cloud = await startCloud({
    assembly,
    ports: {
      edge: port,
      webhook: port + 1,
      stripe: port + 2,
      drive: port + 3,
      mail: port + 4,
      console: port + 5,
    },
    dataDir,
    logDir: join(projectRoot, '.local/logs'),
  });
  await seedConfig(cloud);

  const word = { ...cloud.endpoints, outputs: cloud.outputs };
  const words = [join(projectRoot, file), ...(dataFile ? [dataFile] : [])].map((path) =>
    leaveWord(path, word),
  );
  const { aws, webhook, stripe, drive, mail, console: consolePage } = cloud.endpoints;
  console.log(`
Running. Pages to open:
  Executions       ${consolePage}
  Mail             ${mail}
  Stripe sandbox   ${stripe}
  Drive sandbox    ${drive}
Endpoints:
  AWS services     ${aws}
  Stripe webhook   ${webhook}

The AWS CLI works against it, with any credentials:
  export AWS_ENDPOINT_URL=${aws} AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
  aws stepfunctions list-executions --state-machine-arn ${cloud.outputs.StateMachineArn}

Post an entry as the form does:
  aws sqs send-message --queue-url ${cloud.outputs.ProcessingQueueUrl} --message-body file://test/fixtures/entries/manual-entry.json

All of this is in ${file} too. Ctrl-C stops everything.`);

  const stop = () => {
    console.log('\nStopping …');
    for (const takeBack of words) takeBack();
    cloud.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function fail(error: unknown): never {
  console.error((error as Error).message);
  process.exit(1);
}

main().catch(fail);
