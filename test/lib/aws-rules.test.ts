/** What AWS asks of a template beyond its syntax, in every stage and combination. */
import { describe, expect, test } from 'vitest';
import { stacks } from './stacks.ts';

interface Statement {
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

describe.each(stacks)('the stack of $name', ({ config, template }) => {
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement as Statement[],
  );

  test("sends mail from the stage's address alone, by any configuration set, with attachments", () => {
    const mail = statements.filter(({ Action }) =>
      [Action].flat().some((action) => action.startsWith('ses:')),
    );
    expect(mail).toHaveLength(3);
    for (const { Action, Resource, Condition } of mail) {
      expect(Action).toEqual(['ses:SendEmail', 'ses:SendRawEmail']);
      const resources = JSON.stringify(Resource);
      expect(resources).toContain(':identity/*');
      expect(resources).toContain(':configuration-set/*');
      expect(Condition).toEqual({ StringEquals: { 'ses:FromAddress': config.mail.from.address } });
    }
  });
});
