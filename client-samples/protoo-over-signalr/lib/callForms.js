'use strict';

// protoo's data is one value, which native clients of a hub may send to any method. Over SignalR, the number of arguments must match the
// number of the method's parameters, which a client cannot know. Each function here is the form of the call for one kind of method.

/** A method with one parameter. */
exports.VALUE = (method, data) => ({ target: method, arguments: [data] });

/** A method with several parameters, to which native clients send an array. */
exports.LIST = (method, data) => ({ target: method, arguments: Array.isArray(data) ? data : [data] });

/** A method without parameters. */
exports.NONE = (method) => ({ target: method, arguments: [] });

/** The hub's catch-all, if there is no method with that name. */
exports.CATCH_ALL = (method, data) => ({ target: '*', arguments: [method, data] });
