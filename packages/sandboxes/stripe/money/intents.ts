import type { Account } from '../account.ts';
import { missing } from '../api-error.ts';
import type { WireIntent } from '../wire.ts';

/** @throws ApiError 404. */
export function findIntent({ records }: Account, id: string, param = 'intent'): WireIntent {
  const found = records.intents.find((intent) => intent.id === id);
  if (!found) throw missing('payment_intent', id, param);
  return found;
}
