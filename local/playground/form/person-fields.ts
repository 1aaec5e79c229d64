/** The part of the form that there is once for each child. */
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import { type EventKind, spokenEvent } from '../../../core/domain/events.ts';
import { checked, radios, selected } from './choices.ts';
import {
  type FilledForm,
  type FilledPerson,
  fieldOf,
  formFieldNames,
  formFields,
  isCompetitor,
  type PhotoSource,
} from './filled-form.ts';

/** The belts as the form sends them. The last ones are what people have written elsewhere. */
const belts = {
  'As in the form': [
    ...['white', 'yellow', 'orange', 'green', 'blue', 'red', 'brown'],
    ...['1 degree black', '2 degree black', '3 degree black', 'Master'],
  ],
  'As people have written it': ['Black Belt', '4th dan', 'purple', 'camo'],
};

const offeredEvents: readonly EventKind[] = [
  'sparring',
  'sparring-gr',
  'sparring-wc',
  'breaking',
  'poomsae',
  'world-class poomsae',
  'freestyle poomsae',
  'pair poomsae',
  'team poomsae',
  'family poomsae',
  'little_dragon',
  'little_tiger',
];

const sizes = ['XS', 'S', 'M', 'L', 'XL'];

const photoSources: Record<PhotoSource, string> = {
  drawn: 'Draw one of somebody who does not exist',
  own: 'Use this picture',
  none: 'None yet',
};

/** @param index from 0. */
export function personFields(form: FilledForm, person: FilledPerson, index: number): Html {
  const competing = isCompetitor(form);
  const alone = form.people.length === 1;
  const title = competing ? (alone ? 'The competitor' : `Child ${index + 1}`) : 'The person';
  const name = (field: string) => fieldOf(index, field);
  const text = (field: string, label: string, value: string, more: Html | string = '') =>
    html`<label>${label}<input name="${name(field)}" value="${value}" autocomplete="off"${more}></label>`;
  const required = html` required`;
  return html`<fieldset id="person-${index + 1}">
  <legend>${title}</legend>
  <div class="fields">
    ${text('fname', 'First name', person.firstName, required)}
    ${text('lname', 'Last name', person.lastName, required)}
    ${
      form.registrationType === 'coach'
        ? ''
        : html`${text('birthdate', 'Birth date', person.birthdate, html` placeholder="2015-04-09"`)}
    <label>Gender<select name="${name('gender')}">${options(['', 'female', 'male'], person.gender)}</select></label>
    <label>Belt<select name="${name('beltRank')}">${beltOptions(person.beltRank)}</select></label>`
    }
    ${
      competing
        ? html`${text('weight', 'Weight in pounds', person.weight)}
    ${text('heightFt', 'Height: feet', person.heightFeet)}
    ${text('heightIn', 'and inches', person.heightInches)}`
        : ''
    }
  </div>
  ${competing ? html`${eventFields(person, name)}${medicalFields(person, name)}${photoFields(person, name)}` : ''}
</fieldset>`;
}

type Names = (field: string) => string;

function eventFields(person: FilledPerson, name: Names): Html {
  return html`<fieldset>
    <legend>Events</legend>
    <div class="checks">${offeredEvents.map(
      (event) =>
        html`<label><input type="checkbox" name="${name('events')}" value="${event}"${checked(person.events.includes(event))}>${spokenEvent(event)}</label>`,
    )}</div>
    <div class="fields">
      <label>Other events, with commas<input name="${name('otherEvents')}" value="${person.otherEvents}" autocomplete="off"></label>
      <label>T-shirt, for Little Dragons<select name="${name('tshirt')}">${options(['', ...sizes], person.tshirt)}</select></label>
    </div>
    <details${formFieldNames.some((field) => person.forms[field] !== '') ? html` open` : ''}>
      <summary>Forms of poomsae</summary>
      <div class="fields">${formFieldNames.map(
        (field) =>
          html`<label>${spokenEvent(formFields[field])}<input name="${name(field)}" value="${person.forms[field]}" placeholder="4, or Koryo" autocomplete="off"></label>`,
      )}</div>
    </details>
  </fieldset>`;
}

function medicalFields(person: FilledPerson, name: Names): Html {
  const lines = (field: string, label: string, value: string) =>
    html`<label>${label}<textarea name="${name(field)}" rows="2">${value}</textarea></label>`;
  const { contacts, medicalConditions, allergies, medications } = person;
  const filled = [contacts, medicalConditions, allergies, medications].some((text) => text !== '');
  return html`<details${filled ? html` open` : ''}>
    <summary>Medical form</summary>
    <div class="fields">
      <label>Contact lenses<select name="${name('contacts')}">
        <option value="">Nobody chose</option>${options(['Y', 'N'], contacts)}</select></label>
      ${lines('medicalConditions', 'Medical conditions, one per line', medicalConditions)}
      ${lines('allergies', 'Allergies, one per line', allergies)}
      ${lines('medications', 'Medications, one per line', medications)}
    </div>
  </details>`;
}

function photoFields({ photoSource }: FilledPerson, name: Names): Html {
  return html`<fieldset>
    <legend>Photo for the badge</legend>
    ${radios(name('photoSource'), photoSources, photoSource)}
    <label>Picture from your device<input type="file" name="${name('profilePic')}" accept="image/*"></label>
  </fieldset>`;
}

const options = (choices: readonly string[], value: string) =>
  [...choices, ...(choices.includes(value) || value === '' ? [] : [value])].map(
    (choice) => html`<option${selected(choice === value)}>${choice}</option>`,
  );

function beltOptions(value: string): Html {
  const known = Object.values(belts).flat();
  return html`<option></option>${Object.entries(belts).map(
    ([label, names]) =>
      html`<optgroup label="${label}">${options(names, names.includes(value) ? value : '')}</optgroup>`,
  )}${known.includes(value) || value === '' ? '' : html`<option selected>${value}</option>`}`;
}
