import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Outcome } from '../../functions/function-instance.ts';
import { httpApisOf, startHttpApi } from '../../http-api/http-api.ts';
import type { Listening } from '../../listen.ts';
import { Template } from '../../template/template.ts';

const routeTo = (routeKey: string, integration: string) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: { Ref: 'Api' },
    RouteKey: routeKey,
    Target: { 'Fn::Join': ['', ['integrations/', { Ref: integration }]] },
  },
});

const template = new Template(
  {
    Resources: {
      Api: { Type: 'AWS::ApiGatewayV2::Api' },
      Stage: {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: { ApiId: { Ref: 'Api' }, StageName: '$default' },
      },
      Function: { Type: 'AWS::Lambda::Function' },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ApiId: { Ref: 'Api' },
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: { 'Fn::GetAtt': ['Function', 'Arn'] },
          PayloadFormatVersion: '2.0',
        },
      },
      Hook: routeTo('POST /hooks/stripe', 'Integration'),
      Item: routeTo('GET /items/{id}', 'Integration'),
      List: routeTo('GET /items/list', 'Integration'),
      Rest: routeTo('ANY /rest/{proxy+}', 'Integration'),
    },
  },
  { stackName: 'Stack' },
);

let server: Listening;
let events: APIGatewayProxyEventV2[] = [];
let outcome: Outcome;

beforeAll(async () => {
  const [api] = httpApisOf(template);
  if (!api) throw new Error('the template has no API');
  server = await startHttpApi({
    api: Promise.resolve(api),
    invoke: async (name, event) => {
      expect(name).toBe('arn:aws:lambda:us-east-1:000000000000:function:Stack-Function');
      events.push(event as APIGatewayProxyEventV2);
      return outcome;
    },
  });
});
beforeEach(() => {
  events = [];
  outcome = { ok: true, value: { statusCode: 204 } };
});
afterAll(() => server.stop());

const ask = (path: string, init?: RequestInit) => fetch(server.url + path, init);

test('a request becomes an event of payload format 2.0', async () => {
  const headers = new Headers({
    'Content-Type': 'application/json; charset=utf-8',
    'X-Twice': 'a',
    Cookie: 'a=1; b=2',
  });
  headers.append('X-Twice', 'b');
  await ask('/hooks/stripe?a=1&a=2&b=%20x', { method: 'POST', headers, body: '{"é":1}' });
  expect(events).toEqual([
    expect.objectContaining({
      version: '2.0',
      routeKey: 'POST /hooks/stripe',
      rawPath: '/hooks/stripe',
      rawQueryString: 'a=1&a=2&b=%20x',
      cookies: ['a=1', 'b=2'],
      queryStringParameters: { a: '1,2', b: ' x' },
      body: '{"é":1}',
      isBase64Encoded: false,
    }),
  ]);
  expect(events[0]?.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'x-twice': 'a, b',
  });
  expect(events[0]?.headers).not.toHaveProperty('cookie');
  expect(events[0]?.requestContext).toMatchObject({
    apiId: 'Api',
    stage: '$default',
    routeKey: 'POST /hooks/stripe',
    http: { method: 'POST', path: '/hooks/stripe', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
    time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
    timeEpoch: expect.any(Number),
  });
});

test.each(['application/octet-stream', 'application/x-www-form-urlencoded', 'image/png'])(
  'a body of type %s arrives as base64',
  async (type) => {
    await ask('/hooks/stripe', { method: 'POST', headers: { 'content-type': type }, body: 'bytes' });
    expect(events[0]).toMatchObject({ body: Buffer.from('bytes').toString('base64'), isBase64Encoded: true });
  },
);

test.each([
  ['/items/7%201', 'GET /items/{id}', { id: '7 1' }],
  ['/items/list', 'GET /items/list', undefined],
  ['/rest/a/b', 'ANY /rest/{proxy+}', { proxy: 'a/b' }],
])('%s goes to the route %s', async (path, routeKey, pathParameters) => {
  await ask(path);
  expect(events[0]).toMatchObject({ routeKey });
  expect(events[0]?.pathParameters).toEqual(pathParameters);
});

test.each([
  ['an unknown path', '/nowhere', 'POST'],
  ['another method', '/hooks/stripe', 'GET'],
  ['a longer path', '/items/7/8', 'GET'],
])('%s is not found', async (_, path, method) => {
  const response = await ask(path, { method });
  expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
  expect(events).toEqual([]);
});

test('a body over 10 MB is refused without invoking the function', async () => {
  const response = await ask('/hooks/stripe', { method: 'POST', body: new Uint8Array(10 * 1024 * 1024 + 1) });
  expect(response.status).toBe(413);
  expect(events).toEqual([]);
});

test('a result with a status code is the response', async () => {
  outcome = {
    ok: true,
    value: {
      statusCode: 201,
      headers: { 'X-Made': 'yes', 'content-type': 'text/html' },
      cookies: ['a=1', 'b=2'],
      body: Buffer.from('<p>').toString('base64'),
      isBase64Encoded: true,
    },
  };
  const response = await ask('/items/1');
  expect(response.status).toBe(201);
  expect(response.headers.get('x-made')).toBe('yes');
  expect(response.headers.get('content-type')).toBe('text/html');
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(await response.text()).toBe('<p>');
});

test('a result without a status code is the body of a 200', async () => {
  outcome = { ok: true, value: { fine: true } };
  const response = await ask('/items/1');
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(await response.json()).toEqual({ fine: true });
});

test.each<[string, Outcome]>([
  ['throws', { ok: false, error: { errorType: 'Error', errorMessage: 'a secret reason' } }],
  ['answers with a malformed response', { ok: true, value: { statusCode: 'fine' } }],
])('a function that %s is an internal server error', async (_, result) => {
  outcome = result;
  const response = await ask('/items/1');
  expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
});

test('a throttled function is an unavailable service', async () => {
  outcome = {
    ok: false,
    error: { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' },
    throttled: true,
  };
  const response = await ask('/items/1');
  expect([response.status, await response.json()]).toEqual([503, { message: 'Service Unavailable' }]);
});
