/** Prints what each Lambda of a synthesised app deploys: `node lib/print-asset-sizes.ts cdk.out`. */
import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Stripe waits for the webhook, also on its cold start: its code stays small. */
const largestWebhookCode = 500_000;

/** Unpacked: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const largestAsset = 250 * 1024 * 1024;

interface Template {
  Resources: Record<
    string,
    { Type: string; Properties: { FunctionName?: string }; Metadata?: Record<string, string> }
  >;
}

const [assembly = 'cdk.out'] = process.argv.slice(2);
const rows = readdirSync(assembly)
  .filter((file) => file.endsWith('.template.json'))
  .flatMap((file) =>
    Object.values((JSON.parse(readFileSync(join(assembly, file), 'utf8')) as Template).Resources),
  )
  .filter(({ Type }) => Type === 'AWS::Lambda::Function')
  .flatMap(({ Properties, Metadata }) => {
    const asset = join(assembly, Metadata?.['aws:asset:path'] ?? '');
    const bytes = (pattern: string) =>
      globSync(pattern, { cwd: asset })
        .map((name) => statSync(join(asset, name)))
        .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
    const [code, map, all] = [bytes('index.mjs'), bytes('index.mjs.map'), bytes('**/*')];
    // The CDK's own, which empties buckets, has no name.
    return Properties.FunctionName
      ? [{ name: Properties.FunctionName, code, map, beside: all - code - map }]
      : [];
  });

const kilobytes = (bytes: number) => (bytes / 1000).toFixed(0).padStart(8);
console.log(
  `${'Lambda'.padEnd(46)}${['code', 'map', 'beside'].map((title) => title.padStart(8)).join('')}  (kB)`,
);
for (const { name, code, map, beside } of rows) {
  console.log(`${name.padEnd(46)}${kilobytes(code)}${kilobytes(map)}${kilobytes(beside)}`);
}

const webhook = rows.find(({ name }) => name.endsWith('-receive-stripe-event'));
if (!webhook || webhook.code >= largestWebhookCode) {
  console.error(`The webhook's code must be there and under ${largestWebhookCode / 1000} kB.`);
  process.exitCode = 1;
}
for (const { name, code, map, beside } of rows) {
  if (code + map + beside < largestAsset) continue;
  console.error(`${name} is over the ${largestAsset / 1024 / 1024} MB that Lambda takes.`);
  process.exitCode = 1;
}
