import { ask, wordsOf } from './api.mjs';
import { byId, trouble } from './dom.mjs';
import { age } from './format.mjs';
import { mountFrame } from './frame.mjs';
import { say } from './language.mjs';

mountFrame({ signedIn: false });

const form = byId('sign-in');
form.elements.operatorId.focus();

/** Only ever to a page of ours. */
const next = () => {
  const wanted = new URLSearchParams(location.search).get('next') ?? '/';
  return /^\/(orders\/[0-9A-Z]{18})?$/.test(wanted) ? wanted : '/';
};

function words(problem) {
  if (problem.code === 'CLIENT_INVALID') return say('工号或密码有误', 'The operator or the password is wrong');
  if (problem.code !== 'REQUEST_TOO_MANY') return wordsOf(problem);
  const wait = age(problem.retryAfterSeconds * 1000);
  return say(`尝试次数过多，请 ${wait}后再试`, `Too many attempts; try again in ${wait}`);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void signIn();
});

async function signIn() {
  const button = form.querySelector('button');
  button.disabled = true;
  trouble('');
  try {
    const { operatorId, password } = Object.fromEntries(new FormData(form));
    await ask('/api/session', { method: 'POST', body: { operatorId: operatorId.trim(), password } });
    location.assign(next());
  } catch (problem) {
    trouble(words(problem));
    button.disabled = false;
    form.elements.password.select();
  }
}
