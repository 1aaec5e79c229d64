import { type Grant, nameOf } from '@tkd-registration/local-cloud/needed-grants';

/** Grants that no request in the tests needs, and why they stay. */
export interface ReviewedGrant {
  /** Of the policy's logical id; any when left out. */
  policy?: RegExp;
  action: RegExp;
  /** Of the resource; any when left out. */
  on?: RegExp;
  why: string;
}

export interface Verdict {
  /** By their names: they go, or are reviewed. */
  needless: string[];
  /** Reviews that fit no grant any more. A grant may be needed and reviewed: in a race, a test may need it or not. */
  stale: ReviewedGrant[];
}

/** @param needed the names of the grants that were needed. */
export function judgeGrants(
  grants: readonly Grant[],
  needed: ReadonlySet<string>,
  reviewed: readonly ReviewedGrant[],
): Verdict {
  const unneeded = grants.filter((grant) => !needed.has(nameOf(grant)));
  const fits = ({ policy, action, on }: ReviewedGrant, grant: Grant) =>
    (policy?.test(grant.policy) ?? true) && action.test(grant.action) && (on?.test(grant.resource) ?? true);
  return {
    needless: unneeded
      .filter((grant) => !reviewed.some((review) => fits(review, grant)))
      .map(nameOf)
      .sort(),
    stale: reviewed.filter((review) => !grants.some((grant) => fits(review, grant))),
  };
}
