import type { QueueMessages } from '../../clients/queue-messages.ts';
import { type EntryItem, toAttributeValues } from '../../domain/entry-item.ts';
import { identityOf } from '../../domain/identity.ts';
import { entryIdOf, personIdOf } from '../../domain/ids.ts';
import type { Place } from './place.ts';
import type { SoughtPerson } from './sought-person.ts';

export interface DeadLettersDependencies {
  /** The queues by their names. */
  queues: Readonly<Record<string, Pick<QueueMessages, 'find' | 'delete'>>>;
}

/**
 * Messages that could not be handled: entries as the form sent them, events about photos, whose keys are made of names, and
 * notes that name an entry.
 */
export function deadLetters({ queues }: DeadLettersDependencies): Place {
  return {
    name: 'deadLetters',
    async find(person) {
      const found = await Promise.all(
        Object.entries(queues).map(async ([queue, messages]) => {
          const own = await messages.find((body) => isAbout(body, person));
          return own.map((body, index) => ({
            what: `message ${index + 1} in ${queue}`,
            copy: async () => ({ json: parsed(body) ?? body }),
            erase: () => messages.delete((other) => other === body),
          }));
        }),
      );
      return found.flat();
    },
  };
}

function isAbout(body: string, { ids, personIds, photoKeys }: SoughtPerson): boolean {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  if ([...ids].some((id) => new RegExp(`\\b${id}\\b`).test(body))) return true;
  if ([...photoKeys].some((key) => body.includes(inJson(key)))) return true;
  const content = parsed(body);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return false;
  const entry = content as EntryItem;
  return personIds.has(personIdOf(identityOf(entry))) || ids.has(idOf(entry));
}

/** Of an entry; of anything else, some id that is nobody's. */
function idOf(item: EntryItem): string {
  try {
    return entryIdOf(toAttributeValues(item));
  } catch {
    return '';
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
