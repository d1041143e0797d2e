'use strict';

const { CATCH_ALL } = require('./callForms');
const { isUnbound, isUnknown } = require('./hubErrors');

/**
 * A request or notification on its way to the hub. As long as it is not known how the method is to be called, the hub is asked, for
 * a notification too: where the form does not fit it says so, and has not run anything.
 */
module.exports = class HubCall
{
  constructor(message, methods)
  {
    this.message = message;
    this._methods = methods;
    this._forms = methods.formsOf(message.method, message.data);
    this._isKnown = this._forms.length === 1;

    /** Why the hub did not run it in the first form, which says most. */
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
   * Takes the hub's answer.
   * @returns {boolean} Whether the call is to be sent again, in another form.
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
