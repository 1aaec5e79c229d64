import { expect, test } from 'vitest';
import { fullNameOf, machineNames } from '../../admin/machines.ts';
import { fullMachineNames } from '../docs/stack.ts';

test('every state machine of a stage is known', () => {
  const known = Object.values(machineNames)
    .flat()
    .map((name) => fullNameOf('prod', name));
  expect(known.sort()).toEqual(fullMachineNames.toSorted());
});
