import { type EntryItem, textOf, unreadable } from '../domain/entry-item.ts';
import { normaliseName } from '../domain/text.ts';

/** A medical form, in the parts that the form's autofill reads. */
export interface MedicalForm {
  allergies: string[];
  medications: string[];
  conditions: string[];
  /** Whether the person wears contact lenses: `Y`, `N`, or empty where nobody chose. */
  contacts: string;
}

/** A word that says that there is nothing. */
const nothing = /^(?:none|n\/?a|no|null|-)?$/i;

/**
 * Reads a medical form in any shape that it has had: a map (`{"M": …}`), since October 2024; before, a text with the same
 * members as JSON, with lists or the word None; in archives, `conditions` for `medicalConditions`. Any of it may be null.
 * A text that is no JSON is kept as a condition, because it may matter.
 */
export function medicalFormOf(value: unknown): MedicalForm {
  const plain = plainOf(value);
  if (plain === null || typeof plain !== 'object' || Array.isArray(plain)) {
    return { allergies: [], medications: [], conditions: textsOf(plain), contacts: '' };
  }
  const form = plain as Record<string, unknown>;
  const { allergies, medications, conditions, medicalConditions, contacts } = form;
  return {
    allergies: textsOf(allergies),
    medications: textsOf(medications),
    conditions: [...new Set([...textsOf(conditions), ...textsOf(medicalConditions)])],
    contacts: typeof contacts === 'string' ? normaliseName(contacts) : '',
  };
}

/** The attribute from which the form's autofill prefills. */
export function medicalAttribute({ allergies, medications, conditions, contacts }: MedicalForm) {
  const list = (texts: readonly string[]) => ({ L: texts.map((S) => ({ S })) });
  return {
    M: {
      allergies: list(allergies),
      medications: list(medications),
      conditions: list(conditions),
      contacts: { S: contacts },
    },
  };
}

/** Whether anything is said in it. */
export function isFilledIn({ allergies, medications, conditions, contacts }: MedicalForm): boolean {
  return contacts !== '' || [allergies, medications, conditions].some((list) => list.length > 0);
}

/** Typed or bare attributes, and JSON in a text, as plain values. */
function plainOf(value: unknown): unknown {
  const typed = value as EntryItem | null | undefined;
  if (typeof typed === 'object' && typed !== null && !Array.isArray(typed)) {
    const [type, ...others] = Object.keys(typed);
    if (others.length === 0) {
      if (type === 'M' || type === 'L') return plainOf(typed[type]);
      if (type === 'NULL') return null;
      if (type === 'S' || type === 'N') return fromText(textOf(typed));
    }
    return Object.fromEntries(Object.entries(typed).map(([name, member]) => [name, plainOf(member)]));
  }
  if (Array.isArray(value)) return value.map(plainOf);
  return fromText(textOf(value));
}

function fromText(text: ReturnType<typeof textOf>): unknown {
  if (text === undefined || text === unreadable) return null;
  if (!/^\s*[{[]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The texts in a list, or in a text alone, without those that say that there is nothing. */
function textsOf(value: unknown): string[] {
  const all = (Array.isArray(value) ? value.flat(8) : [value])
    .filter((one) => typeof one === 'string' || typeof one === 'number')
    .map((one) => normaliseName(String(one)));
  return [...new Set(all.filter((text) => !nothing.test(text)))];
}
