import { describe, expect, test } from 'vitest';
import { metrics, metricsNamespace } from '../../core/domain/metrics.ts';
import { widgetsIn } from './dashboards.ts';
import { prod } from './stacks.ts';
import { templateOf } from './synthesise.ts';

const template = templateOf(prod);
const widgets = widgetsIn(template);
const shown = JSON.stringify(widgets.filter(({ type }) => type === 'metric'));
const missing = (ids: readonly string[]) => ids.filter((id) => !shown.includes(id));

describe("a stage's dashboard", () => {
  test('shows every alarm', () => {
    const alarms = Object.keys(template.findResources('AWS::CloudWatch::Alarm'));
    expect(widgets.find(({ type }) => type === 'alarm')?.properties.alarms?.sort()).toEqual(alarms.sort());
  });

  test('shows every figure that Lambdas measure, but what only raises an alarm', () => {
    expect(missing(Object.keys(metrics))).toEqual(['WebhooksMissed']);
  });

  test.each(['AWS::StepFunctions::StateMachine', 'AWS::SQS::Queue'])('shows every %s', (type) => {
    expect(missing(Object.keys(template.findResources(type)))).toEqual([]);
  });

  // CloudWatch does not find a namespace with other characters than letters and digits without them.
  test('searches in the namespace of the stage, in quotes', () => {
    expect(shown).toContain(JSON.stringify(`{"${metricsNamespace(prod.stage)}",`).slice(1, -1));
  });

  test('has no backlog of Drive where the stage has no Drive', () => {
    const without = JSON.stringify(widgetsIn(templateOf({ ...prod, drive: undefined })));
    expect([shown, without].map((text) => text.includes('BadgesNotInDrive'))).toEqual([true, false]);
  });
});

test('a budget is mailed to the admins, ten at most, and a stage has none unless it says so', () => {
  const admin = Array.from({ length: 12 }, (_, index) => ({ address: `admin-${index}@example.org` }));
  const withOne = templateOf({ ...prod, budget: 50, mail: { ...prod.mail, admin } });
  const [budget] = Object.values(withOne.findResources('AWS::Budgets::Budget'));
  expect(budget?.Properties.Budget).toMatchObject({
    BudgetLimit: { Amount: 50, Unit: 'USD' },
    TimeUnit: 'MONTHLY',
  });
  for (const { Subscribers } of budget?.Properties.NotificationsWithSubscribers ?? [])
    expect(Subscribers).toHaveLength(10);
  expect(template.findResources('AWS::Budgets::Budget')).toEqual({});
});
