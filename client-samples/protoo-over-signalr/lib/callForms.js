'use strict';

// protoo's data is one value. Native clients of a hub may send it to any method; over SignalR the arguments must be as many as the
// method has parameters, which a client cannot know. Each of these is a form of the call for a kind of method.

/** A method with one parameter. */
exports.VALUE = (method, data) => ({ target: method, arguments: [data] });

/** A method with several parameters, for which native clients send an array. */
exports.LIST = (method, data) => ({ target: method, arguments: Array.isArray(data) ? data : [data] });

/** A method without parameters. */
exports.NONE = (method) => ({ target: method, arguments: [] });

/** No method of that name, but the hub's catch-all. */
exports.CATCH_ALL = (method, data) => ({ target: '*', arguments: [method, data] });
