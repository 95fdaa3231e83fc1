// Try: bring images, and see what a model says about them.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { connection, url, withQuery } from '../api.js';
import { answer, spoken } from '../components/answer.js';
import { answerOptions } from '../components/answer-options.js';
import { Asker } from '../components/asker.js';
import { code } from '../components/code.js';
import { Drawing, drawingPanel } from '../components/drawing.js';
import { takeDrops } from '../components/files.js';
import { filesPanel, itemsOf } from '../components/image-files.js';
import { choiceOf, loadChoices, modelChoice } from '../components/model-choice.js';
import { curlLine, predictPath } from '../components/predict.js';
import { empty, problem, skeleton } from '../components/states.js';
import { TestImages } from '../components/test-images.js';
import { texts } from '../texts.js';

const DEBOUNCE_MILLIS = 300;
const REFRESH_MILLIS = 15000;
const KINDS = { draw: 'drawing', files: 'file', test: 'test' };

export default function create(context) {
  const wishes = { abstainBelow: 0, explain: false, opacity: 1 };
  const drawing = new Drawing(drawn);
  const testImages = new TestImages(context, item => put('test', item ? [item] : []));
  // An alias may have another model meanwhile, or none.
  const asker = new Asker(context, () => loadModels().catch(() => {}));
  let wanted = context.query.get('model');
  let choices = null;
  let chosen = null;
  let failure = null;
  let tab = null;
  let timer = null;
  let over = false;

  // ---- The model

  async function loadModels() {
    choices = await loadChoices(wanted, context.signal);
    failure = null;
    const before = chosen?.model.id;
    chosen = choiceOf(choices, wanted) ?? null;
    if (chosen && chosen.model.id !== before) {
      tab ??= chosen.model.preprocessing.fit === 'exact' ? 'draw' : 'files';
      ask();
    }
  }

  function choose(value) {
    wanted = value;
    chosen = choiceOf(choices, value);
    history.replaceState(null, '', url(withQuery('ui/try', { model: value })));
    ask();
  }

  // ---- The images

  function show(name) {
    tab = name;
    ask();
  }

  function put(name, items) {
    asker.put(name, items);
    if (tab === name) {
      ask();
    }
  }

  function bring(files, folders = new Set()) {
    if (files.length) {
      const { items, left } = itemsOf(files, folders);
      tab = 'files';
      put('files', items);
      if (left) {
        context.toast(texts.try.tooMany(left));
      }
    }
  }

  function drawn() {
    // The timer is not set again by each movement of the pen, so that answers come while a line is being drawn.
    timer ??= setTimeout(sendDrawing, DEBOUNCE_MILLIS);
    if (drawing.empty === (asker.set('draw').items.length > 0)) {
      context.update();
    }
  }

  async function sendDrawing() {
    timer = null;
    if (!drawing.empty && asker.waiting('draw')) {
      // An answer that is on its way would be given up for a newer drawing, and while one draws none would ever come.
      drawn();
      return;
    }
    const blob = drawing.empty ? null : await drawing.png();
    if (context.signal.aborted) {
      return;
    }
    if (blob && asker.set('draw').items.length) {
      asker.replace('draw', blob);
      if (tab === 'draw') {
        ask();
      }
    } else {
      put('draw', blob ? [{ kind: 'drawing', title: texts.try.drawing, name: 'drawing.png', blob }] : []);
    }
  }

  // ---- The answers

  const path = () => predictPath(chosen.model, chosen.value, KINDS[tab], wishes);

  function ask() {
    if (!chosen) {
      asker.leave();
      context.update();
      return;
    }
    if (tab === 'test') {
      testImages.open(chosen.model);
    }
    asker.ask(tab, path(), chosen.model, wishes);
    context.update();
  }

  // ---- The page

  const panels = {
    draw: () => drawingPanel(drawing, chosen.model.preprocessing.channels > 1, context.update),
    files: () => filesPanel(bring, over),
    test: () => testImages.render(),
  };

  const input = () => html`<section class="card try-input" aria-labelledby="try-input">
    <h2 id="try-input" class="visually-hidden">${texts.try.input}</h2>
    <div class="tabs" role="group" aria-label=${texts.try.input}>${Object.keys(KINDS).map(name => html`
      <button type="button" aria-pressed=${name === tab} @click=${() => show(name)}>${texts.try.tabs[name]}</button>`)}
    </div>
    ${panels[tab]()}
  </section>`;

  function answers() {
    const set = asker.set(tab);
    const look = { preprocessing: chosen.model.preprocessing, opacity: wishes.opacity };
    const waiting = asker.waiting(tab);
    return html`<section class="stack try-answers" aria-labelledby="try-answers" aria-busy=${waiting}>
      <h2 id="try-answers" class="visually-hidden">${texts.try.answers}</h2>
      <p class="visually-hidden" role="status">${waiting && set.items.length > 1 ? nothing : spoken(set.items)}</p>
      ${asker.pause ? html`<p class="banner warn" role="status">${texts.try.busy(asker.pause)}</p>` : nothing}
      ${set.failure ? problem(set.failure) : nothing}
      ${set.items.length ? set.items.map(item => answer({ ...item, waiting }, look))
        : html`<div class="card"><p class="muted">${texts.try.nothing[tab]}</p></div>`}
    </section>`;
  }

  const curl = () => {
    const sent = asker.sendable(tab);
    return sent.length ? html`<section class="card try-curl"><details>
      <summary>${texts.try.curl}</summary>
      <div class="stack"><p class="muted">${sent[0].path ? texts.try.curlFetch : texts.try.curlHint}</p>
        ${code(context, texts.try.curl, curlLine(sent, path()))}</div>
    </details></section>` : nothing;
  };

  function content() {
    if (!choices) {
      return failure ? problem(failure) : skeleton(4);
    }
    if (!chosen) {
      return empty(texts.try.emptyTitle, texts.try.emptyText,
        html`<a class="button primary" href=${url('')}>${texts.try.emptyAction}</a>`);
    }
    return html`
      ${wanted && chosen.value !== wanted
        ? html`<p class="banner warn" role="status">${texts.try.unknownModel(wanted)}</p>` : nothing}
      ${modelChoice(choices, chosen, choose)}
      <div class="try">
        ${input()}
        ${answers()}
        <div class="stack try-options">${answerOptions(wishes, ask, context.update)}${curl()}</div>
      </div>`;
  }

  // ---- Files, wherever they are dropped or pasted

  function hovered(inside) {
    if (over !== inside) {
      over = inside;
      context.update();
    }
  }

  function pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (chosen && files.length) {
      event.preventDefault();
      bring(files);
    }
  }

  function pressed(event) {
    const undo = event.key === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (undo && tab === 'draw' && !event.target.closest?.('textarea, select, dialog')) {
      event.preventDefault();
      drawing.undo();
    }
  }

  return {
    title: () => texts.try.title,
    start() {
      const { signal } = context;
      takeDrops(() => chosen, hovered, bring, signal);
      document.addEventListener('paste', pasted, { signal });
      document.addEventListener('keydown', pressed, { signal });
      const back = () => !connection.away && tab && asker.set(tab).failure && ask();
      connection.addEventListener('change', back, { signal });
      context.every(REFRESH_MILLIS, loadModels, reason => { failure = reason; });
    },
    stop() {
      asker.close();
      clearTimeout(timer);
    },
    render: () => html`<div class="view">
      <div class="head"><div class="stack"><h1>${texts.try.title}</h1><p class="lead">${texts.try.lead}</p></div></div>
      ${content()}
    </div>`,
  };
}
