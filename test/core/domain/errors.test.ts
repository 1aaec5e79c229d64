import { expect, test } from 'vitest';
import * as errors from '../../../core/domain/errors.ts';

test('every error class is in exactly one retry class', () => {
  const classes = Object.values(errors as Record<string, unknown>).filter(
    (value) => typeof value === 'function' && value.prototype instanceof errors.RegistrationError,
  ) as errors.RegistrationErrorClass[];
  const listed = [
    ...errors.permanentErrors,
    ...errors.transientErrors,
    ...errors.rateLimitedErrors,
    ...errors.notYetErrors,
    ...errors.pacedErrors,
    ...errors.outageErrors,
    ...errors.unclearErrors,
  ];
  const namesOf = (list: readonly errors.RegistrationErrorClass[]) =>
    list.map(({ errorName }) => errorName).sort();
  expect(namesOf(listed)).toEqual(namesOf(classes));
});
