'use strict';

exports.SignalRTransport = require('./lib/SignalRTransport');
