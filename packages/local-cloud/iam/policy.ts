/**
 * Policies, and what they decide of a request within one account.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import * as z from 'zod';
import { type Condition, type Context, conditionsOf, withoutVariables } from './conditions.ts';
import { actions, arns } from './wildcards.ts';

/** One thing that a request does: every request needs one permission or more. */
export interface Access {
  /** Such as `dynamodb:GetItem`. */
  action: string;
  /** An ARN; `*` for an action that is about no single resource. */
  resource: string;
  context?: Context;
}

/** Who makes a request: a role or a user by its ARN, or a service of AWS. */
export type Principal = { arn: string } | { service: string };

/** One action on one resource, as a statement that allows it names them. */
export interface Grant {
  /** The logical id of the policy. */
  policy: string;
  action: string;
  resource: string;
  condition?: unknown;
  covers(access: Access): boolean;
}

export interface Statement {
  denies: boolean;
  /** Of a statement that allows: each of its actions on each of its resources. */
  grants: readonly Grant[];
  concerns(principal: Principal): boolean;
  matches(access: Access, context: Context): boolean;
}

/** Why a request is refused, in the words of AWS's messages; undefined when it is allowed. */
export type Denial =
  | 'explicit deny in an identity-based policy'
  | 'explicit deny in a resource-based policy'
  | 'no identity-based policy allows'
  | 'no resource-based policy allows';

const texts = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat());

const principals = z.union([
  z.literal('*').transform(() => ({ AWS: ['*'], Service: [] as string[] })),
  z.strictObject({ AWS: texts.default([]), Service: texts.default([]) }),
]);

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: principals.optional(),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Resource: texts.optional(),
  NotResource: texts.optional(),
  Condition: z.unknown().optional(),
});

const document = z.strictObject({
  Version: z.string().optional(),
  Id: z.string().optional(),
  Statement: z.union([z.unknown().array(), z.unknown().transform((one) => [one])]),
});

/**
 * The statements of a policy document whose intrinsic functions are resolved.
 * @param where the policy, for errors.
 * @throws Error that names what is not known here: an element, a principal, a condition or a policy variable.
 */
export function statementsOf(written: unknown, where: string): Statement[] {
  const { Statement: all } = document.parse(written, { error: () => `${where}: not a policy document` });
  return all.map((one, index) => {
    try {
      return compiled(statement.parse(one), where);
    } catch (error) {
      const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
      throw new Error(`${where}: statement ${index + 1} cannot be evaluated: ${reason}`, { cause: error });
    }
  });
}

function compiled(read: z.infer<typeof statement>, policy: string): Statement {
  if (!read.Action === !read.NotAction) throw new Error('needs either Action or NotAction');
  if (!read.Resource === !read.NotResource) throw new Error('needs either Resource or NotResource');
  const named = actions(read.Action ?? read.NotAction ?? []);
  const resources = arns((read.Resource ?? read.NotResource ?? []).map(withoutVariables));
  const conditions: Condition[] = conditionsOf(read.Condition);
  const [byName, byResource] = [read.Action !== undefined, read.Resource !== undefined];
  const denies = read.Effect === 'Deny';
  return {
    denies,
    grants: denies ? [] : grantsOf(read, policy),
    concerns: concernsOf(read.Principal, denies),
    matches: ({ action, resource }, context) =>
      named.test(action) === byName &&
      resources.test(resource) === byResource &&
      conditions.every((holds) => holds(context)),
  };
}

/** What a statement allows, in parts; one that names what it does not allow has no parts. */
function grantsOf(
  { Action, NotAction, Resource, NotResource, Condition }: z.infer<typeof statement>,
  policy: string,
): Grant[] {
  if (!Action || !Resource) {
    const [action, resource] = [`all but ${NotAction}`, `all but ${NotResource}`];
    const named = { action: Action?.join() ?? action, resource: Resource?.join() ?? resource };
    return [{ policy, ...named, condition: Condition, covers: () => true }];
  }
  return Action.flatMap((action) =>
    Resource.map((resource) => {
      const [named, resources] = [actions([action]), arns([resource])];
      const covers = (access: Access) => named.test(access.action) && resources.test(access.resource);
      return { policy, action, resource, condition: Condition, covers };
    }),
  );
}

function concernsOf(given: z.infer<typeof principals> | undefined, denies: boolean): Statement['concerns'] {
  // A policy of a role concerns the role.
  if (!given) return () => true;
  const services = new Set(given.Service);
  const roles = new Set(given.AWS);
  // Naming the account allows nobody in it by itself, but denies everybody.
  const account = denies && given.AWS.some((one) => /^(\d{12}|arn:aws:iam::\d{12}:root)$/.test(one));
  return (principal) =>
    roles.has('*') ||
    ('service' in principal ? services.has(principal.service) : account || roles.has(principal.arn));
}

/** What is to be decided: who wants what, and the statements of the policies that have a say. */
export interface Question {
  principal: Principal;
  access: Access;
  /** Of the principal's policies. */
  identity: readonly Statement[];
  /** Of the resource's policy. */
  resource: readonly Statement[];
}

/** A deny anywhere wins; otherwise one allow is enough, of the principal's own policies or of the resource's. */
export function denialOf(question: Question): Denial | undefined {
  const { ofIdentity, ofResource } = relevantTo(question);
  if (ofIdentity.some(({ denies }) => denies)) return 'explicit deny in an identity-based policy';
  if (ofResource.some(({ denies }) => denies)) return 'explicit deny in a resource-based policy';
  if (ofIdentity.length > 0 || ofResource.length > 0) return undefined;
  return 'service' in question.principal
    ? 'no resource-based policy allows'
    : 'no identity-based policy allows';
}

/** Of what is allowed: the grant without which it would be denied; undefined when others allow it too. */
export function onlyGrantOf(question: Question): Grant | undefined {
  const { ofIdentity, ofResource } = relevantTo(question);
  const grants = [...ofIdentity, ...ofResource]
    .flatMap(({ grants }) => grants)
    .filter(({ covers }) => covers(question.access));
  return grants.length === 1 ? grants[0] : undefined;
}

function relevantTo({ principal, access, identity, resource }: Question) {
  const context = { ...contextOf(principal), ...access.context };
  return {
    ofIdentity: identity.filter((one) => one.matches(access, context)),
    ofResource: resource.filter((one) => one.concerns(principal) && one.matches(access, context)),
  };
}

/** What every request says. Nothing here is encrypted on its way, and on AWS everything that this stands for is. */
const contextOf = (principal: Principal): Context => ({
  'aws:securetransport': 'true',
  ...('arn' in principal && { 'aws:principalarn': principal.arn }),
});
