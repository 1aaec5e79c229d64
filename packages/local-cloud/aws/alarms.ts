/** The part of CloudWatch that lists the stack's alarms. Nothing measures here: an alarm's state is what it was set to. */
import * as z from 'zod';
import type { Template } from '../template/template.ts';
import type { Answer } from './secrets.ts';

const properties = z.object({
  AlarmActions: z.array(z.string()).default([]),
  AlarmDescription: z.string().default(''),
  ActionsEnabled: z.coerce.boolean().default(true),
});

const request = z.object({
  AlarmNamePrefix: z.string().optional(),
  AlarmNames: z.array(z.string()).optional(),
  AlarmName: z.string().optional(),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
});

interface Alarm extends z.infer<typeof properties> {
  AlarmName: string;
  StateValue: NonNullable<z.infer<typeof request>['StateValue']>;
}

export class Alarms {
  #alarms: Alarm[];

  constructor(template: Template) {
    this.#alarms = template.resourcesOf('AWS::CloudWatch::Alarm').map((alarm) => ({
      AlarmName: alarm.name,
      StateValue: 'INSUFFICIENT_DATA',
      ...properties.parse(alarm.properties),
    }));
  }

  /** Whether a call is about alarms. */
  knows(operation: string): boolean {
    return operation in this.#operations;
  }

  /** Answers a call. @param operation such as `DescribeAlarms`. */
  handle(operation: string, body: unknown): Answer {
    const handle = this.#operations[operation];
    const { data } = request.safeParse(body);
    if (!handle || !data) {
      const message = `the embedded cloud does not know ${operation} with these parameters`;
      return { status: 400, body: { __type: 'InvalidParameterValueException', message } };
    }
    return { status: 200, body: handle(data) };
  }

  readonly #operations: Record<string, (asked: z.infer<typeof request>) => object> = {
    DescribeAlarms: ({ AlarmNamePrefix = '', AlarmNames }) => ({
      MetricAlarms: this.#alarms.filter(
        ({ AlarmName }) => AlarmName.startsWith(AlarmNamePrefix) && (AlarmNames?.includes(AlarmName) ?? true),
      ),
      CompositeAlarms: [],
    }),
    SetAlarmState: ({ AlarmName, StateValue = 'OK' }) => this.#change([AlarmName ?? ''], { StateValue }),
    EnableAlarmActions: ({ AlarmNames = [] }) => this.#change(AlarmNames, { ActionsEnabled: true }),
    DisableAlarmActions: ({ AlarmNames = [] }) => this.#change(AlarmNames, { ActionsEnabled: false }),
    DeleteAlarms: ({ AlarmNames = [] }) => {
      this.#alarms = this.#alarms.filter(({ AlarmName }) => !AlarmNames.includes(AlarmName));
      return {};
    },
  };

  #change(names: readonly string[], change: Partial<Alarm>): object {
    for (const alarm of this.#alarms) if (names.includes(alarm.AlarmName)) Object.assign(alarm, change);
    return {};
  }
}
