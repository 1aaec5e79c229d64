import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SESv2Client, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { MailService } from '@tkd-registration/local-cloud/mail';
import fc from 'fast-check';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { createMailer, type Mail, sesConfig } from '../../../core/clients/mail.ts';
import {
  MailRejectedError,
  MailServiceUnavailableError,
  MailUnansweredError,
  RateLimitedError,
} from '../../../core/domain/errors.ts';

const mail: Mail = {
  to: [{ name: 'Jordan Rivera', address: 'parent@example.com' }],
  subject: '2026 Midwest Open Registration',
  text: 'Hello Jordan,',
  html: '<p>Hello Jordan,</p>',
};

const from = { address: 'from@example.com' };
const replyTo = 'contact@example.com';
const configurationSet = 'tkd-registration-test';

const open: Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

function clientOf(endpoint: string, requestTimeout = 10_000): SESv2Client {
  return new SESv2Client({
    ...sesConfig,
    requestHandler: { ...sesConfig.requestHandler, requestTimeout },
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}

async function startServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that handles each connection with `behave`, below HTTP. */
async function startSocketServer(behave: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server = createSocketServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(async () => {
    if (server.listening) await close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, close, accepted: () => sockets.length };
}

const turn = { take: async () => undefined };

const mailerAt = (url: string, requestTimeout?: number) =>
  createMailer({ ses: clientOf(url, requestTimeout), from, replyTo, turn, configurationSet });

/** A mailer whose SES answers every call with this error, and the number of calls. */
async function refusedMailer(status: number, name: string, text: string) {
  const calls = { count: 0 };
  const url = await startServer((request, response) => {
    calls.count += 1;
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-ErrorType': name });
    response.end(JSON.stringify({ message: text }));
  });
  return { mailer: mailerAt(url), calls };
}

async function failureOf(sending: Promise<unknown>): Promise<Error> {
  return sending.then(
    () => expect.unreachable('it was sent'),
    (error: unknown) => error as Error,
  );
}

describe('against a local SES', () => {
  test('a mail arrives with its text, HTML, attachments and reply address, for exactly one recipient', async () => {
    const service = new MailService(new Map([[configurationSet, new Set()]]), () => undefined);
    const url = await startServer(async (request, response) => {
      const { status, body } = await service.answer('SendEmail', request.url ?? '', await text(request));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    const mailer = createMailer({
      ses: clientOf(url),
      turn,
      from: { name: 'Midwest Open', address: 'from@example.com' },
      replyTo: 'contact@example.com',
      configurationSet,
    });

    const { messageId } = await mailer.send({
      ...mail,
      text: 'Hello 김 Jørdan,',
      attachments: [
        { fileName: 'tournament.ics', contentType: 'text/calendar', content: 'BEGIN:VCALENDAR é' },
        { fileName: 'bytes.bin', contentType: 'application/octet-stream', content: Uint8Array.of(0, 255) },
      ],
    });

    const received = service.sent.all();
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      messageId,
      from: '"Midwest Open" <from@example.com>',
      replyTo: ['contact@example.com'],
      destination: { to: ['"Jordan Rivera" <parent@example.com>'], cc: [], bcc: [] },
      subject: '2026 Midwest Open Registration',
      body: { text: 'Hello 김 Jørdan,', html: '<p>Hello Jordan,</p>' },
      attachments: [
        {
          filename: 'tournament.ics',
          contentType: 'text/calendar',
          content: Buffer.from('BEGIN:VCALENDAR é').toString('base64'),
        },
        { filename: 'bytes.bin', content: Buffer.from([0, 255]).toString('base64') },
      ],
    });
  });
});

describe('an answer from SES becomes', () => {
  const text = 'Email address is not verified: parent@example.com';

  test.each([
    [429, 'TooManyRequestsException', RateLimitedError],
    [400, 'LimitExceededException', RateLimitedError],
    [400, 'ThrottlingException', RateLimitedError],
    [400, 'Throttling', RateLimitedError],
    [429, 'SomethingNewException', RateLimitedError],
    [400, 'MessageRejected', MailRejectedError],
    [400, 'MailFromDomainNotVerifiedException', MailRejectedError],
    [400, 'AccountSuspendedException', MailRejectedError],
    [400, 'SendingPausedException', MailRejectedError],
    [400, 'BadRequestException', MailRejectedError],
    [404, 'NotFoundException', MailRejectedError],
    [403, 'AccessDeniedException', MailRejectedError],
    [409, 'ConflictException', MailRejectedError],
    [403, 'SomethingNewException', MailRejectedError],
    [408, 'RequestTimeout', MailServiceUnavailableError],
    [500, 'InternalServiceErrorException', MailServiceUnavailableError],
    [503, 'ServiceUnavailable', MailServiceUnavailableError],
  ])('%i %s -> %o, after one call', async (status, name, expected) => {
    const { mailer, calls } = await refusedMailer(status, name, text);
    const error = await failureOf(mailer.send(mail));
    expect(error).toBeInstanceOf(expected);
    expect(error.message).toContain(name);
    expect(error.message).not.toContain('@');
    expect(calls.count).toBe(1);
  });

  test('the refusal of an address leaves no trace of it in the error', async () => {
    const { mailer } = await refusedMailer(400, 'MessageRejected', text);
    const error = await failureOf(mailer.send(mail));
    expect(error.cause).toBeUndefined();
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('parent@example.com');
  });

  test.each([500, 502, 503, 504])('%i with a page of HTML -> MailServiceUnavailableError', async (status) => {
    const url = await startServer((request, response) => {
      request.resume();
      response.writeHead(status, { 'content-type': 'text/html' });
      response.end('<html><body><h1>Service Unavailable</h1></body></html>');
    });
    const error = await failureOf(mailerAt(url).send(mail));
    expect(error).toBeInstanceOf(MailServiceUnavailableError);
    expect(error.message).toContain(`SES: ${status}`);
    expect(error.message).not.toContain('html');
  });

  test('an answer that breaks off is classified by its status', async () => {
    const breakOff = (status: number) => (request: IncomingMessage, response: ServerResponse) => {
      request.resume();
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': 1_000 });
      response.write('{', () => request.socket.resetAndDestroy());
    };
    const failed = await startServer(breakOff(503));
    expect(await failureOf(mailerAt(failed).send(mail))).toBeInstanceOf(MailServiceUnavailableError);
    const taken = await startServer(breakOff(200));
    expect(await failureOf(mailerAt(taken).send(mail))).toBeInstanceOf(MailUnansweredError);
  });
});

describe('when no connection can be made, the mail has not been sent', () => {
  test('because no server has the name', async () => {
    const error = await failureOf(mailerAt('http://nowhere.invalid').send(mail));
    expect(error).toBeInstanceOf(MailServiceUnavailableError);
    expect(error.message).toMatch(/^SES: no connection \(E[A-Z_]+\)$/);
  });

  test('because it is refused', async () => {
    const { url, close } = await startSocketServer(() => undefined);
    await close();
    const error = await failureOf(mailerAt(url).send(mail));
    expect(error).toBeInstanceOf(MailServiceUnavailableError);
    expect(error.message).toBe('SES: no connection (ECONNREFUSED)');
  });

  test.each<[string, (socket: Socket) => void]>([
    ['the server does not speak TLS', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['the server closes during the TLS handshake', (socket) => socket.once('data', () => socket.end())],
    ['the server resets during the TLS handshake', (socket) => socket.resetAndDestroy()],
    ['the TLS handshake times out', () => undefined],
  ])('because %s', async (_, behave) => {
    const { url, accepted } = await startSocketServer(behave);
    const error = await failureOf(mailerAt(url.replace('http:', 'https:'), 500).send(mail));
    expect(error).toBeInstanceOf(MailServiceUnavailableError);
    expect(error.message).toContain('no connection');
    expect(accepted()).toBe(1);
  });
});

describe('when a connection was made but no answer came, the mail may have been sent', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['the server closes without reading', (socket) => socket.destroy()],
    [
      'the server resets in the middle of the request',
      (socket) => socket.once('data', () => socket.resetAndDestroy()),
    ],
    ['the server never answers', (socket) => socket.resume()],
  ])('because %s', async (_, behave) => {
    const { url, accepted } = await startSocketServer(behave);
    expect(await failureOf(mailerAt(url, 500).send(mail))).toBeInstanceOf(MailUnansweredError);
    expect(accepted()).toBe(1);
  });

  test('because the server reads all of it and resets', async () => {
    const read: number[] = [];
    const url = await startServer((request) => {
      let bytes = 0;
      request.on('data', (chunk: Uint8Array) => {
        bytes += chunk.length;
      });
      request.on('end', () => {
        read.push(bytes);
        request.socket.resetAndDestroy();
      });
    });
    const large = { ...mail, text: 'x'.repeat(1_000_000) };
    expect(await failureOf(mailerAt(url).send(large))).toBeInstanceOf(MailUnansweredError);
    expect(read).toEqual([expect.any(Number)]);
    expect(read[0]).toBeGreaterThan(1_000_000);
  });
});

test('no mail is sent over a connection that the service may have closed already', async () => {
  const ports = new Set<number | undefined>();
  const url = await startServer((request, response) => {
    ports.add(request.socket.remotePort);
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"MessageId":"message-1"}');
  });
  const mailer = mailerAt(url);
  await mailer.send(mail);
  await mailer.send(mail);
  expect(ports.size).toBe(2);
});

/** A mailer that records its requests to SES. */
function recordingMailer() {
  const asked: SendEmailCommandInput[] = [];
  const ses = {
    async send(command: { input: SendEmailCommandInput }) {
      asked.push(command.input);
      return { MessageId: 'message-1' };
    },
  } as unknown as Pick<SESv2Client, 'send'>;
  return { asked, mailer: createMailer({ ses, from, replyTo, turn, configurationSet }) };
}

test('SES is given its configuration set, and what it is to say of the mail later', async () => {
  const { mailer, asked } = recordingMailer();
  await mailer.send(mail, { entry: 'cs_test_1', purpose: 'payment_failed' });
  expect(asked).toMatchObject([
    {
      ConfigurationSetName: configurationSet,
      EmailTags: [
        { Name: 'entry', Value: 'cs_test_1' },
        { Name: 'purpose', Value: 'payment_failed' },
      ],
    },
  ]);
});

test('a picture is inline, with the id that the HTML calls it by; the other files are attachments', async () => {
  const { mailer, asked } = recordingMailer();
  const png = Uint8Array.of(0x89, 0x50);
  const picture = {
    contentId: 'code@example.com',
    fileName: 'code.png',
    contentType: 'image/png',
    content: png,
  };
  const calendar = { fileName: 'tournament.ics', contentType: 'text/calendar', content: 'BEGIN' };
  await mailer.send({ ...mail, attachments: [calendar], pictures: [picture] });
  await mailer.send(mail);
  const parts = asked.map(({ Content }) => Content?.Simple?.Attachments);
  expect(parts).toEqual([
    [
      expect.objectContaining({ FileName: 'tournament.ics', ContentDisposition: 'ATTACHMENT' }),
      {
        FileName: 'code.png',
        ContentType: 'image/png',
        ContentDisposition: 'INLINE',
        ContentId: 'code@example.com',
        ContentTransferEncoding: 'BASE64',
        RawContent: png,
      },
    ],
    undefined,
  ]);
  expect(parts[0]?.[0]).not.toHaveProperty('ContentId');
});

describe('whatever a form contains', () => {
  test.each([
    '',
    'parent',
    'parent@',
    'a@example.com,b@example.com',
    'a@example.com;b@example.com',
    'a@example.com b@example.com',
    'a@example.com\r\nBcc: b@example.com',
    'a@example.com\u2028b@example.com',
    'Sam <a@example.com>',
    '"a@example.com,"@example.com',
    'a@b@example.com',
    '=?utf-8?q?b=40example.com=2C?=@example.com',
    'a\u0000@example.com',
    `${'a'.repeat(250)}@example.com`,
  ])('%j is not accepted as one address', async (to) => {
    const { asked, mailer } = recordingMailer();
    const error = await failureOf(mailer.send({ ...mail, to: [{ address: to }] }));
    expect(error).toBeInstanceOf(MailRejectedError);
    expect(error.message).toBe('the given address is not one that mail can be sent to');
    expect(asked).toEqual([]);
  });

  test('a mail has exactly one recipient, the one address in the form', async () => {
    const pieces = fc.constantFrom(
      'a@example.com',
      ',',
      ';',
      '<',
      '>',
      '\r\n',
      ' ',
      '"',
      'Bcc:',
      '=?',
      '\u2028',
    );
    const hostile = fc.oneof(
      fc.string({ unit: 'binary-ascii' }),
      fc.array(pieces).map((parts) => parts.join('')),
      fc.emailAddress(),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (to) => {
        const { asked, mailer } = recordingMailer();
        await mailer
          .send({ ...mail, to: [{ address: to }] })
          .catch((error) => expect(error).toBeInstanceOf(MailRejectedError));
        for (const { Destination } of asked) {
          expect(Destination).toEqual({ ToAddresses: [to.trim()] });
          expect(to.trim()).toMatch(/^[^\s,;<>"]+$/);
          expect(to.split('@')).toHaveLength(2);
        }
      }),
    );
  });

  test('an international domain is converted to punycode', async () => {
    const { asked, mailer } = recordingMailer();
    await mailer.send({ ...mail, to: [{ name: 'Jo', address: 'jo@bücher.example' }] });
    expect(asked[0]?.Destination).toEqual({ ToAddresses: ['"Jo" <jo@xn--bcher-kva.example>'] });
  });

  test('a mail to several is one mail, and is not sent if one of the addresses is invalid', async () => {
    const { asked, mailer } = recordingMailer();
    const to = [{ address: 'a@example.com' }, { name: '김', address: 'b@example.com' }];
    await mailer.send({ ...mail, to });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.Destination).toEqual({
      ToAddresses: ['a@example.com', '=?UTF-8?B?6rmA?= <b@example.com>'],
    });
    const error = await failureOf(mailer.send({ ...mail, to: [...to, { address: 'c' }] }));
    expect(error).toBeInstanceOf(MailRejectedError);
    expect(asked).toHaveLength(1);
  });

  test('a subject stays one line', async () => {
    const { asked, mailer } = recordingMailer();
    await mailer.send({ ...mail, subject: 'Registration\r\nBcc: b@example.com\u2028\u0000now' });
    expect(asked[0]?.Content?.Simple?.Subject?.Data).toBe('Registration Bcc: b@example.com now');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary-ascii' }), async (subject) => {
        const recording = recordingMailer();
        await recording.mailer.send({ ...mail, subject });
        expect(recording.asked[0]?.Content?.Simple?.Subject?.Data).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
