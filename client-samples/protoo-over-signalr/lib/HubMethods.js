'use strict';

const { CATCH_ALL, LIST, NONE, VALUE } = require('./callForms');

/** Remembers how to call the methods of a hub, as far as that is known. */
module.exports = class HubMethods
{
  constructor()
  {
    this._forms = new Map();
  }

  /** Returns the forms to try, in order. */
  formsOf(method, data)
  {
    const form = this._forms.get(method);
    if (form)
      return [form];

    return Array.isArray(data) && data.length > 1 ? [VALUE, LIST, NONE, CATCH_ALL] : [VALUE, NONE, CATCH_ALL];
  }

  learn(method, form)
  {
    this._forms.set(method, form);
  }
};
