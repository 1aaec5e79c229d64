import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CommandError } from '../../admin/command-error.ts';
import { openStage, Stage } from '../../admin/stage.ts';

const outputs = {
  StateMachineArn: 'arn:aws:states:us-east-2:123456789012:stateMachine:tkd-registration-prod',
  EntriesTable: 'Entries',
  ProgressTable: 'Progress',
  RegistrationsTable: 'Registrations',
  SecretId: 'arn:aws:secretsmanager:us-east-2:123456789012:secret:Secret-a1B2c3',
};

/** As CloudFormation answers: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
const described = (members: Record<string, string>) =>
  `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
  <StackName>s</StackName><CreationTime>2027-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${Object.entries(
    members,
  )
    .map(
      ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    )
    .join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;

const refused = (code: string) =>
  `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>Stack with id x does not exist</Message></Error></ErrorResponse>`;

let server: Server;
let answer: { status: number; body: string };
let asked: string[];
beforeEach(async () => {
  asked = [];
  server = createServer(async (request, response) => {
    asked.push(await text(request));
    response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'us-east-2');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.close();
  server.closeAllConnections();
});

describe('a deployed stage', () => {
  test('is found by its stack, and knows what the outputs name', async () => {
    answer = { status: 200, body: described(outputs) };
    const stage = await openStage('prod');
    expect(asked).toEqual([expect.stringContaining('StackName=tkd-registration-prod')]);
    expect(stage.outputs).toEqual(outputs);
    expect(stage.places('cs_live_1').entry('cs_live_1')).toMatch(
      /^https:\/\/us-east-2\.console\.aws\..*table=Entries$/,
    );
    expect(stage.places('cs_test_1').payment('pi_1')).toBe('https://dashboard.stripe.com/test/payments/pi_1');
    expect(() => stage.output('LookupTable')).toThrow(
      'Stage prod is older than this command: deploy it again (no output LookupTable).',
    );
  });

  test('may not exist', async () => {
    answer = { status: 400, body: refused('ValidationError') };
    await expect(openStage('prod')).rejects.toThrow(
      new CommandError('There is no stage prod in this account and region.'),
    );
  });

  test('may be out of reach', async () => {
    answer = { status: 403, body: refused('AccessDenied') };
    const opening = openStage('prod');
    await expect(opening).rejects.toThrow(CommandError);
    await expect(opening).rejects.toThrow(/^CloudFormation cannot be reached: \S/);
  });
});

test('on the embedded cloud, pages are its own, and those of the sandboxes', () => {
  const stage = new Stage({
    ...{ name: 'local', config: { console: 'http://console' }, outputs },
    sandboxes: { stripe: 'http://stripe', drive: 'http://drive', challonge: 'http://challonge' },
  });
  const places = stage.places('cs_test_1');
  expect(places.entry('cs_test_1')).toMatch(/^http:\/\/console\/tables\/Entries/);
  expect(places.driveFile('f1')).toBe('http://drive/file/d/f1/view');
});
