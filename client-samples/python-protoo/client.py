#!/usr/bin/env python3
"""A room client that speaks protoo over a plain WebSocket."""

import argparse
import asyncio
import itertools
import json
import sys
from urllib.parse import urlencode

import websockets

CLOSED_BY_SERVER = 4000  # Any other close code asks the client to come back.


class Refused(Exception):
    """An error response."""


class Room:
    """The protocol: requests and responses matched by id, and notifications."""

    def __init__(self, websocket):
        self._websocket = websocket
        self._ids = itertools.count(1)
        self._pending = {}

    async def request(self, method, data=None):
        message_id = next(self._ids)
        response = self._pending[message_id] = asyncio.get_running_loop().create_future()
        await self._send({"request": True, "id": message_id, "method": method, "data": data or {}})
        return await response

    async def notify(self, method, data=None):
        await self._send({"notification": True, "method": method, "data": data or {}})

    async def accept(self, request, data):
        await self._send({"response": True, "id": request["id"], "ok": True, "data": data})

    async def reject(self, request, code, reason):
        await self._send({"response": True, "id": request["id"], "errorCode": code, "errorReason": reason})

    async def messages(self):
        """Yields the server's requests and notifications; passes responses to the requests that wait for them."""
        async for text in self._websocket:
            message = json.loads(text)
            if not message.get("response"):
                yield message
            elif response := self._pending.pop(message["id"], None):
                if message.get("ok"):
                    response.set_result(message["data"])
                else:
                    response.set_exception(Refused(f"{message['errorCode']} {message['errorReason']}"))

    async def _send(self, message):
        await self._websocket.send(json.dumps(message))


async def join(room, options):
    peers = [peer["peerId"] for peer in (await room.request("getPeers"))["peers"]]
    print(f"{options.name} is in {options.room} with: {', '.join(peers)}")

    # Notifies all others at once, and then asks them one by one.
    await room.notify("notify", {"method": "chat", "data": {"text": f"Hello from {options.name}"}})
    for peer in peers:
        if peer != options.name:
            try:
                answer = await room.request("request", {"peerId": peer, "method": "ping"})
                print(f"{peer} answers: {answer['text']}")
            except Refused as error:
                print(f"{peer} does not answer: {error}")


async def handle(room, message, options):
    """Returns whether to stay."""
    method, data = message["method"], message["data"]
    if message.get("request"):
        print(f"{data['peerId']} asks: {method}")
        if method == "ping":
            await room.accept(message, {"text": f"pong from {options.name}"})
        else:
            await room.reject(message, 403, f"{method}? Not today.")
    elif method == "newPeer":
        print(f"{data['peerId']} has come")
    elif method == "peerClosed":
        print(f"{data['peerId']} has left")
    elif method == "chat":
        print(f"{data['peerId']} says: {data['data']['text']}")
        return not options.once
    return True


async def main(options):
    url = options.server.replace("http", "ws", 1) + "/protoo?" + urlencode({"roomId": options.room, "peerId": options.name})

    # Reconnects when the connection is lost.
    async for websocket in websockets.connect(url, subprotocols=["protoo"]):
        room = Room(websocket)
        joining = asyncio.create_task(join(room, options))
        try:
            async for message in room.messages():
                if not await handle(room, message, options):
                    return
        except websockets.ConnectionClosed:
            pass
        finally:
            joining.cancel()

        if websocket.close_code == CLOSED_BY_SERVER:
            print("closed")
            return
        print("disconnected, trying again")


sys.stdout.reconfigure(line_buffering=True)
parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("server", nargs="?", default="http://localhost:5000")
parser.add_argument("room", nargs="?", default="demo")
parser.add_argument("name", nargs="?", default="python-protoo")
parser.add_argument("--once", action="store_true", help="leave after the first chat message")
try:
    asyncio.run(main(parser.parse_args()))
except KeyboardInterrupt:
    pass
