import { unsupported } from '@tkd-registration/local-cloud/state-machines';
import aslValidator from 'asl-validator';
import { describe, expect, test } from 'vitest';
import { definitionsOf } from './machines.ts';
import { stacks } from './stacks.ts';

describe.each(stacks)('the state machines of $name', ({ config, template }) => {
  const definitions = definitionsOf(template);

  test('are those that the stage has', () => {
    const ofBadges = config.registration.badges ? ['-badge-refresh', '-badge-sheets', '-regenerate'] : [];
    const ofDrive = config.registration.badges && config.drive ? ['-drive-sync'] : [];
    expect([...definitions.keys()].sort()).toEqual(
      [
        '',
        ...ofBadges,
        ...ofDrive,
        '-archive',
        '-lists',
        '-payment-change',
        '-reconcile',
        '-resend',
        '-schools',
      ]
        .sort()
        .map((end) => `tkd-registration-${config.stage}${end}`),
    );
  });

  test.each([...definitions])('are what the States Language allows: %s', (_, definition) => {
    const { isValid, errorsText } = aslValidator(definition, { checkPaths: true, checkArn: true });
    expect(errorsText('\n')).toBe('');
    expect(isValid).toBe(true);
  });

  test.each([...definitions])('run on the embedded cloud as they do on AWS: %s', (_, definition) => {
    expect(unsupported(definition)).toEqual([]);
  });
});
