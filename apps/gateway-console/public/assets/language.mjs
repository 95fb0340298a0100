/** Chinese first. The choice is kept in the browser; the pages say both languages side by side, where they are used. */
const KEY = 'meridian-language';

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // a browser that forbids storage forgets the choice with the page
  }
}

export const language = kept() === 'en' ? 'en' : 'zh';

/** @returns the text in the language of the page */
export const say = (zh, en) => (language === 'en' ? en : zh);

/** Of a pair `[zh, en]` or of the API's `{zh, en}`. */
export const sayOf = (text) => (Array.isArray(text) ? say(text[0], text[1]) : text[language]);

export function switchLanguage() {
  try {
    localStorage.setItem(KEY, language === 'en' ? 'zh' : 'en');
  } finally {
    location.reload();
  }
}

/** Turns what stands in the HTML, which is Chinese, into English where English was chosen. */
export function translatePage() {
  if (language !== 'en') return;
  const root = document.documentElement;
  root.lang = 'en';
  document.title = root.dataset.titleEn ?? document.title;
  for (const node of document.querySelectorAll('[data-en]')) node.textContent = node.dataset.en;
  for (const node of document.querySelectorAll('[data-en-label]')) node.setAttribute('aria-label', node.dataset.enLabel);
}
