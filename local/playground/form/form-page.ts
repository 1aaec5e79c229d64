/** The registration form, with the fields that the existing form has. */
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import { spokenType } from '../../../core/mail/confirmation-mail.ts';
import { amountInWords } from '../../../core/money/currency.ts';
import { type PriceList, pricesIn } from '../../../core/money/price-list.ts';
import { checked, radios, selected } from './choices.ts';
import { type ExampleName, examples } from './examples.ts';
import {
  blankForm,
  type FilledForm,
  isCompetitor,
  mostPeople,
  type PaymentWay,
  type Shape,
  unlisted,
} from './filled-form.ts';
import { personFields } from './person-fields.ts';

/** What the page needs to know beside what was typed. */
export interface FormSettings {
  competition: string;
  schools: readonly string[];
  currency: string;
  prices?: PriceList;
}

export interface Shown {
  form: FilledForm;
  problems?: readonly (string | Html)[];
}

export function formPage({ form, problems = [] }: Shown, settings: FormSettings): Html {
  const { registrationType: type, people } = form;
  const competing = isCompetitor(form);
  return html`
<p>This is the form that families fill in for the ${settings.competition}. Try it with whatever you like: it all stays on
  this computer, no mail goes out and no money moves.</p>
<section aria-labelledby="examples-title">
  <h2 id="examples-title">Short of ideas? Fill it in with …</h2>
  <ul class="choices">${Object.entries(examples).map(
    ([name, { title }]) =>
      html`<li><a class="button plain" href="/form?example=${name satisfies string as ExampleName}">${title}</a></li>`,
  )}</ul>
</section>
${problems.length > 0 ? problemList(problems) : ''}
<nav class="tabs" aria-label="Who is registered">${Object.entries(spokenType).map(
    ([name, title]) =>
      html`<a href="/form?type=${name}"${name === type ? html` aria-current="page"` : ''}>${title}</a>`,
  )}</nav>
<form method="post" action="/form" enctype="multipart/form-data">
  <input type="hidden" name="regType" value="${type}">
  <input type="hidden" name="people" value="${people.length}">
  ${familyFields(form, settings)}
  ${people.map((person, index) => personFields(form, person, index))}
  ${
    competing
      ? html`<p class="choices">
    ${people.length < mostPeople ? html`<button class="plain" name="action" value="add" formnovalidate>Add a brother or sister</button>` : ''}
    ${people.length > 1 ? html`<button class="plain" name="action" value="remove" formnovalidate>Remove the last child</button>` : ''}
  </p>`
      : ''
  }
  ${paymentFields(form, settings)}
  ${sendingFields(form)}
  <p class="choices">
    <button name="action" value="send">Register</button>
    <button class="plain" name="action" value="send" formnovalidate>Send it even if fields are empty</button>
  </p>
</form>`;
}

const problemList = (problems: readonly (string | Html)[]) => html`<div class="problem" role="alert">
  <p><strong>What is below was not sent yet.</strong></p>
  <ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul>
</div>`;

function familyFields(form: FilledForm, { schools }: FormSettings): Html {
  const listed = schools.includes(form.school) || form.school === '';
  const competing = isCompetitor(form);
  return html`<fieldset>
  <legend>${competing ? 'The family' : 'How to reach you'}</legend>
  <div class="fields">
    <label>Email<input name="email" required value="${form.email}" autocomplete="off"></label>
    <label>Phone<input name="phone" value="${form.phone}" autocomplete="off"></label>
    <label>School
      <select name="school" required>
        <option value="">Choose a school</option>
        ${schools.map((school) => html`<option${selected(school === form.school)}>${school}</option>`)}
        <option value="${unlisted}"${selected(!listed)}>Another one, named in the next field</option>
      </select></label>
    <label>Another school<input name="unlistedSchool" value="${listed ? '' : form.school}" autocomplete="off"></label>
    ${form.registrationType === 'coach' ? '' : html`<label>Parent's name<input name="parentName" value="${form.parent}" autocomplete="off"></label>`}
    ${competing ? html`<label>Coach<input name="coach" value="${form.coach}" autocomplete="off"></label>` : ''}
  </div>
</fieldset>`;
}

const ways: Record<PaymentWay, string> = {
  stripe: 'On Stripe’s page, which a sandbox plays here',
  none: 'Not at all: only coaches are free in this tournament',
  manual: 'In another way, such as cash: an organiser adds the entry by hand',
};

function paymentFields(form: FilledForm, { prices = { coupons: [] }, currency }: FormSettings): Html {
  const own = pricesIn({ coupons: [], [form.registrationType]: prices[form.registrationType] });
  return html`<fieldset>
  <legend>Payment</legend>
  <p class="note">Prices: ${own
    .map(({ price }) => `${price.product} ${amountInWords(price.amount, currency)}`)
    .join(
      ' · ',
    )}.${form.people.length > 1 ? ' Each child is paid for on a page of its own, as in the existing form.' : ''}</p>
  ${radios('payment', ways, form.payment)}
  ${
    isCompetitor(form)
      ? html`<label><input type="checkbox" name="liability" required${checked(form.waiver)}>We accept the liability waiver.</label>`
      : ''
  }
</fieldset>`;
}

const spellings: Record<Shape, string> = {
  today: 'as today’s form does',
  older: 'as older forms did: 04/09/2015, F, the medical form as one text, the phone without a type',
};

function sendingFields(form: FilledForm): Html {
  const { shape, delayed, unasked } = form;
  const open = shape !== blankForm.shape || delayed || unasked;
  return html`<details${open ? html` open` : ''}>
  <summary>How the entry is sent</summary>
  <fieldset><legend>Write the message …</legend>${radios('shape', spellings, shape)}</fieldset>
  <label><input type="checkbox" name="delayed"${checked(delayed)}>Let it wait for two minutes first, as the old form does. The payment is then
    there before the entry.</label>
  <label><input type="checkbox" name="unasked"${checked(unasked)}>Do not ask first whether somebody of that name is registered already.</label>
</details>`;
}
