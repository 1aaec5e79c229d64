/** What a stage costs in a month: docs/costs.md shows it. */
import type { CostPart } from './cost.ts';
import { prices } from './prices.ts';

/** What a stage has whether or not anybody registers, as its template says. */
export interface Standing {
  alarms: number;
  /** Of our own, each counted as if it had figures in every hour of the month. */
  metrics: number;
  dashboards: number;
  secrets: number;
}

/** USD, as `npm run bench` computes it from what a registration uses. */
const perRegistration = 0.00051;

/** USD: every bulk job once for 5,000 people, as docs/bulk-jobs.md lists them. */
const allJobsOf5000 = 0.2;

/** How often organisers run all of them in the month of the tournament, to be on the safe side. */
const runsOfAllJobs = 5;

/** A family's photo, with the badge and an older version of both. */
const gbPerPerson = 0.004;

/** Reads and writes of a child's data that CloudTrail records. */
const dataEventsPerPerson = 50;

/** The parts of a month in which `people` register; with none, what a stage costs when nobody does. */
export function monthOf({ alarms, metrics, dashboards, secrets }: Standing, people: number): CostPart[] {
  const part = (name: string, quantity: number, unit: string, price: number): CostPart => ({
    ...{ part: name, quantity, unit },
    usd: quantity * price,
  });
  return [
    part('Alarms', alarms, 'alarms', prices.alarmMonth),
    part('Figures of our own', metrics, 'metrics', prices.metricMonth),
    part('The dashboard', dashboards, 'dashboard', prices.dashboardMonth),
    part('The secret', secrets, 'secret', prices.secretMonth),
    part('Registrations, with their mails and badges', people, 'people', perRegistration),
    part('Print sheets, lists and the other jobs', people * runsOfAllJobs, 'people', allJobsOf5000 / 5_000),
    part('Photos and badges stored', people * gbPerPerson, 'GB', prices.s3GbMonth),
    part('The record of who read what', people * dataEventsPerPerson, 'records', prices.dataEvent),
  ];
}
