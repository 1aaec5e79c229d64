import { open as openInspector } from 'node:inspector';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { watchFailures } from '@tkd-registration/local-cloud/failures';
import { readStageConfig } from '../lib/stage-config.ts';
import { runningCloud, writeEndpoints } from './endpoints-file.ts';
import { failureInWords } from './failures-in-terminal.ts';
import { playground } from './playground/playground.ts';
import { registerMissing } from './registered-people.ts';
import { sampleTournament } from './samples/sample-tournament.ts';
import { synthesise } from './synthesise.ts';
import { defaultPort, portCount, startTournamentCloud } from './tournament-cloud.ts';
import { followSources } from './watch/live-code.ts';

const usage = `npm start -- [--people N] [--port N] [--data DIR] [--inspect]

  --people N  register N made-up competitors and their coaches, who are there at once
  --port N    first of the ${portCount} ports in a row to listen on; ${defaultPort} by default
  --data DIR  keep everything but the mails in a folder over restarts; in memory by default
  --inspect   let a debugger stop at breakpoints in the Lambdas`;

/** With more, names would repeat. */
const mostPeople = 3_000;

const projectRoot = join(import.meta.dirname, '..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: String(defaultPort) },
      data: { type: 'string' },
      people: { type: 'string', default: '0' },
      inspect: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(usage);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port + portCount > 65_536)
    throw new Error(`--port ${values.port}: expected a port number`);

  const people = Number(values.people);
  if (!Number.isInteger(people) || people < 0 || people > mostPeople)
    throw new Error(`--people ${values.people}: expected a number up to ${mostPeople}`);

  const dataDir = values.data && resolve(values.data);
  const dataFile = dataDir && join(dataDir, 'endpoints.json');
  const owner = dataFile && (await runningCloud(dataFile));
  if (owner) throw new Error(`--data ${values.data}: the embedded cloud at ${owner} works on it`);
  const other = await runningCloud(join(projectRoot, '.local/endpoints.json'));
  if (other && Number(new URL(other).port) === port) {
    throw new Error(
      `npm start runs already, at ${other}: use that, stop it, or choose other ports with --port`,
    );
  }
  const file = other ? `.local/endpoints-${port}.json` : '.local/endpoints.json';
  if (other) console.log(`Another one runs at ${other}, which .local/endpoints.json describes.`);

  if (values.inspect) openInspector();
  console.log('Synthesising the stack of stage local …');
  const assembly = await synthesise('local');
  console.log('Starting the embedded cloud …');
  const cloud = await startTournamentCloud({
    assembly,
    firstPort: port,
    dataDir,
    logDir: join(projectRoot, '.local/logs'),
    pointInTimeRecovery: true,
    site: playground,
  });

  watchFailures(cloud, (failure) => console.error(failureInWords(failure, cloud.endpoints.console)));

  const liveCode = followSources({ functions: cloud.functions, assembly, say: (line) => console.log(line) });

  const { region, credentials } = awsClientConfig(cloud);
  const written = { ...cloud.endpoints, region, credentials, outputs: cloud.outputs };
  const removals = [join(projectRoot, file), ...(dataFile ? [dataFile] : [])].map((path) =>
    writeEndpoints(path, written),
  );
  if (people > 0) {
    const sample = sampleTournament(people, readStageConfig('local').competition.year);
    const registered = await registerMissing(cloud, sample);
    console.log(
      registered > 0 ? `Registered ${registered} made-up people.` : 'The made-up people are there already.',
    );
  }
  const { aws, webhook } = cloud.endpoints;
  const { accessKeyId, secretAccessKey } = credentials;
  console.log(`
Running. Pages to open:
${cloud.pages.map(({ title, url }) => `  ${title.padEnd(17)} ${url}`).join('\n')}
Endpoints:
  AWS services      ${aws}
  Stripe webhook    ${webhook}

The AWS CLI works against it, with any credentials:
  export AWS_ENDPOINT_URL=${aws} AWS_DEFAULT_REGION=${region} AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}
  aws stepfunctions list-executions --state-machine-arn ${cloud.outputs.StateMachineArn}

Post an entry as the form does:
  aws sqs send-message --queue-url ${cloud.outputs.ProcessingQueueUrl} --message-body file://test/fixtures/entries/manual-entry.json

All of this is in ${file} too. Ctrl-C stops everything.`);

  const stop = () => {
    console.log('\nStopping …');
    for (const remove of removals) remove();
    liveCode
      .stop()
      .then(() => cloud.stop())
      .then(
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
