/** Which grants have been needed while a cloud ran, so that a check can name those that nothing needs. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { readTemplate } from '../template/template.ts';
import { Permissions } from './permissions.ts';
import type { Grant } from './policy.ts';

export type { Grant };

/** Every grant of a synthesised app's policies. @throws Error as `startCloud` does. */
export const grantsIn = (assembly: string): Grant[] => new Permissions(readTemplate(assembly)).grants;

/** One line, the same in every cloud of a template. */
export function nameOf({ policy, action, resource, condition }: Grant): string {
  const when = condition === undefined ? '' : ` where ${JSON.stringify(condition)}`;
  return `${policy}: ${action} on ${resource}${when}`;
}

/**
 * Notes each grant once a request needs it: when no other grant allows that request. At once, since a cloud may be killed.
 * @param file to which a line is added for each. Several clouds may share it.
 */
export function noteNeededGrants(file: string): (grant: Grant) => void {
  mkdirSync(dirname(file), { recursive: true });
  const noted = new Set<Grant>();
  return (grant) => {
    if (noted.has(grant)) return;
    noted.add(grant);
    appendFileSync(file, `${nameOf(grant)}\n`);
  };
}
