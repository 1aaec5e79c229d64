/** The settings of each Lambda: its construct sets exactly what it reads. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as brackets from '../../lambdas/runtime/bracket-settings.ts';
import * as runtime from '../../lambdas/runtime/settings.ts';
import { stacks } from './stacks.ts';

const lambdasFolder = join(import.meta.dirname, '../../lambdas');

type Variables = Record<string, unknown>;

/** Read by Node and the C library, not by our code. */
const ofTheProcess = ['NODE_OPTIONS', 'MALLOC_ARENA_MAX'];
const notFromTheStack: readonly string[] = runtime.setOutsideTheStack;
/** Variables that only the types of a group check, because no stack here has a value for them. */
const ofGroups = Object.values({ ...runtime, ...brackets }).flatMap((exported) =>
  typeof exported === 'object' && 'variables' in exported ? Object.keys(exported.variables) : [],
);

/** Each Lambda's variables in every stack that has it, once where they are the same in several. */
const lambdas = new Map<string, Variables[]>();
for (const { config, template } of stacks) {
  for (const { Properties } of Object.values(template.findResources('AWS::Lambda::Function'))) {
    const { FunctionName, Environment } = Properties;
    if (!FunctionName) continue; // the CDK's own
    const name = String(FunctionName).replace(`tkd-registration-${config.stage}-`, '');
    const others = lambdas.get(name) ?? [];
    if (!others.some((variables) => isDeepStrictEqual(variables, Environment.Variables))) {
      lambdas.set(name, [...others, Environment.Variables]);
    }
  }
}

/** A query makes each loading of an `index.ts` a new one: of that file alone, in which all settings are read. */
let loaded = 0;

/** Stands in for what only a deployment knows, such as a queue's address, and for a file that is only in an asset. */
function standIn(value: unknown): unknown {
  if (value === runtime.logoInAsset) return 'index.ts';
  return typeof value === 'string' ? value : 'https://known.when/deployed';
}

describe.each([...lambdas])('%s', (name, inStacks) => {
  const environment = process.env;
  let read: Set<string>;

  beforeEach(() => {
    read = new Set();
  });
  afterEach(() => {
    process.env = environment;
  });

  /** Loads the Lambda with exactly these variables, noting which of them it asks for as its settings. */
  async function load(variables: Variables): Promise<void> {
    const given = Object.entries(variables).map(([variable, value]) => [variable, standIn(value)]);
    process.env = new Proxy(Object.fromEntries([['AWS_REGION', 'eu-central-1'], ...given]), {
      get(target, variable: string) {
        if (new Error().stack?.includes('readEnv')) read.add(variable);
        return target[variable];
      },
    });
    const [file = ''] = globSync(`*/${name}/index.ts`, { cwd: lambdasFolder });
    const { handler } = await import(`${join(lambdasFolder, file)}?loaded=${++loaded}`);
    expect(handler).toBeTypeOf('function');
  }

  test('reads every variable that any stage sets, and finds all that it needs', async () => {
    for (const variables of inStacks) {
      await load(variables);
    }
    const given = [...new Set(inStacks.flatMap(Object.keys))].filter((name) => !ofTheProcess.includes(name));
    const expected = [...read].filter((name) => !notFromTheStack.includes(name));
    expect(
      given.filter((name) => !expected.includes(name)),
      'given and not read',
    ).toEqual([]);
    const missing = expected.filter((name) => !given.includes(name) && !ofGroups.includes(name));
    expect(missing, 'read and not given').toEqual([]);
  });
});
