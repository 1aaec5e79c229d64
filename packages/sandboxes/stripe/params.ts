import * as z from 'zod';
import { invalidRequest } from './api-error.ts';

interface Form {
  [name: string]: string | Form;
}

/**
 * Reads Stripe's form encoding: `line_items[0][price_data][currency]=usd` gives nested objects; an object whose keys
 * are 0, 1, … is a list. Source: https://docs.stripe.com/api (bodies are form-encoded)
 */
export function parseForm(text: string): unknown {
  const root: Form = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/\[|\]\[|\]$/).filter((part, index) => index === 0 || part !== '');
    let place = root;
    for (const part of path.slice(0, -1)) {
      const next = place[part];
      place[part] = typeof next === 'object' ? next : Object.create(null);
      place = place[part] as Form;
    }
    place[path.at(-1) ?? name] = value;
  }
  return listsOf(root);
}

function listsOf(value: string | Form): unknown {
  if (typeof value === 'string') return value;
  const names = Object.keys(value);
  const isList = names.length > 0 && names.every((name, index) => name === String(index));
  const entries = Object.entries(value).map(([name, inner]) => [name, listsOf(inner)] as const);
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

const metadata = z.record(z.string().max(40), z.string().max(500));
const count = z.string().regex(/^\d+$/, 'Invalid integer').transform(Number);
const httpUrl = z.url({ protocol: /^https?$/, error: 'Not a valid URL' });
const expand = z.array(z.string()).optional();
const page = {
  limit: count.pipe(z.number().min(1).max(100)).default(10),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
};

/** The supported part of https://docs.stripe.com/api/checkout/sessions/create; the rest is refused, not ignored. */
export const createSession = z.strictObject({
  mode: z.literal('payment'),
  success_url: httpUrl,
  cancel_url: httpUrl.optional(),
  line_items: z
    .array(
      z.strictObject({
        quantity: count.pipe(z.number().min(1)),
        price_data: z.strictObject({
          currency: z.string().regex(/^[A-Za-z]{3}$/, 'Invalid currency'),
          unit_amount: count,
          product_data: z.strictObject({
            name: z.string().min(1),
            description: z.string().optional(),
            metadata: metadata.optional(),
          }),
        }),
      }),
    )
    .min(1)
    .max(100),
  customer_email: z.email().optional(),
  client_reference_id: z.string().max(200).optional(),
  metadata: metadata.default({}),
  payment_intent_data: z
    .strictObject({
      metadata: metadata.default({}),
      description: z.string().optional(),
      receipt_email: z.email().optional(),
    })
    .default({ metadata: {} }),
  payment_method_types: z.array(z.enum(['card', 'us_bank_account'])).default(['card', 'us_bank_account']),
  expires_at: count.optional(),
  expand,
});
export type CreateSession = z.output<typeof createSession>;

export const retrieve = z.strictObject({ expand });
export const listLineItems = z.strictObject(page);
export const listSessions = z.strictObject({
  ...page,
  expand,
  payment_intent: z.string().optional(),
  status: z.enum(['open', 'complete', 'expired']).optional(),
});
export const listEvents = z.strictObject({
  ...page,
  type: z.string().optional(),
  types: z.array(z.string()).optional(),
  delivery_success: z
    .enum(['true', 'false'])
    .transform((word) => word === 'true')
    .optional(),
});

/** @throws ApiError 400 about the first problem only, like Stripe. */
export function parseParams<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  const parsed = schema.safeParse(parseForm(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = [
    ...(issue?.path ?? []),
    ...(issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []),
  ];
  const [first, ...inner] = path.map(String);
  const param = `${first ?? ''}${inner.map((name) => `[${name}]`).join('')}`;
  if (issue?.code === 'unrecognized_keys') {
    throw invalidRequest(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });
  }
  if (issue?.code === 'invalid_type') {
    throw invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  }
  throw invalidRequest(`${issue?.message} (${param})`, { code: 'parameter_invalid', param });
}
