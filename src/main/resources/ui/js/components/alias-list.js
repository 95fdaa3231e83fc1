// The aliases with their models, and what can be done with each.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { all } from '../api.js';
import { ago, percent, shortId } from '../format.js';
import { texts } from '../texts.js';
import { previousOf } from './alias-history.js';
import { when } from './facts.js';
import { isBackbone, modelLink, modelName } from './model-parts.js';

const t = texts.models;
const fieldId = alias => `target-${alias}`;
const buttonId = alias => `point-${alias}`;

/**
 * @param actions those of aliasActions
 * @param modelOf returns the model of an id; null if it is not known
 */
export function aliasList(context, actions, modelOf) {
  let open = null;
  let targets = null;

  async function choose(alias) {
    open = alias;
    targets = null;
    context.update();
    const models = await context.act(() => all('models', context.signal));
    if (!models) {
      close();
    } else if (open === alias) {
      targets = models.filter(model => !isBackbone(model));
      context.update();
      requestAnimationFrame(() => document.getElementById(fieldId(alias))?.focus());
    }
  }

  /** The button that opened the form gets the focus back, which the form takes with it. */
  function close() {
    const alias = open;
    open = null;
    context.update();
    requestAnimationFrame(() => document.getElementById(buttonId(alias))?.focus());
  }

  async function point(event, entry) {
    event.preventDefault();
    const id = new FormData(event.target).get('model');
    const to = targets.find(model => model.id === id);
    if (to && await actions.point(entry.alias, modelOf(entry.modelId), to)) {
      close();
    }
  }

  const described = model => [modelName(model), model.test ? t.withTop1(percent(model.test.top1)) : null,
    model.dataset ?? model.origin?.name, ago(model.createdAt)].filter(Boolean).join(', ');

  function form(entry) {
    const others = targets?.filter(model => model.id !== entry.modelId) ?? [];
    const quit = html`<button type="button" @click=${close}>${texts.cancel}</button>`;
    if (!others.length) {
      return html`<div class="row"><p class="muted" role="status">${targets ? t.noOther : texts.loading}</p>
        ${quit}</div>`;
    }
    return html`<form class="row alias-form" @submit=${event => point(event, entry)}>
      <div class="field grow"><label for=${fieldId(entry.alias)}>${t.target(entry.alias)}</label>
        <select id=${fieldId(entry.alias)} name="model">${repeat(others, model => model.id, model => html`
          <option value=${model.id}>${described(model)}</option>`)}</select></div>
      <div class="actions">
        <button class="primary" ?disabled=${Boolean(actions.busy)}>${t.pointAction}</button>${quit}</div></form>`;
  }

  function verbs(entry, model) {
    const id = previousOf(entry.alias);
    const previous = id && id !== entry.modelId ? modelOf(id) : null;
    const disabled = Boolean(actions.busy) || !model;
    return html`<div class="actions">
      ${previous ? html`<button class="small" ?disabled=${disabled}
        aria-label=${`${t.backTo(modelName(previous))}: ${entry.alias}`}
        @click=${() => actions.rollBack(entry.alias, model, previous)}>${t.backTo(modelName(previous))}</button>`
        : nothing}
      <button class="small" id=${buttonId(entry.alias)} ?disabled=${disabled}
        aria-label=${`${t.point}: ${entry.alias}`} aria-expanded=${open === entry.alias ? 'true' : 'false'}
        @click=${() => (open === entry.alias ? close() : choose(entry.alias))}>${t.point}</button>
      <button class="small danger" ?disabled=${disabled} aria-label=${`${texts.remove}: ${entry.alias}`}
        @click=${() => actions.remove(entry.alias, model)}>${texts.remove}</button></div>`;
  }

  function line(entry) {
    const model = modelOf(entry.modelId);
    return html`<li class="stack">
      <div class="row between">
        <div class="row grow"><span class="chip accent">${entry.alias}</span>
          ${model ? modelLink(model)
            : html`<a class="mono" href=${`ui/models/${entry.modelId}`}>${shortId(entry.modelId)}</a>`}
          <span class="small muted">${t.since} ${when(entry.changedAt)}</span></div>
        ${verbs(entry, model)}</div>
      ${open === entry.alias ? form(entry) : nothing}</li>`;
  }

  return {
    render: aliases => html`<section class="card">
      <div class="stack">
        <div class="row between"><h2>${t.aliases}</h2>
          <p class="small muted" role="status">${actions.busy ? t.switching(actions.busy) : nothing}</p></div>
        <p class="muted">${t.aliasesHint}</p></div>
      ${aliases.length ? html`<ul class="alias-list">${repeat(aliases, each => each.alias, line)}</ul>`
        : html`<p>${t.noAliases}</p>`}</section>`,
  };
}
