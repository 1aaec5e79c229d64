/** The CDK's commands as an engineer types them, against an emulator of AWS. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const region = 'us-east-1';
const longestCommandMs = 180_000;
export const mostSaid = 6_000;

/** What ended with another exit code than 0, with the end of what it said. */
export class CommandFailedError extends Error {
  override readonly name = 'CommandFailedError';
}

/** @throws CommandFailedError, also after three minutes. */
export async function run(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const options = {
    cwd,
    env: { ...process.env, ...env },
    timeout: longestCommandMs,
    maxBuffer: 64 * 1024 * 1024,
  };
  execFile(program, args, options, (error, stdout, stderr) => {
    const said = `${stdout}${stderr}`.slice(-mostSaid);
    if (error) reject(new CommandFailedError(`${program} ${args.join(' ')}: ${error.code}\n${said}`));
    else resolve(said);
  });
  return promise;
}

/** Where each of the stack's outputs leads, by its name. */
export type Outputs = Record<string, string>;

/** What leads every AWS client to an emulator. */
export const credentialsFor = (endpoint: string) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  CDK_DISABLE_CLI_TELEMETRY: '1',
  CDK_DISABLE_VERSION_CHECK: '1',
});

export class Cdk {
  readonly #endpoint: string;
  readonly #project: string;
  readonly #directory: string;

  /**
   * @param project the folder of the app.
   * @param directory where assemblies are kept.
   */
  constructor(endpoint: string, project: string, directory: string) {
    this.#endpoint = endpoint;
    this.#project = project;
    this.#directory = directory;
  }

  async bootstrap(account: string): Promise<void> {
    await this.#cdk('bootstrap', `aws://${account}/${region}`, '--app', '');
  }

  /** @returns the directory of the assembly. */
  async synthesise(name: string, stage: string, ...options: string[]): Promise<string> {
    const assembly = join(this.#directory, name);
    await this.#cdk('synth', '--quiet', '-c', `stage=${stage}`, ...options, '--output', assembly);
    return assembly;
  }

  async deploy(assembly: string): Promise<Outputs> {
    const file = join(this.#directory, 'outputs.json');
    await this.#cdk('deploy', '--app', assembly, '--require-approval', 'never', '--outputs-file', file);
    const [outputs] = Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Outputs>);
    return outputs ?? {};
  }

  async destroy(assembly: string): Promise<void> {
    await this.#cdk('destroy', '--app', assembly, '--force');
  }

  #cdk(...args: string[]): Promise<string> {
    const env = { ...credentialsFor(this.#endpoint), AWS_REGION: region, CI: 'true' };
    return run('cdk', args, { cwd: this.#project, env });
  }
}

export function templateFileOf(assembly: string): string {
  const file = readdirSync(assembly).find((name) => name.endsWith('.template.json'));
  if (!file) throw new Error(`${assembly} has no template`);
  return join(assembly, file);
}

/** A copy of an assembly whose deployment fails as late as it can: when all other resources are there. */
export function failingLate(assembly: string, account: string): string {
  const copy = `${assembly}-failing-late`;
  cpSync(assembly, copy, { recursive: true });
  const file = templateFileOf(copy);
  const before = readFileSync(file, 'utf8');
  const template = JSON.parse(before) as { Resources: Record<string, unknown> };
  template.Resources.FailsLate = {
    Type: 'Custom::FailsLate',
    Properties: { ServiceToken: `arn:aws:lambda:${region}:${account}:function:nobodys` },
    DependsOn: Object.keys(template.Resources),
  };
  writeFileSync(file, JSON.stringify(template));
  // A template that is in the bucket under the same name is not uploaded again.
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  for (const name of readdirSync(copy).filter((name) => /^manifest\.json$|\.assets\.json$/.test(name))) {
    const path = join(copy, name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(hash(before), hash(JSON.stringify(template))));
  }
  return copy;
}
