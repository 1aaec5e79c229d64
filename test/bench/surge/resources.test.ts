import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SimulatedClock } from '../../../bench/surge/clock.ts';
import { Lambdas, Service, Turns } from '../../../bench/surge/resources.ts';
import { MailPacedError } from '../../../core/domain/errors.ts';
import { MailPace } from '../../../core/progress/mail-pace.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { inMemoryDocuments } from '../../doubles/in-memory-documents.ts';

test('an account runs so many Lambdas at once, of which some are kept for one function', () => {
  const lambdas = new Lambdas(3, new Map([['webhook', 1]]));
  const begun = ['a', 'b', 'a', 'webhook', 'webhook'].map((name) => lambdas.begin(name));
  expect(begun).toEqual([true, true, false, true, false]);
  lambdas.end('b');
  expect(lambdas.begin('a')).toBe(true);
  expect(lambdas).toMatchObject({ peak: 3, invoked: 4, throttled: 2 });
});

test('a service takes so many a second, and as many at once after a quiet time', () => {
  const clock = new SimulatedClock();
  const service = new Service(clock, 2, 3);
  const calls = (count: number) => Array.from({ length: count }, () => service.call()).filter(Boolean).length;
  expect(calls(10)).toBe(3);
  clock.now = 1;
  expect(calls(10)).toBe(2);
  clock.now = 100;
  expect(calls(10)).toBe(3);
});

test('turns are those that the progress table gives', async () => {
  const arrivals = fc.array(fc.record({ afterMs: fc.nat(400), asking: fc.nat(20) }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 100 }), arrivals, async (perSecond, groups) => {
      const clock = new SimulatedClock();
      // In whole milliseconds, as a Lambda's clock.
      let now = 1_000;
      const table = new ProgressTable(inMemoryDocuments().client, 'progress', () => now);
      const real = new MailPace(table, perSecond).lane('family');
      const played = new Turns(clock, perSecond);
      for (const { afterMs, asking } of groups) {
        now += afterMs;
        clock.now = now / 1_000;
        for (let one = 0; one < asking; one += 1) {
          const granted = await real.take().then(
            () => true,
            (error: unknown) => error instanceof MailPacedError && false,
          );
          expect(played.take(0.5) === undefined).toBe(granted);
        }
      }
    }),
  );
});
