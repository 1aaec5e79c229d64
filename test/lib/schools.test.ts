import { expect, test } from 'vitest';
import { permissionsOf } from './permissions.ts';
import { synthesise } from './synthesise.ts';

const adopt = { registrationsTable: 'old-registrations' };
const registrationsStreamArn =
  'arn:aws:dynamodb:us-east-1:111122223333:table/old/stream/2027-01-01T00:00:00.000';

test.each([
  ['has a table of its own', {}, false],
  ['has adopted one together with its stream', { ...adopt, registrationsStreamArn }, false],
  ['has adopted one without', adopt, true],
])(
  'badges of a stage that %s follow a renamed school: the job starts refreshes itself: %3$s',
  (_, adopted, starts) => {
    const template = synthesise({ adopt: adopted });
    const may = permissionsOf(template).filter(
      ({ who, action }) => who === 'SchoolsRenameSchools' && action === 'states:StartExecution',
    );
    expect(may.map(({ on }) => on)).toEqual(starts ? ['BadgeRefreshStateMachine'] : []);
  },
);
