import { existsSync, readdirSync } from 'node:fs';
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
import { loadSample, type SampleProgress } from './samples/load-sample.ts';
import { sampleEntries } from './samples/sample-entries.ts';
import { sampleTournament } from './samples/sample-tournament.ts';
import { synthesise } from './synthesise.ts';
import { defaultPort, portCount, startTournamentCloud, type TournamentCloud } from './tournament-cloud.ts';
import { followSources } from './watch/live-code.ts';

const usage = `npm start -- [--empty | --people N] [--port N] [--data DIR] [--inspect]

Opens a small tournament to play with, which registers within a minute, as if families had filled in the form.

  --empty     open with nobody
  --people N  open with N made-up competitors and their coaches instead, who are there at once, without mails
  --port N    first of the ${portCount} ports in a row to listen on; ${defaultPort} by default
  --data DIR  keep everything but the mails in a folder over restarts; in memory by default
  --inspect   let a debugger stop at breakpoints in the Lambdas`;

/** With more, names would repeat. */
const mostPeople = 3_000;

const projectRoot = join(import.meta.dirname, '..');

interface Options {
  port: number;
  dataDir?: string;
  /** How many made-up people to open with. */
  people: number;
  /** Whether to open with nobody. */
  empty: boolean;
  inspect: boolean;
}

/**
 * @returns undefined when only the usage was asked for.
 * @throws Error that names the option.
 */
function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: String(defaultPort) },
      data: { type: 'string' },
      people: { type: 'string', default: '0' },
      inspect: { type: 'boolean', default: false },
      empty: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port + portCount > 65_536)
    throw new Error(`--port ${values.port}: expected a port number`);
  const people = Number(values.people);
  if (!Number.isInteger(people) || people < 0 || people > mostPeople)
    throw new Error(`--people ${values.people}: expected a number up to ${mostPeople}`);
  if (values.empty && people > 0) throw new Error('--empty and --people exclude each other');
  return {
    port,
    dataDir: values.data && resolve(values.data),
    people,
    empty: values.empty,
    inspect: values.inspect,
  };
}

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return console.log(usage);
  const { port, dataDir, people, empty, inspect } = options;
  const dataFile = dataDir && join(dataDir, 'endpoints.json');
  const owner = dataFile && (await runningCloud(dataFile));
  if (owner) throw new Error(`--data ${dataDir}: the embedded cloud at ${owner} works on it`);
  const other = await runningCloud(join(projectRoot, '.local/endpoints.json'));
  if (other && Number(new URL(other).port) === port) {
    throw new Error(
      `npm start runs already, at ${other}: use that, stop it, or choose other ports with --port`,
    );
  }
  const file = other ? `.local/endpoints-${port}.json` : '.local/endpoints.json';
  if (other) console.log(`Another one runs at ${other}, which .local/endpoints.json describes.`);
  const isKept = dataDir !== undefined && existsSync(dataDir) && readdirSync(dataDir).length > 0;
  const sample: SampleProgress | undefined =
    empty || people > 0 || isKept ? undefined : { entries: 0, done: 0 };

  if (inspect) openInspector();
  console.log('Synthesising the stack of stage local …');
  const assembly = await synthesise('local');
  console.log('Starting the embedded cloud …');
  const cloud = await startTournamentCloud({
    assembly,
    firstPort: port,
    dataDir,
    logDir: join(projectRoot, '.local/logs'),
    pointInTimeRecovery: true,
    site: (running) => playground(running, sample),
  });

  watchFailures(cloud, (failure) => console.error(failureInWords(failure, cloud.endpoints.console)));

  const liveCode = followSources({ functions: cloud.functions, assembly, say: (line) => console.log(line) });

  const { region, credentials } = awsClientConfig(cloud);
  const written = { ...cloud.endpoints, region, credentials, outputs: cloud.outputs };
  const removals = [join(projectRoot, file), ...(dataFile ? [dataFile] : [])].map((path) =>
    writeEndpoints(path, written),
  );
  console.log(welcome(cloud, file));

  let stopping = false;
  const stop = () => {
    stopping = true;
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

  try {
    if (people > 0) await registerPeople(cloud, people);
    if (sample) await registerSample(cloud, sample);
  } catch (error) {
    if (!stopping) console.error(`The sample's people are not all there: ${(error as Error).message}`);
  }
}

/** The one address to open comes first. @param file has all of the addresses. */
function welcome(cloud: TournamentCloud, file: string): string {
  const { aws, webhook, console: home } = cloud.endpoints;
  const { region, credentials } = awsClientConfig(cloud);
  const { accessKeyId, secretAccessKey } = credentials;
  return `
Running. Open this:

  ${home}

It leads to everything else:
${cloud.pages.map(({ title, url }) => `  ${title.padEnd(17)} ${url}`).join('\n')}
  AWS services      ${aws}
  Stripe webhook    ${webhook}

The AWS CLI works against it, with any credentials:
  export AWS_ENDPOINT_URL=${aws} AWS_DEFAULT_REGION=${region} AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}
  aws stepfunctions list-executions --state-machine-arn ${cloud.outputs.StateMachineArn}

All of this is in ${file} too. Ctrl-C stops everything.
`;
}

async function registerPeople(cloud: TournamentCloud, people: number): Promise<void> {
  const { year } = readStageConfig('local').competition;
  const registered = await registerMissing(cloud, sampleTournament(people, year));
  console.log(
    registered > 0 ? `Registered ${registered} made-up people.` : 'The made-up people are there already.',
  );
}

async function registerSample(cloud: TournamentCloud, sample: SampleProgress): Promise<void> {
  await loadSample(cloud, sampleEntries(readStageConfig('local').competition.year), sample);
  console.log(`The ${sample.done} entries of the sample tournament are registered.`);
}

function fail(error: unknown): never {
  console.error((error as Error).message);
  process.exit(1);
}

main().catch(fail);
