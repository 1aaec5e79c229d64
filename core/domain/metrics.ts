/** Our own metrics that Lambdas measure. docs/runbook.md lists them. */

/** Of the stage, in CloudWatch. */
export const metricsNamespace = (stage: string) => `tkd-registration-${stage}`;

/** Each metric with its unit, as CloudWatch calls it, and what its figures are told apart by. Never by who it is about. */
export const metrics = {
  /** People who were registered. */
  Registrations: { unit: 'Count', by: [] },
  /** From a payment to its confirmation, each time one was sent. */
  PaymentToConfirmation: { unit: 'Milliseconds', by: [] },
  /** Parts of registrations that came to need attention. */
  Parked: { unit: 'Count', by: ['part', 'error'] },
  /** Payments that the sweep found, and no webhook had reported. */
  WebhooksMissed: { unit: 'Count', by: [] },
  /** How things stand. */
  PeopleRegistered: { unit: 'Count', by: [] },
  NeedAttention: { unit: 'Count', by: ['part'] },
  MailsWaiting: { unit: 'Count', by: [] },
  BadgesNotInDrive: { unit: 'Count', by: [] },
  MailQuotaUsed: { unit: 'Percent', by: [] },
} as const satisfies Record<string, { unit: 'Count' | 'Milliseconds' | 'Percent'; by: readonly string[] }>;

export type MetricName = keyof typeof metrics;

/** The value of a dimension that every metric has, by Powertools' convention. */
export const metricsService = 'registration';

/** Notes a figure of a metric. @param by what it is told apart by, with the value of each. */
export type Measure = <Name extends MetricName>(
  name: Name,
  value: number,
  by?: Record<(typeof metrics)[Name]['by'][number], string>,
) => void;
