/** Fields of an entry or a registration to correct. */
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import { belts } from '../../../core/domain/belts.ts';
import { fieldName } from '../../../core/domain/findings.ts';
import { correctable, itemToCorrect, writtenIn } from './correct.ts';
import type { WholeEntry } from './entry-sources.ts';

/** What is known in a field, to choose from; anything else can be written too. */
const known: Readonly<Record<string, readonly string[]>> = {
  reg_type: ['competitor', 'coach', 'seminar'],
  gender: ['female', 'male'],
  beltRank: belts,
  checkout: ['manual_entry'],
};

/** @param place tells the field from one of the same name elsewhere on the page. */
export function fieldInput(entry: WholeEntry, field: string, place: string): Html {
  if (field === 'imgFilename') return photoInput(place);
  const id = `${place}-${field}`;
  // The address is read from the entry.
  const item = field === 'email' ? (entry.item ?? entry.row) : itemToCorrect(entry);
  const choices = known[field];
  return html`<label for="${id}">${fieldName(field)}
    <input id="${id}" name="${field}" value="${writtenIn(item, field)}"${choices ? html` list="${id}-list"` : ''} autocomplete="off"></label>
    ${choices ? html`<datalist id="${id}-list">${choices.map((choice) => html`<option value="${choice}"></option>`)}</datalist>` : ''}`;
}

const photoInput = (place: string): Html =>
  html`<label for="${place}-photo">Photo <input id="${place}-photo" name="photo" type="file" accept="image/*"></label>`;

export const correctionForm = (entry: WholeEntry): Html =>
  html`<form id="correct" method="post" action="/entries/${entry.id}/correct" enctype="multipart/form-data">
    <div class="fields">${correctable.map((field) => fieldInput(entry, field, 'correct'))}${photoInput('correct')}</div>
    ${
      entry.row
        ? html`<button>Save</button> <p class="note">As in the registration site. The badge follows by itself, within seconds.</p>`
        : html`<button name="run" value="yes">Save and run it again</button>`
    }</form>`;
