import * as z from 'zod';

export interface Medical {
  /** Wears contact lenses. */
  contacts: boolean;
  conditions: string[];
  allergies: string[];
  medications: string[];
}

/** Free text of a person's own: put on one line, never refused. */
const note = z.string().transform((text) =>
  text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim(),
);

/** A list, or text in its place; the form writes no entries as `[""]`, the word None, or nothing. */
const notes = z
  .union([z.array(note), note.transform((only) => [only])])
  .nullish()
  .transform((list) => (list ?? []).filter((text) => !/^(?:none)?$/i.test(text)));

const answer = z
  .union([z.boolean(), z.string()])
  .nullish()
  .transform((text) => String(text ?? '').trim())
  .pipe(z.string().regex(/^(?:y|yes|true|n|no|false|none)?$/i))
  .transform((text) => /^(?:y|yes|true)$/i.test(text));

const medicalForm = z.object({
  contacts: answer,
  medicalConditions: notes,
  allergies: notes,
  medications: notes,
});

/**
 * Reads the JSON text of a `medical_form`.
 * @returns undefined when the text is no JSON, or not of the form's shape.
 */
export function medicalOf(text: string): Medical | undefined {
  const parsed = medicalForm.safeParse(jsonOf(text));
  if (!parsed.success) return undefined;
  const { contacts, medicalConditions, allergies, medications } = parsed.data;
  return { contacts, conditions: medicalConditions, allergies, medications };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
