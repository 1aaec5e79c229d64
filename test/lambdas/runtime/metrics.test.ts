import { expect, onTestFinished, test, vi } from 'vitest';
import { measuring } from '../../../lambdas/runtime/metrics.ts';

test('each figure is a line of the log from which CloudWatch makes a metric of the stage', () => {
  const lines: unknown[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(line) > 0);
  onTestFinished(() => write.mockRestore());
  const measure = measuring('tkd-registration-prod');
  measure('Registrations', 1);
  measure('Parked', 1, { part: 'badge', error: 'EntryInvalidError' });
  const directive = (dimensions: string[], Name: string) => ({
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        {
          Namespace: 'tkd-registration-prod',
          Dimensions: [dimensions],
          Metrics: [{ Name, Unit: 'Count' }],
        },
      ],
    },
  });
  expect(lines.map((line) => JSON.parse(String(line)))).toEqual([
    { ...directive(['service'], 'Registrations'), service: 'registration', Registrations: 1 },
    {
      ...directive(['service', 'part', 'error'], 'Parked'),
      ...{ service: 'registration', part: 'badge', error: 'EntryInvalidError' },
      Parked: 1,
    },
  ]);
});
