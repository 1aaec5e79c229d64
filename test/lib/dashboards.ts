import type { Template } from 'aws-cdk-lib/assertions';

/** A widget of a dashboard. Its metrics are rows, as CloudWatch has them. */
interface Widget {
  type: string;
  properties: { title?: string; alarms?: string[]; metrics?: unknown[][] };
}

/** The widgets of the stack's dashboard, in which each reference to a resource is its logical id. */
export function widgetsIn(template: Template): Widget[] {
  const [dashboard, ...others] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  if (!dashboard || others.length > 0) throw new Error('expected one dashboard');
  return JSON.parse(inText(dashboard.Properties.DashboardBody)).widgets;
}

type Value = string | { Ref?: string; 'Fn::GetAtt'?: [string, string]; 'Fn::Join'?: [string, Value[]] };

function inText(value: Value): string {
  if (typeof value === 'string') return value;
  if (value['Fn::Join']) return value['Fn::Join'][1].map(inText).join(value['Fn::Join'][0]);
  return value.Ref ?? value['Fn::GetAtt']?.[0] ?? '';
}
