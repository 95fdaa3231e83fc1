// What can be done with aliases. Each action asks first, and names the models.

import { get, send } from '../api.js';
import { texts } from '../texts.js';
import { note, noteAll } from './alias-history.js';
import { modelName } from './model-parts.js';

const NAME = /^[a-z0-9][a-z0-9-]*$/;
const MAX_NAME = 100;

/** Models are found by their ids too, so the service refuses such names. */
const LIKE_AN_ID = /^[0-9a-f]+(-[0-9a-f]+){4}$/;

const t = texts.models;
const path = alias => `models/aliases/${encodeURIComponent(alias)}`;

function wrongName(name) {
  if (!NAME.test(name) || name.length > MAX_NAME) {
    return t.nameRule;
  }
  return LIKE_AN_ID.test(name) ? t.nameLikeId : null;
}

/** @param changed is called after an alias was changed */
export function aliasActions(context, changed) {
  let busy = null;

  async function put(alias, model) {
    busy = alias;
    context.update();
    const held = await context.act(() => send('PUT', path(alias), { modelId: model.id }),
      t.pointed(alias, modelName(model)));
    busy = null;
    if (held) {
      note(held);
    }
    await changed();
    return held;
  }

  /** Asks again, with the rule, until the name is one or nobody wants it any more. */
  async function askName(model) {
    let text = t.setText(modelName(model));
    let value = '';
    for (;;) {
      value = await context.ask({ title: t.set, text, action: t.setAction,
        field: { label: t.name, value, maxLength: MAX_NAME } });
      if (value === undefined) {
        return undefined;
      }
      value = value.trim();
      const wrong = wrongName(value);
      if (!wrong) {
        return value;
      }
      text = wrong;
    }
  }

  async function sureToMove(alias, from, to) {
    return context.ask({ title: t.pointTitle(alias), text: t.pointText(alias, modelName(from), modelName(to)),
      action: t.pointAction });
  }

  /** Returns the model that has an alias now, or null if there is no such alias. */
  async function holder(alias) {
    const { items } = await get('models/aliases', context.signal);
    noteAll(items);
    const found = items.find(each => each.alias === alias);
    return found ? get(`models/${found.modelId}`, context.signal) : null;
  }

  return {
    /** The alias that is being changed, or null. */
    get busy() {
      return busy;
    },

    async set(model) {
      const alias = await askName(model);
      if (!alias) {
        return;
      }
      const from = await context.act(() => holder(alias));
      if (from === undefined) {
        return;
      }
      if (from?.id === model.id) {
        context.toast(t.already(alias, modelName(model)));
      } else if (!from || await sureToMove(alias, from, model)) {
        await put(alias, model);
      }
    },

    async point(alias, from, to) {
      return await sureToMove(alias, from, to) ? put(alias, to) : undefined;
    },

    async rollBack(alias, from, to) {
      if (await context.ask({ title: t.backTitle(alias), text: t.backText(alias, modelName(from), modelName(to)),
        action: t.back })) {
        await put(alias, to);
      }
    },

    async remove(alias, model) {
      if (await context.ask({ title: t.removeTitle(alias), text: t.removeText(alias, modelName(model)),
        action: texts.remove, destroys: true })) {
        await context.act(() => send('DELETE', path(alias)), t.removed(alias));
        await changed();
      }
    },
  };
}
