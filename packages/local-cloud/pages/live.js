/**
 * Keeps a page up to date: asks for the page again every second and changes what differs inside `<main>` in place, so that
 * scrolling, focus, open details and typed text stay. It ends once the page that comes is no longer live. Links with
 * `data-in-place` are followed in the same way. Without this script, pages work by reloading.
 *
 * Elements that may move or repeat need an `id` to be recognised. What a script of the page itself has changed inside an
 * element with `data-own` is left alone.
 */
import { Idiomorph } from '/_look/idiomorph.js';

const everyMs = 1_000;
let shown = location.href;
let etag;
let following = 0;

const main = () => document.querySelector('main');

/** A field that somebody has changed, or is about to. */
function isTouched(element) {
  if (element === document.activeElement) return element.matches('input, textarea, select');
  if (element instanceof HTMLSelectElement)
    return [...element.options].some((option) => option.selected !== option.defaultSelected);
  if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)
    return element.value !== element.defaultValue || element.checked !== element.defaultChecked;
  return false;
}

function show(page) {
  const next = new DOMParser().parseFromString(page, 'text/html');
  const content = next.querySelector('main');
  if (!content) return;
  document.title = next.title;
  Idiomorph.morph(main(), content, {
    callbacks: {
      beforeNodeMorphed: (old) =>
        !(old instanceof Element && (old.hasAttribute('data-own') || isTouched(old))),
      // Whether details or a dialog are open is up to the reader.
      beforeAttributeUpdated: (name) => name !== 'open',
    },
  });
}

/** Asks for a page, and shows it if it has changed. Fails when there is no answer. */
async function ask(address) {
  const turn = following;
  const response = await fetch(address, {
    headers: { accept: 'text/html', ...(etag && { 'if-none-match': etag }) },
  });
  // A link was followed meanwhile.
  if (turn !== following) return;
  if (response.status === 304) return;
  const page = await response.text();
  if (turn !== following) return;
  etag = response.headers.get('etag') ?? undefined;
  show(page);
}

async function follow(address) {
  following += 1;
  etag = undefined;
  shown = address;
  await ask(address);
  const { hash } = new URL(address);
  const target = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!target) return;
  target.scrollIntoView({ block: 'nearest' });
  target.focus({ preventScroll: true });
}

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element && event.target.closest('a[data-in-place]');
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  // The `href` property of a link in an SVG is not a string.
  const address = new URL(link.getAttribute('href'), document.baseURI).href;
  history.pushState(undefined, '', address);
  follow(address).catch(() => location.reload());
});
window.addEventListener('popstate', () => {
  // A jump to a place on the same page.
  if (location.href.split('#')[0] === shown.split('#')[0]) return;
  follow(location.href).catch(() => location.reload());
});

async function keepUpToDate() {
  const connection = document.getElementById('connection');
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, everyMs));
    if (document.hidden || !main().hasAttribute('data-live')) continue;
    try {
      await ask(shown);
      if (connection.textContent) connection.textContent = '';
    } catch {
      connection.textContent =
        'No answer: what you see may be out of date. It catches up by itself once the project runs again.';
    }
  }
}

void keepUpToDate();
