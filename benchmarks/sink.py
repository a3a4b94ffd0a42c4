"""A mail server that takes everything and keeps nothing: what is measured is the sender. Like Postfix, Exim and the
large providers it lets a sender say sender, recipient and DATA at once (RFC 2920); smtplib does not."""

import asyncio
from multiprocessing import Process, Value
from multiprocessing.sharedctypes import Synchronized

from benchmarks.measuring import CLIENT_CORE, on_core
from tests.servers.processes import answers_on, free_port

ANSWERS = {b"EHLO": b"250-sink\r\n250 PIPELINING", b"DATA": b"354 go on", b"QUIT": b"221 bye"}


class Sink:
    """`taken` counts the messages; runs in a process of its own, beside the client."""

    def __init__(self) -> None:
        self.port = free_port()
        self._taken: Synchronized[int] = Value("i", 0)
        self._process = Process(target=run, args=(self.port, self._taken), daemon=True)

    @property
    def taken(self) -> int:
        return self._taken.value

    def start(self) -> None:
        with on_core(CLIENT_CORE):
            self._process.start()
        while not answers_on(self.port):
            self._process.join(0.02)

    def stop(self) -> None:
        self._process.terminate()
        self._process.join()


def run(port: int, taken: "Synchronized[int]") -> None:
    asyncio.run(listen(port, taken))


async def listen(port: int, taken: "Synchronized[int]") -> None:
    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            command = line[:4].upper()
            writer.write(ANSWERS.get(command, b"250 ok") + b"\r\n")
            if command == b"DATA":
                await reader.readuntil(b"\r\n.\r\n")
                taken.value += 1
                writer.write(b"250 taken\r\n")
            elif command == b"QUIT":
                break
        writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", port)
    await server.serve_forever()
