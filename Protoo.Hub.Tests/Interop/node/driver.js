'use strict';

// Runs clients for the interop tests. Commands arrive on stdin; answers and events leave on stdout, one line of JSON each:
//   {"command":1,"client":2,"do":"request","with":{"method":"echo","data":{}}}
//   {"command":1,"result":{}}                         or {"command":1,"error":{"code":403,"reason":"Not Allowed"}}
//   {"client":2,"event":"open"}                       also failed, disconnected, close; with "detail" if there is any
//   {"client":2,"message":"notification","method":"note","data":{}}        also request; call where a client cannot tell
// It ends with its input, so that no test leaves it behind.

const readline = require('node:readline');
const ProtooClient = require('./protooClient');
const SignalRClient = require('./signalRClient');

const clients = new Map();

// SignalR's client throws this into the event loop if a server-sent event stream ends just as it opens, and then goes on. A
// browser logs it; Node would end, along with the clients of other tests.
const HARMLESS = /stopConnection\(.*\) was called while the connection is still in the connecting state/;

process.on('uncaughtException', (error) =>
{
  console.error(error);
  if (!HARMLESS.test(error?.message))
    process.exit(1);
});

function write(line)
{
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function connect(client, options)
{
  const Client = options.library === 'signalr' ? SignalRClient : ProtooClient;
  clients.set(client, new Client(options, (report) => write({ client, ...report })));
}

async function run({ client, do: what, with: options })
{
  switch (what)
  {
    case 'connect':
      return connect(client, options);
    case 'request':
      return clients.get(client).request(options.method, options.data);
    case 'notify':
      return clients.get(client).notify(options.method, options.data);
    case 'close':
      return clients.get(client).close();
    default:
      throw new Error(`unknown command ${what}`);
  }
}

readline.createInterface({ input: process.stdin })
  .on('line', async (line) =>
  {
    const command = JSON.parse(line);
    try
    {
      write({ command: command.command, result: await run(command) });
    }
    catch (error)
    {
      write({ command: command.command, error: { code: error.code, reason: error.message } });
    }
  })
  .on('close', () => process.exit());
