import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EntryItem } from '../../core/domain/entry-item.ts';
import { checkoutPlaceholder, FrontEnd } from '../../local/front-end.ts';
import { putPhoto } from '../../local/seed.ts';
import type { CloudAddresses } from '../../local/tournament-cloud.ts';
import coach from '../fixtures/entries/coach-without-checkout.json' with { type: 'json' };
import competitor from '../fixtures/entries/competitor.json' with { type: 'json' };
import type { Outputs } from './cdk.ts';

const photos = join(import.meta.dirname, '../../local/samples/photos');
type Sample = 'competitor' | 'coach' | 'another coach';
const entries: Record<Sample, EntryItem> = {
  competitor: { ...competitor, checkout: { S: checkoutPlaceholder } },
  coach,
  'another coach': { ...coach, full_name: { S: 'Dana Brooks' }, email: { S: 'dana.brooks@example.com' } },
};

/** What families do with the form of a stage. */
export class Form {
  readonly #aws: string;
  readonly #outputs: Outputs;
  readonly #frontEnd: FrontEnd;

  constructor({
    aws,
    stripe,
    apiKey,
    outputs,
  }: { aws: string; stripe: string; apiKey: string; outputs: Outputs }) {
    this.#aws = aws;
    this.#outputs = outputs;
    const cloud = { endpoints: { aws, stripe }, outputs, secret: { stripe: { apiKey } } };
    this.#frontEnd = new FrontEnd(cloud as unknown as CloudAddresses);
  }

  /** Sends the entry, with its photo if it has one, and pays for it if it costs something. @returns the entry's id. */
  async register(who: Sample): Promise<string> {
    if (who === 'competitor') {
      const cloud = { endpoints: { aws: this.#aws }, outputs: this.#outputs };
      const key = competitor.imgFilename.S;
      await putPhoto(cloud, key, readFileSync(join(photos, key)));
    }
    const { entryId, sessionId } = await this.#frontEnd.submit(entries[who]);
    if (sessionId) await this.#frontEnd.press('card', sessionId);
    return entryId;
  }
}
