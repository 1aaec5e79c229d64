/** What holds of every bulk job. */
import { describe, expect, test } from 'vitest';
import { definitionsOf } from '../machines.ts';
import { permissionsOf } from '../permissions.ts';
import { synthesise } from '../synthesise.ts';

const template = synthesise();
const jobs = [...definitionsOf(template)].flatMap(([name, definition]) =>
  Object.entries(definition.States)
    .filter(([, { ItemReader }]) => ItemReader !== undefined)
    .map(([label, items]) => ({
      name: name.replace('tkd-registration-local-', ''),
      definition,
      label,
      items,
    })),
);

test('badge sheets and lists are bulk jobs', () => {
  expect(jobs.map(({ name }) => name)).toEqual(expect.arrayContaining(['badge-sheets', 'lists']));
});

describe.each(jobs)('$name', ({ name, definition: { States, StartAt }, label, items }) => {
  test('reads its plan from the bucket, tries every item, and writes what became of each', () => {
    expect(items).toMatchObject({
      Type: 'Map',
      ItemReader: {
        ReaderConfig: { InputType: 'JSONL' },
        Parameters: { Bucket: expect.any(String), 'Key.$': '$.plan.key' },
      },
      ToleratedFailurePercentage: 100,
      ResultWriter: {
        Parameters: {
          'Prefix.$': expect.stringMatching(
            /^States.Format\('[a-z-/]+\/\{\}\/results', \$\$.Execution.Name\)$/,
          ),
        },
      },
      ResultPath: '$.run',
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
    });
  });

  test('ends when there is nothing to do, and as failed when some items failed', () => {
    const anything = States[States[StartAt]?.Next ?? ''] ?? expect.fail('nothing follows the plan');
    expect(anything.Choices).toMatchObject([
      { Variable: '$.plan.items', NumericGreaterThan: 0, Next: label },
    ]);
    const finish = items.Next ?? '';
    const nothing = anything.Default ?? '';
    if (States[nothing]?.Type !== 'Succeed') {
      // What follows the last item is done all the same, and without a result it is the end.
      expect(nothing).toBe(States[finish]?.Next);
      expect(States['All done?']?.Choices?.[0]).toEqual({
        Variable: '$.result',
        IsPresent: false,
        Next: 'Completed',
      });
    }
    expect(States['Some failed']).toMatchObject({ Type: 'Fail', Error: 'SomeItemsFailed' });
  });

  test('may read and write nothing but its own files, and start nothing but its own batches', () => {
    const own = permissionsOf(template).filter(({ who }) => who.endsWith(`${machineIdOf(name)}StateMachine`));
    const onObjects = own.filter(({ action }) => action.startsWith('s3:')).map(({ on }) => on);
    for (const on of onObjects) expect(on).toMatch(/^(Badges\/sheets|Config\/[a-z-/]+)\/\*$/);
  });
});

const machineIdOf = (name: string) =>
  name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
