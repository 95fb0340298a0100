import { ask, wordsOf } from './api.mjs';
import { byId, el } from './dom.mjs';
import { say } from './language.mjs';
import { CASE_REASONS, SERVICES, wordOf } from './words-states.mjs';

const MEANINGS = {
  keep: () => [say('保留', 'Keep'), say('现有结果是对的，继续办理。', 'What stands is right; go on.')],
  undo: () => [say('撤销', 'Undo'), say('全部退回：医院、医保、现金。', 'Give everything back: hospital, insurer, cash.')],
};

/**
 * Two stages: the button that opened this, and the one in here; and a reason that stays with the case.
 * @param done called after the owner has taken the decision
 */
export function openResolve({ service, caseId, reason }, resolution, done) {
  const dialog = byId('resolve');
  const [word, meaning] = MEANINGS[resolution]();
  const failure = el('p', { class: 'notice bad', role: 'alert', hidden: true });
  const note = el('textarea', { name: 'note', required: true, maxlength: 500, rows: 3, 'aria-describedby': 'note-help' });
  const send = el(
    'button',
    { type: 'submit', class: resolution === 'undo' ? 'strong danger' : 'strong' },
    say(`确认${word}`, `${word}: confirm`),
  );
  const submit = async (event) => {
    event.preventDefault();
    note.setCustomValidity(/\S/.test(note.value) ? '' : say('请写明理由', 'Write the reason'));
    if (!note.reportValidity()) return;
    send.disabled = true;
    try {
      const path = `/api/cases/${encodeURIComponent(service)}/${encodeURIComponent(caseId)}/resolve`;
      await ask(path, { method: 'POST', body: { resolution, note: note.value } });
      dialog.close();
      done();
    } catch (problem) {
      failure.textContent = wordsOf(problem);
      failure.hidden = false;
      send.disabled = false;
    }
  };
  note.addEventListener('input', () => note.setCustomValidity(''));
  dialog.replaceChildren(
    el(
      'form',
      { novalidate: true, onsubmit: submit },
      el('h2', { id: 'resolve-title' }, say(`${word}：`, `${word}: `), wordOf(CASE_REASONS, reason)),
      el('p', {}, el('b', {}, meaning)),
      el('p', { class: 'soft mono' }, `${wordOf(SERVICES, service)} · ${caseId}`),
      el('label', {}, el('span', {}, say('理由（必填）', 'Reason (required)')), note),
      el(
        'p',
        { class: 'soft', id: 'note-help' },
        say('与您的工号一起存档，不要写患者姓名或证件号。', 'Kept with your name; write no patient’s name or number.'),
      ),
      failure,
      el(
        'p',
        { class: 'actions' },
        send,
        el('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, say('再想想', 'Not now')),
      ),
    ),
  );
  dialog.showModal();
  note.focus();
}
