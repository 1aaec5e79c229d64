import { isCanary } from '../domain/canary.ts';
import type { Part } from '../domain/state.ts';
import { parts } from '../domain/state.ts';
import { type AttentionMark, attentionOf, recordOf } from './progress-record.ts';
import type { ProgressTable } from './progress-table.ts';

/** An entry of which at least one part needs attention. */
export interface MarkedEntry {
  entryId: string;
  marks: Partial<Record<Part, AttentionMark>>;
}

/**
 * Every entry that needs attention, except canaries. Scans the whole table.
 * @throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export async function* markedEntries(table: ProgressTable): AsyncGenerator<MarkedEntry> {
  const names = Object.fromEntries(parts.map((part, index) => [`#part${index}`, attentionOf(part)]));
  const items = table.scan({
    ProjectionExpression: ['entryId', ...Object.keys(names)].join(', '),
    FilterExpression: Object.keys(names)
      .map((name) => `attribute_exists(${name})`)
      .join(' OR '),
    ExpressionAttributeNames: names,
  });
  for await (const item of items) {
    if (!isCanary(item.entryId)) yield { entryId: item.entryId, marks: recordOf(item).attention };
  }
}
