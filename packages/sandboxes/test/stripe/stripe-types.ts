/**
 * The types of the pinned `stripe` package as a schema: the type checker compares what the sandbox answered with them. A
 * member that is missing, unknown or of a wrong type is a problem, and so is a value that an enumeration lacks.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** An answer's body, or an event's, as it came over the wire. */
export interface Answer {
  /** Stands before the problems found in it. */
  title: string;
  body: unknown;
}

const require = createRequire(import.meta.url);
const typesOfStripe = dirname(dirname(require.resolve('stripe')));
const typeChecker = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');

/** The name of each object's type. */
const types: Record<string, string> = {
  account: 'Stripe.Account',
  balance: 'Stripe.Balance',
  balance_transaction: 'Stripe.BalanceTransaction',
  charge: 'Stripe.Charge',
  'checkout.session': 'Stripe.Checkout.Session',
  coupon: 'Stripe.Coupon',
  customer: 'Stripe.Customer',
  dispute: 'Stripe.Dispute',
  item: 'Stripe.LineItem',
  payment_intent: 'Stripe.PaymentIntent',
  payment_method: 'Stripe.PaymentMethod',
  price: 'Stripe.Price',
  product: 'Stripe.Product',
  promotion_code: 'Stripe.PromotionCode',
  'radar.early_fraud_warning': 'Stripe.Radar.EarlyFraudWarning',
  refund: 'Stripe.Refund',
  transfer: 'Stripe.Transfer',
  webhook_endpoint: 'Stripe.WebhookEndpoint',
};

/** What differs on the wire from what the library gives, and what its types leave open though Stripe's list is closed. */
const edits: [file: string, from: RegExp, to: string][] = [
  ['shared.d.ts', /type OtherString = .*;/, 'type OtherString = never;'],
  ['shared.d.ts', /export \{ Decimal \} from .*;/, 'export type Decimal = string;'],
  [
    'resources/Refunds.d.ts',
    /^ {4}status: string \| null;/m,
    "    status: 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled' | null;",
  ],
];

/** Each problem as `<title>: <what the type checker says>`. */
export function typeProblems(answers: readonly Answer[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'stripe-types-'));
  try {
    cpSync(join(typesOfStripe, 'esm'), join(folder, 'stripe'), {
      recursive: true,
      filter: (path) => !/\.(js|map)$/.test(path),
    });
    for (const [file, from, to] of edits) {
      const path = join(folder, 'stripe', file);
      const before = readFileSync(path, 'utf8');
      if (!from.test(before)) throw new Error(`${file} of the stripe package has nothing like ${from}`);
      writeFileSync(path, before.replace(from, to));
    }
    const lines = answers.map(({ body }) => `check<${typeOf(body)}>(${JSON.stringify(body)});`);
    const head =
      "import type { Stripe } from './stripe/stripe.esm.node.js'; declare function check<T>(answer: T): void;";
    writeFileSync(join(folder, 'answers.ts'), [head, ...lines].join('\n'));
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--types',
      '',
      '--pretty',
      'false',
    ];
    const { stdout, error } = spawnSync(process.execPath, [typeChecker, ...options, 'answers.ts'], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (error) throw error;
    return stdout
      .split(/^(?=\S)/m)
      .filter((text) => text.trim() !== '')
      .map((text) => {
        const [, line, problem = text] = /^answers\.ts\((\d+),\d+\): ([\s\S]*)/.exec(text) ?? [];
        return `${line ? answers[Number(line) - 2]?.title : 'types'}: ${problem.trim()}`;
      });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function typeOf(body: unknown): string {
  const { object, data, error, deleted, type } = body as Record<string, unknown>;
  if (error)
    return '{ error: Pick<Stripe.StripeRawError, "message" | "type" | "code" | "param" | "decline_code" | "doc_url"> & { request_log_url?: string } }';
  if (object === 'event') return `Extract<Stripe.Event, { type: ${JSON.stringify(type)} }>`;
  if (object === 'list') {
    const items = (data as unknown[]).map(typeOf);
    return `Stripe.ApiList<${[...new Set(items)].join(' | ') || 'never'}>`;
  }
  const name = types[String(object)];
  if (!name) throw new Error(`no type is known for the object ${object}`);
  return deleted ? name.replace(/(\w+)$/, 'Deleted$1') : name;
}
