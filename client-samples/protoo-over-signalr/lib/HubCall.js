'use strict';

const { CATCH_ALL } = require('./callForms');
const { isUnbound, isUnknown } = require('./hubErrors');

/**
 * A request or notification on its way to the hub. As long as the form of the call is unknown, the hub is asked to answer, even to a
 * notification: if the form does not fit, the hub says so, and has not run anything.
 */
module.exports = class HubCall
{
  constructor(message, methods)
  {
    this.message = message;
    this._methods = methods;
    this._forms = methods.formsOf(message.method, message.data);
    this._isKnown = this._forms.length === 1;

    /** Why the hub did not run the call in the first form, which is the most telling error. */
    this.refusal = undefined;
  }

  get needsAnswer()
  {
    return Boolean(this.message.request) || !this._isKnown;
  }

  get invocation()
  {
    return this._forms[0](this.message.method, this.message.data);
  }

  /**
   * Handles the hub's answer.
   * @returns {boolean} Whether to send the call again in another form.
   */
  isToRepeat(error)
  {
    const [form, ...others] = this._forms;
    if (isUnknown(error))
    {
      this._forms = others.filter((other) => other === CATCH_ALL);
    }
    else if (isUnbound(error))
    {
      this._forms = others.filter((other) => other !== CATCH_ALL);
    }
    else
    {
      this._methods.learn(this.message.method, form);
      this.refusal = undefined;
      return false;
    }

    this.refusal ??= error;
    return this._forms.length > 0;
  }
};
