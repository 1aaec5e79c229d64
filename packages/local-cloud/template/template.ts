/** Reads the CDK app's synthesised CloudFormation template, and names its resources as AWS would. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';
import * as z from 'zod';
import { holds, isPlain, noValue, type Plain, resolve, type Scope } from './intrinsics.ts';
import { type Addresses, accountId, type Described, region, resourceKinds } from './resource-kinds.ts';

const plain = z.record(z.string(), z.unknown());

const templateBody = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: plain.default({}),
      Metadata: plain.default({}),
      Condition: z.string().optional(),
    }),
  ),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Condition: z.string().optional() }))
    .default({}),
  Parameters: z.record(z.string(), z.object({ Default: z.unknown().optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), plain)).default({}),
  Conditions: plain.default({}),
});

export interface Resource {
  logicalId: string;
  type: string;
  /** The physical name. */
  name: string;
  /** With all intrinsic functions resolved. */
  properties: Plain;
}

const nowhere: Addresses = {
  queueUrl: (name) => `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
  apiEndpoint: (apiId) => `https://${apiId}.execute-api.${region}.amazonaws.com`,
};

/** A stack's template. Intrinsic functions are resolved on demand, so addresses may become known later. */
export class Template {
  readonly stackName: string;
  readonly #body: z.infer<typeof templateBody>;
  readonly #addresses: Addresses;
  readonly #assembly: string;
  readonly #assets: ReadonlyMap<string, string>;
  readonly #scope: Scope;

  /**
   * @param options.assembly the directory to which asset paths are relative.
   * @param options.assets the path of each asset that is a directory, by the object key it would be deployed under.
   */
  constructor(
    body: unknown,
    options: {
      stackName: string;
      addresses?: Addresses;
      assembly?: string;
      assets?: ReadonlyMap<string, string>;
    },
  ) {
    this.#body = templateBody.parse(body);
    this.stackName = options.stackName;
    this.#addresses = options.addresses ?? nowhere;
    this.#assembly = options.assembly ?? '.';
    this.#assets = options.assets ?? new Map();
    this.#scope = {
      ref: (logicalId, path) => this.#ref(logicalId, path),
      attribute: (logicalId, name, path) => this.#attribute(logicalId, name, path),
      mapping: (map, first, second) => this.#body.Mappings[map]?.[first]?.[second],
      condition: (name, path) => {
        const condition = this.#body.Conditions[name];
        if (condition === undefined) throw new Error(`${path}: there is no condition ${name}`);
        return holds(condition, this.#scope, `Conditions.${name}`);
      },
    };
  }

  /** All resources of a type whose condition holds, in the template's order. */
  resourcesOf(type: string): Resource[] {
    return Object.entries(this.#body.Resources)
      .filter(([logicalId, { Type, Condition }]) => {
        return Type === type && (!Condition || this.#scope.condition(Condition, `Resources.${logicalId}`));
      })
      .map(([logicalId, { Properties }]) => ({
        logicalId,
        type,
        name: this.physicalName(logicalId),
        properties: this.resolve(Properties, `Resources.${logicalId}.Properties`) as Plain,
      }));
  }

  /**
   * Resolves the intrinsic functions in a value.
   * @throws Error with the path, for an unknown function, resource or attribute.
   */
  resolve(value: unknown, path = 'value'): unknown {
    return resolve(value, this.#scope, path);
  }

  /** The name set by the template, or `<stack>-<logicalId>` shortened to the service's limit. */
  physicalName(logicalId: string): string {
    const { Type, Properties } = this.#resource(logicalId, 'Resources');
    const kind = resourceKinds[Type] ?? {};
    const given = kind.nameProperty && Properties[kind.nameProperty];
    if (given !== undefined) {
      return String(this.resolve(given, `Resources.${logicalId}.Properties.${kind.nameProperty}`));
    }
    const end = Type === 'AWS::SQS::Queue' && Properties.FifoQueue === true ? '.fifo' : '';
    const name = shorten(`${this.stackName}-${logicalId}`, (kind.longestName ?? 255) - end.length);
    return Type === 'AWS::S3::Bucket' ? name.toLowerCase() : name + end;
  }

  /** The asset directory with a function's code; undefined for code that is not in a directory. */
  codeDirectory(resource: Resource): string | undefined {
    const marked = this.#resource(resource.logicalId, 'Resources').Metadata['aws:asset:path'];
    const code = resource.properties.Code;
    const key = isPlain(code) ? code.S3Key : undefined;
    const path = typeof marked === 'string' ? marked : this.#assets.get(String(key));
    return path === undefined ? undefined : resolvePath(this.#assembly, path);
  }

  /** The stack's outputs, by logical id. */
  outputs(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.#body.Outputs)
        .filter(([name, { Condition }]) => !Condition || this.#scope.condition(Condition, `Outputs.${name}`))
        .map(([name, { Value }]) => [name, String(this.resolve(Value, `Outputs.${name}.Value`))]),
    );
  }

  #resource(logicalId: string, path: string) {
    const resource = this.#body.Resources[logicalId];
    if (!resource) throw new Error(`${path}: there is no resource ${logicalId}`);
    return resource;
  }

  #described(logicalId: string): Described {
    const { Properties } = this.#resource(logicalId, 'Resources');
    return {
      logicalId,
      name: this.physicalName(logicalId),
      property: (name) => this.resolve(Properties[name], `Resources.${logicalId}.Properties.${name}`),
    };
  }

  #ref(logicalId: string, path: string): unknown {
    switch (logicalId) {
      case 'AWS::Region':
        return region;
      case 'AWS::AccountId':
        return accountId;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return this.stackName;
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${region}:${accountId}:stack/${this.stackName}/local`;
      case 'AWS::NoValue':
        return noValue;
    }
    const parameter = this.#body.Parameters[logicalId];
    if (parameter) {
      if (parameter.Default === undefined) throw new Error(`${path}: parameter ${logicalId} has no default`);
      return parameter.Default;
    }
    const { Type } = this.#resource(logicalId, path);
    const described = this.#described(logicalId);
    return resourceKinds[Type]?.ref?.(described, this.#addresses) ?? described.name;
  }

  #attribute(logicalId: string, name: string, path: string): string {
    const { Type } = this.#resource(logicalId, path);
    const attribute = resourceKinds[Type]?.attributes?.[name];
    if (!attribute) throw new Error(`${path}: the local cloud does not know attribute ${name} of ${Type}`);
    return attribute(this.#described(logicalId), this.#addresses);
  }
}

/** Shortened with a hash, so that long names with the same beginning stay different. */
function shorten(name: string, longest: number): string {
  if (name.length <= longest) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, longest - hash.length - 1).replace(/-+$/, '')}-${hash}`;
}

const manifestFile = z.object({
  artifacts: z.record(z.string(), z.object({ type: z.string(), properties: plain.default({}) })),
});

const assetsFile = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string().optional(), packaging: z.string().optional() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

/**
 * Reads the single stack of a synthesised CDK app (`cdk.out`).
 * @throws Error when there is no assembly, or it does not have exactly one stack.
 */
export function readTemplate(assembly: string, addresses?: Addresses): Template {
  const read = (file: string): unknown => {
    try {
      return JSON.parse(readFileSync(join(assembly, file), 'utf8'));
    } catch (cause) {
      throw new Error(`${join(assembly, file)} cannot be read: synthesise the app first`, { cause });
    }
  };
  const artifacts = Object.entries(manifestFile.parse(read('manifest.json')).artifacts);
  const stacks = artifacts.filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const [[id, stack] = []] = stacks;
  if (!id || !stack || stacks.length > 1) {
    throw new Error(`${assembly} holds ${stacks.length} stacks, expected 1`);
  }
  const assets = new Map<string, string>();
  for (const [, { type, properties }] of artifacts) {
    if (type !== 'cdk:asset-manifest') continue;
    for (const { source, destinations } of Object.values(
      assetsFile.parse(read(String(properties.file))).files,
    )) {
      if (source.packaging !== 'zip' || !source.path) continue;
      for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, source.path);
    }
  }
  return new Template(read(String(stack.properties.templateFile)), {
    stackName: String(stack.properties.stackName ?? id),
    addresses,
    assembly,
    assets,
  });
}
