import { type Listening, listen } from '@tkd-registration/local-cloud/listen';
import type { ChallongeOptions } from '../../../../core/clients/challonge/calls.ts';
import type { Challonge } from '../../../../core/clients/challonge/challonge.ts';
import { connectChallonge } from '../../../../core/clients/challonge/connect-challonge.ts';

export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** JSON unless it is a text. */
  body?: unknown;
  /** No answer: the connection is cut, or nothing happens. */
  instead?: 'cut' | 'hang';
}

interface AskedRequest {
  /** `POST /v1/tournaments.json` */
  line: string;
  headers: Headers;
  body: unknown;
}

/** A server that gives the answers it was told to, one after another, and remembers what it was asked. */
export class ScriptedChallonge {
  asked: AskedRequest[] = [];
  #listening: Listening | undefined;
  #answers: ScriptedAnswer[] = [];

  async start(): Promise<void> {
    this.#listening = await listen((request, { outgoing }) =>
      this.#answer(request, () => outgoing.destroy()),
    );
  }

  async #answer(request: Request, cut: () => void): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const text = await request.text();
    const body = text === '' ? undefined : JSON.parse(text);
    this.asked.push({ line: `${request.method} ${pathname}${search}`, headers: request.headers, body });
    const { status = 200, headers, body: answer, instead } = this.#answers.shift() ?? { status: 500 };
    if (instead === 'cut') cut();
    if (instead === 'hang') await new Promise<never>(() => undefined);
    const content = answer === undefined || typeof answer === 'string' ? answer : JSON.stringify(answer);
    return new Response(content || null, { status, headers });
  }

  willAnswer(...answers: ScriptedAnswer[]): void {
    this.asked = [];
    this.#answers = answers;
  }

  client(api: ChallongeOptions['api'], options: Partial<ChallongeOptions> = {}): Challonge {
    const leave = { take: async () => undefined };
    const apiBase = this.#listening?.url;
    return connectChallonge({ apiKey: 'the-key', api, apiBase, budget: leave, pace: leave, ...options });
  }

  async stop(): Promise<void> {
    await this.#listening?.stop();
  }
}
