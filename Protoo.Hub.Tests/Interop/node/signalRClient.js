'use strict';

const signalR = require('@microsoft/signalr');

// A connection of @microsoft/signalr that always reconnects where it may.
module.exports = class SignalRClient
{
  constructor({ url, transport, skipNegotiation, retry, answers }, report)
  {
    this.connection = new signalR.HubConnectionBuilder()
      .withUrl(url, { transport: signalR.HttpTransportType[transport], skipNegotiation })
      .withAutomaticReconnect({
        nextRetryDelayInMilliseconds: ({ previousRetryCount }) => previousRetryCount < retry.retries ? retry.minTimeout : null,
      })
      .configureLogging(signalR.LogLevel.None)
      .build();
    this.connection.onreconnecting((error) => report({ event: 'disconnected', detail: error?.message }));
    this.connection.onreconnected(() => report({ event: 'open' }));
    this.connection.onclose((error) => report({ event: 'close', detail: error?.message }));
    for (const [method, answer] of Object.entries(answers))
    {
      this.connection.on(method, (data) =>
      {
        report({ message: 'call', method, data });
        return this.answer(answer, data);
      });
    }

    this.connection.start().then(
      () => report({ event: 'open' }),
      (error) => report({ event: 'failed', detail: error.message }));
  }

  request(method, data)
  {
    return this.connection.invoke(method, ...SignalRClient.toArguments(data));
  }

  notify(method, data)
  {
    return this.connection.send(method, ...SignalRClient.toArguments(data));
  }

  close()
  {
    return this.connection.stop();
  }

  answer(answer, data)
  {
    switch (answer.do)
    {
      case 'accept':
        return answer.data;
      case 'echo':
        return data;
      case 'reject':
        throw new Error(`${answer.code}: ${answer.reason}`);
      case 'throw':
        throw new Error(answer.reason);
      case 'never':
        return new Promise(() => {});
      default:
        return undefined;
    }
  }

  static toArguments(data)
  {
    return data === undefined ? [] : [data];
  }
};
