import { describe, expect, test } from 'vitest';
import { extents } from '../../core/domain/forgotten.ts';
import { retentionDays } from '../../core/domain/retention.ts';
import { blocksOf, keysOf, read, statesIn, tableOf } from './document.ts';
import { definitionOf, statesOf } from './stack.ts';

describe('docs/forgetting.md', () => {
  const text = read('docs/forgetting.md');

  test('lists every extent, from the least to the most', () => {
    expect(keysOf(tableOf(text, 'extent', 'what goes', 'what is left'))).toEqual(extents);
  });

  test('says when each goes, if a stage says nothing else', () => {
    const rows = tableOf(text, 'key of `retention`', 'what goes then', 'days, when left out');
    const listed = rows.map(([key = '', , days]) => [key.replaceAll('`', ''), Number(days)]);
    expect(Object.fromEntries(listed)).toEqual(retentionDays.parse({}));
  });

  test('shows every state of the retention, and no other', () => {
    const [picture = ''] = blocksOf(text, 'mermaid');
    expect(statesIn(picture).sort()).toEqual([...statesOf(definitionOf('retention')).keys()].sort());
  });
});
