import { unsupported } from '@tkd-registration/local-cloud/state-machines';
import aslValidator from 'asl-validator';
import { describe, expect, test } from 'vitest';
import { type Definition, definitionsOf } from './machines.ts';
import { stacks } from './stacks.ts';

/** The validator's complaints by definition: stages have most in common, and each call takes a tenth of a second. */
const complaints = new Map<string, string>();

function complaintsAbout(definition: Definition, stage: string): string {
  const text = JSON.stringify(definition).replaceAll(`tkd-registration-${stage}`, 'tkd-registration');
  const known = complaints.get(text);
  if (known !== undefined) return known;
  const { isValid, errorsText } = aslValidator(definition, { checkPaths: true, checkArn: true });
  const found = isValid ? '' : errorsText('\n') || 'not valid';
  complaints.set(text, found);
  return found;
}

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
        '-bracket-results',
        '-erase',
        '-lists',
        '-payment-change',
        '-plan-brackets',
        '-publish-brackets',
        '-reconcile',
        '-resend',
        '-retention',
        '-schools',
      ]
        .sort()
        .map((end) => `tkd-registration-${config.stage}${end}`),
    );
  });

  test.each([...definitions])('are what the States Language allows: %s', (_, definition) => {
    expect(complaintsAbout(definition, config.stage)).toBe('');
  });

  test.each([...definitions])('run on the embedded cloud as they do on AWS: %s', (_, definition) => {
    expect(unsupported(definition)).toEqual([]);
  });
});
