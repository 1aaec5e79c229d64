import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Gives the security checks the reason why a rule does not apply to a construct and what is in it. */
export function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: rule, reason });
}

/** As `acknowledge`, for policies under `construct` that allow `resource`, which ends in a wildcard. */
export function acknowledgeWildcard(construct: IConstruct, resource: string, reason: string): void {
  const written = inWords(Stack.of(construct).resolve(resource));
  acknowledge(construct, `AwsSolutions-IAM5[Resource::${written}]`, reason);
}

/** Permissions for X-Ray cannot name a resource. */
export function acknowledgeTracing(construct: IConstruct): void {
  acknowledgeWildcard(construct, '*', 'X-Ray and log delivery are granted on no particular resource.');
}

type Intrinsic = {
  Ref?: string;
  'Fn::GetAtt'?: [string, string];
  'Fn::Join'?: [string, (string | Intrinsic)[]];
};

/** A resolved value as the checks write it in a finding: `<Bucket.Arn>/*`. */
function inWords(value: string | Intrinsic): string {
  if (typeof value === 'string') return value;
  if (value.Ref) return `<${value.Ref}>`;
  if (value['Fn::GetAtt']) return `<${value['Fn::GetAtt'].join('.')}>`;
  if (!value['Fn::Join']) return JSON.stringify(value);
  const [separator, parts] = value['Fn::Join'];
  return parts.map(inWords).join(separator);
}
