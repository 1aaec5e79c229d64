import { describe, expect, test } from 'vitest';
import { sumOf } from '../../bench/cost.ts';
import { monthOf } from '../../bench/month.ts';
import { metrics } from '../../core/domain/metrics.ts';
import { read, tableOf } from './document.ts';
import { template } from './stack.ts';

const countOf = (type: string) => Object.keys(template.findResources(type)).length;

const standing = {
  alarms: countOf('AWS::CloudWatch::Alarm'),
  metrics: Object.keys(metrics).length + countOf('AWS::Logs::MetricFilter'),
  dashboards: countOf('AWS::CloudWatch::Dashboard'),
  secrets: countOf('AWS::SecretsManager::Secret'),
};

const dollars = (usd: number) => (usd === 0 ? '-' : usd.toFixed(2));

describe('docs/costs.md', () => {
  test('shows what a month costs, from the template and the prices of AWS', () => {
    const months = [0, 2_000, 5_000].map((people) => monthOf(standing, people));
    const [quiet = []] = months;
    const rows = quiet.map(({ part }, index) => [
      part,
      ...months.map((month) => dollars(month[index]?.usd ?? Number.NaN)),
    ]);
    const sums = ['**Together**', ...months.map((month) => `**${dollars(sumOf(month))}**`)];
    const shown = tableOf(read('docs/costs.md'), 'what', 'nobody registers', '2,000 people', '5,000 people');
    expect(shown).toEqual([...rows, sums]);
  });
});
