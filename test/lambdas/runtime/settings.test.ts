import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { drawRules } from '../../../core/brackets/draw-rules.ts';
import { challonge, draw } from '../../../lambdas/runtime/bracket-settings.ts';
import { confirmation, mailSender } from '../../../lambdas/runtime/settings.ts';
import { readStageConfig } from '../../../lib/stage-config.ts';

const stage = { ...readStageConfig('local'), configurationSet: 'tkd-registration-local' };

/** What a Lambda reads of what the stack sets. */
function read<V extends z.core.$ZodLooseShape, T>(
  group: {
    variables: V;
    read: (env: z.output<z.ZodObject<V>>) => T;
    fromStage: (from: typeof stage) => object;
  },
  from: typeof stage,
): T {
  return group.read(z.object(group.variables).parse({ ...group.fromStage(from) }));
}

describe('mails are from', () => {
  test.each([
    ['the name of the stage, where it has one', 'Riverside Open', { name: 'Riverside Open' }],
    ['the competition otherwise', 'Smith Jones Open', {}],
  ])('%s', (_, name, named) => {
    const from = { address: 'registration@example.com', ...named };
    const competition = { ...stage.competition, name: 'Smith, Jones "Open"' };
    expect(read(mailSender, { ...stage, competition, mail: { ...stage.mail, from } })).toEqual({
      from: { name, address: 'registration@example.com' },
      replyTo: 'contact@example.com',
      perSecond: 1_000,
      configurationSet: 'tkd-registration-local',
    });
  });
});

test('the confirmation is given what the stage says about the day, and nothing where it says nothing', () => {
  const notes = { checkIn: 'Friday, 5 pm', weighIn: 'Friday, 6 pm', bring: ['Dobok, belt', 'Mouthguard'] };
  const competition = { ...stage.competition, ...notes };
  expect(read(confirmation, { ...stage, competition })).toMatchObject(notes);
  expect(read(confirmation, stage)).toMatchObject({
    checkIn: undefined,
    weighIn: undefined,
    bring: undefined,
    tournament: { start: '2027-03-13', end: '2027-03-14' },
  });
});

test('rules of the draw that a stage leaves out are the usual ones', () => {
  const rules = drawRules.parse({ rings: 6 });
  expect(read(draw, { ...stage, brackets: { rings: 6 } })).toEqual({ stage: 'local', rules });
  expect(read(draw, { ...stage, brackets: undefined }).rules).toEqual(drawRules.parse({}));
});

test('Challonge is used as the stage says, or not at all', () => {
  expect(read(challonge, stage)).toEqual({
    callsPerMonth: 500,
    callsPerMinute: 6000,
    api: 'v2.1',
    names: 'short',
    private: true,
  });
  expect(read(challonge, { ...stage, challonge: undefined })).toBeUndefined();
});
