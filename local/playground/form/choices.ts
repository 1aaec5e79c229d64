/** Choices as fields of the form. */
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';

export const checked = (is: boolean) => (is ? html` checked` : '');
export const selected = (is: boolean) => (is ? html` selected` : '');

/** One of several, each with its text. */
export const radios = (name: string, choices: Readonly<Record<string, string>>, value: string): Html[] =>
  Object.entries(choices).map(
    ([choice, text]) =>
      html`<label><input type="radio" name="${name}" value="${choice}"${checked(choice === value)}>${text}</label>`,
  );
