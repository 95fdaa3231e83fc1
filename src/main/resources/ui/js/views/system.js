// The machines, and what they do.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { all, get, Problem, withQuery } from '../api.js';
import { accessTexts } from '../access-texts.js';
import { problem, skeleton } from '../components/states.js';
import { bytes, count, shortId } from '../format.js';
import { session } from '../session.js';
import { texts } from '../texts.js';

const POLL_MILLIS = 3000;

const OPEN_LINKS = [
  ['swagger-ui.html', texts.system.swagger],
  ['v3/api-docs', texts.system.document],
];

/** A browser that follows a link sends no key. */
const LINKS_WITHOUT_KEY = [
  ['actuator/health', texts.system.healthLink],
  ['actuator/prometheus', texts.system.metrics],
];

export default function create(context) {
  const t = texts.system;
  let devices = null;
  let jobs = [];
  let ready = null;
  let version = null;
  let failure = null;

  async function load() {
    const states = ['QUEUED', 'RUNNING', 'PAUSED', 'PAUSING', 'STOPPING', 'CANCELLING'];
    const [list, open, health] = await Promise.all([
      get('devices', context.signal),
      all(withQuery('jobs', { status: states }), context.signal),
      get('actuator/health/readiness', context.signal).catch(error => {
        if (error instanceof Problem) {
          return { status: 'DOWN' };
        }
        throw error;
      })]);
    devices = list.items;
    jobs = open;
    ready = health.status === 'UP';
    version ??= (await get('v3/api-docs', context.signal)).info.version;
    failure = null;
  }

  const links = () => (session.hasKey ? OPEN_LINKS : [...OPEN_LINKS, ...LINKS_WITHOUT_KEY]);

  const counted = (...names) => jobs.filter(job => names.includes(job.status)).length;

  function accelerations(device) {
    const states = Object.entries(device.accelerations ?? {});
    return html`<ul>${states.map(([name, state]) => html`<li class="small"><span class="strong">${name}</span>
      <span class="muted break">${state}</span></li>`)}</ul>`;
  }

  const row = device => html`<tr><th scope="row">${device.name}</th><td class="break">${device.worker}</td>
    <td class="num">${bytes(device.memoryBytes)}</td><td>${device.precisions.join(', ')}</td>
    <td>${accelerations(device)}</td>
    <td>${device.busyWith ? html`<a href=${`ui/jobs/${device.busyWith}`}>${t.trains} ${shortId(device.busyWith)}</a>`
      : html`<span class="muted">${t.idle}</span>`}</td></tr>`;

  /** Where nobody is asked for a key, everybody may do what admins may. */
  const isAdmin = () => !session.hasKey || session.user?.role === 'admin';

  const administration = () => html`<section class="card"><div class="stack"><h2>${accessTexts.section}</h2>
      <p class="muted">${accessTexts.sectionHint}</p></div>
    <ul class="row">${['keys', 'webhooks', 'audit'].map(name => html`
      <li><a class="button" href=${`ui/system/${name}`}>${accessTexts[name].title}</a></li>`)}</ul></section>`;

  const content = () => html`
    <section class="card"><dl class="facts">
      <div><dt>${t.health}</dt><dd class=${ready ? 'good' : 'bad'}>${ready ? t.up : t.down}</dd></div>
      <div><dt>${t.running}</dt><dd>${count(counted('RUNNING', 'PAUSING', 'STOPPING', 'CANCELLING'))}</dd></div>
      <div><dt>${t.waiting}</dt><dd>${count(counted('QUEUED'))}</dd></div>
      <div><dt>${t.paused}</dt><dd>${count(counted('PAUSED'))}</dd></div>
      <div><dt>${t.version}</dt><dd>${version}</dd></div>
    </dl></section>
    <section class="card flush"><h2>${t.devices}</h2>${devices.length ? html`
      <div class="table" tabindex="0" role="region" aria-label=${t.devices}><table><thead><tr>
        ${Object.entries(t.columns).map(([name, text]) => html`
          <th scope="col" class=${name === 'memory' ? 'num' : nothing}>${text}</th>`)}
      </tr></thead><tbody>${devices.map(row)}</tbody></table></div>`
      : html`<p class="banner warn">${t.noDevices}</p>`}</section>
    ${isAdmin() ? administration() : nothing}
    <section class="card"><h2>${t.links}</h2>
      <ul class="row">${links().map(([path, text]) => html`
        <li><a href=${path} target="_blank" rel="noopener">${text}</a></li>`)}</ul></section>`;

  return {
    start: () => context.every(POLL_MILLIS, load, error => { failure = error; }),
    title: () => t.title,
    render: () => html`<div class="view"><div class="stack"><h1>${t.title}</h1><p class="lead">${t.lead}</p></div>
      ${devices ? content() : failure ? problem(failure) : skeleton(4)}</div>`,
  };
}
