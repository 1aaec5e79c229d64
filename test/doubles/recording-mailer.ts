import type { Mail, Mailer } from '../../core/clients/mail.ts';

/** A mailer that keeps what it sends, after it has failed with each of `failures` in turn. */
export function recordingMailer(...failures: Error[]): { mailer: Mailer; sent: Mail[] } {
  const sent: Mail[] = [];
  const mailer: Mailer = {
    turn: { take: async () => undefined },
    async send(mail) {
      const failure = failures.shift();
      if (failure) throw failure;
      sent.push(mail);
      return { messageId: `message-${sent.length}` };
    },
  };
  return { mailer, sent };
}
