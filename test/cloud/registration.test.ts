import { describe, expect, test } from 'vitest';
import { competitor, outcomes, register } from './fixtures.ts';

describe('a paid registration', () => {
  test('travels from the queue through payment, store, email and badge to Drive', async () => {
    const { entryId, sessionId } = await register(competitor());
    const outcome = await outcomes.of(entryId);
    expect(entryId).toBe(sessionId);
    expect(outcome.execution).toMatchObject({ status: 'SUCCEEDED' });
    expect(outcome.registration).toMatchObject({
      reg_type: 'competitor',
      payment: expect.stringMatching(/^pi_/),
    });
    expect(outcome.registration).not.toHaveProperty('checkout');
    expect(outcome.confirmation?.subject).toBe('2027 Riverside Open Taekwondo Championship Registration');
    expect(outcome.badge?.jpeg.subarray(0, 2)).toEqual(new Uint8Array([0xff, 0xd8]));
    expect(outcome.driveFile?.name).toBe(`badge_${entryId}.jpg`);
  });
});
