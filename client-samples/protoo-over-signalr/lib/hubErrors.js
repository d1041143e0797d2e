'use strict';

// SignalR describes errors with text, protoo with a code and a reason.

const THROWN = / on the server\. ProtooException: (-?[0-9]+): ([^]*)$/;
const UNKNOWN = /^Unknown hub method |^Failed to invoke '[^]*' due to an error on the server\. HubException: Method does not exist\.$/;
const UNBOUND = /^Failed to invoke '[^]*' due to an error on the server\./;
const UNAUTHORIZED = / because user is unauthorized$/;

/** Whether the hub has no method with that name. */
exports.isUnknown = (text) => UNKNOWN.test(text ?? '');

/** Whether the arguments do not match the method. */
exports.isUnbound = (text) => UNBOUND.test(text ?? '') && !exports.isUnknown(text);

/** Returns the code and reason of a hub's error, as native clients get them. */
exports.toCodeAndReason = (text) =>
{
  if (exports.isUnknown(text))
    return { errorCode: 404, errorReason: text };

  const thrown = THROWN.exec(text);
  if (thrown)
    return { errorCode: Number(thrown[1]), errorReason: thrown[2] };

  if (exports.isUnbound(text))
    return { errorCode: 400, errorReason: text };

  return { errorCode: UNAUTHORIZED.test(text) ? 403 : 500, errorReason: text };
};

/** Returns the text from which the server reads the code, a number of three digits or more before a colon, and the reason. */
exports.toText = (errorCode, errorReason) =>
{
  const code = Number.isInteger(errorCode) && errorCode >= 0 ? errorCode : 500;
  return `${String(code).padStart(3, '0')}: ${typeof errorReason === 'string' ? errorReason : ''}`;
};
