import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { questions } from '../../admin/setup/questions.ts';
import { stageSecret } from '../../core/clients/secret.ts';
import { webhookEvents } from '../../core/domain/stripe-events.ts';
import { blocksOf, codesIn, keysOf, read, tableOf } from './document.ts';
import { outputNames } from './stack.ts';

describe('docs/deploying.md', () => {
  const text = read('docs/deploying.md');

  test("shows every key of a stage's secret, and no other", () => {
    const example = JSON.parse(blocksOf(text, 'json').find((block) => block.includes('whsec_')) ?? '');
    expect(secretKeysOf(example)).toEqual(secretKeysOf(propertiesOf(z.toJSONSchema(stageSecret))));
  });

  test('says what setup can be answered by a file, and nothing else', () => {
    const listed = tableOf(text, 'answer', 'what it is');
    expect(listed).toEqual(Object.entries(questions).map(([key, meaning]) => [`\`${key}\``, meaning]));
  });

  test('lists every event that the webhook subscribes to, and no other', () => {
    const listed = keysOf(tableOf(text, 'events', 'about'));
    expect(listed.sort()).toEqual([...webhookEvents].sort());
  });

  test('says where the web form finds what it needs, by outputs that the stack has', () => {
    const rows = tableOf(text, 'what', 'where', 'its IAM role may');
    const named = rows.map(([, where = '']) => codesIn(where)[0]);
    expect(outputNames).toEqual(expect.arrayContaining(named));
  });
});

/** The keys of a secret by their paths, as far as they are ours: `google.serviceAccount` is Google's file. */
function secretKeysOf(secret: Record<string, Record<string, unknown>>): string[] {
  return Object.entries(secret)
    .flatMap(([part, keys]) => Object.keys(keys).map((key) => `${part}.${key}`))
    .sort();
}

function propertiesOf({
  properties = {},
}: z.core.JSONSchema.JSONSchema): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [
      key,
      typeof value === 'object' ? (value.properties ?? {}) : {},
    ]),
  );
}
