import { describe, expect, test } from 'vitest';
import { machineNames } from '../../admin/machines.ts';
import * as errors from '../../core/domain/errors.ts';
import * as retries from '../../lib/house/retry-policies.ts';
import { codesIn, keysOf, read, tableOf, tablesOf } from './document.ts';
import { definitionOf } from './stack.ts';

const classes = {
  permanent: errors.permanentErrors,
  transient: errors.transientErrors,
  'rate-limited': errors.rateLimitedErrors,
  paced: errors.pacedErrors,
  outage: errors.outageErrors,
  unclear: errors.unclearErrors,
  'not-yet': errors.notYetErrors,
};
const policies = {
  transient: retries.transient,
  'rate-limited': retries.rateLimited,
  paced: retries.paced,
  outage: retries.outage,
  unclear: retries.unclear,
  'not-yet': retries.notYet,
};

describe('docs/errors.md', () => {
  const text = read('docs/errors.md');

  test('explains every class of error once, with the class it is retried by, and no other', () => {
    const documented = tablesOf(text, 'error', 'class', 'meaning', 'what to do')
      .flat()
      .map(([name = '', retryClass]) => [...codesIn(name), retryClass]);
    const expected = Object.entries(classes).flatMap(([retryClass, list]) =>
      list.map(({ errorName }) => [errorName, retryClass]),
    );
    const exported = Object.values(errors).filter((value) => typeof value === 'function');
    expect(documented.toSorted()).toEqual(expected.toSorted());
    expect(documented).toHaveLength(exported.length - 1); // the base class is not one of them
  });

  test('says how often each class is retried', () => {
    const rows = tableOf(text, 'class', 'what happens');
    expect(rows.map(([name]) => name).sort()).toEqual(Object.keys(classes).sort());
    for (const [name, { maxAttempts }] of Object.entries(policies)) {
      const [, whatHappens = ''] = rows.find(([first]) => first === name) ?? [];
      // The third attempt of `unclear` only parks.
      const often = name === 'unclear' ? 'once more' : `${maxAttempts} times`;
      expect(whatHappens, name).toContain(often);
    }
  });

  test('explains every name that Lambda fails with, and how it is retried', () => {
    const rows = tableOf(text, 'name', 'retried', 'meaning', 'what to do');
    const ours = Object.values(classes).flatMap((list) => list.map(({ errorName }) => errorName));
    const asTransient = rows.filter(([, retried]) => retried === 'as transient');
    expect(keysOf(asTransient).sort()).toEqual(
      retries.transient.errors?.filter((name) => !ours.includes(name)).sort(),
    );
    const asPaced = rows.filter(([, retried]) => retried === 'as paced');
    expect(keysOf(asPaced)).toEqual(retries.paced.errors?.filter((name) => !ours.includes(name)));
  });

  test('lists every way in which a workflow ends', () => {
    const machines = Object.values(machineNames).flat().map(definitionOf);
    const ends = machines.flatMap(({ States }) =>
      Object.entries(States).flatMap(([label, { Type }]) => {
        if (Type === 'Succeed') return `${label}: succeeded`;
        return Type === 'Fail' ? `${label}: failed` : [];
      }),
    );
    const listed = tableOf(text, 'end', 'status', 'meaning')
      .filter(([end = '']) => end.startsWith('`'))
      .map(([end = '', status]) => `${end.slice(1, -1)}: ${status}`);
    expect(listed.sort()).toEqual([...new Set(ends)].sort());
  });
});
