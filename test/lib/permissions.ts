import type { Template } from 'aws-cdk-lib/assertions';

export interface Permission {
  /** A Lambda by its construct, `WorkflowStoreProfile`, or a state machine, `WorkflowStateMachine`. */
  who: string;
  action: string;
  /** `Entries`, `Badges/sheets/*`, as lib/storage.ts calls it; a state machine by its construct; else `other`. */
  on: string;
}

interface Statement {
  Action: string | string[];
  Resource: unknown;
}

/** What every role of a stack that adopts nothing may do, tracing aside. */
export function permissionsOf(template: Template): Permission[] {
  return Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => {
    const who = Properties.Roles[0].Ref.replace(/(Function)?(ServiceRole|Role)[0-9A-F]{8}$/, '');
    const statements = Properties.PolicyDocument.Statement as Statement[];
    return statements.flatMap(({ Action, Resource }) =>
      [Action]
        .flat()
        .filter((action) => !action.startsWith('xray:'))
        .flatMap((action) => [Resource].flat().map((resource) => ({ who, action, on: named(resource) }))),
    );
  });
}

function named(resource: unknown): string {
  const text = JSON.stringify(resource);
  const [, storage] = /"Storage([A-Za-z]+?)[0-9A-F]{8}"/.exec(text) ?? [];
  const [, machine] = /"(\w+StateMachine)[0-9A-F]{8}"/.exec(text) ?? [];
  const [, path = ''] = /"(\/[^"]*)"\]/.exec(text) ?? [];
  return storage ? `${storage}${path}` : (machine ?? 'other');
}
