"""`pgmomentum gateway` in a process of its own."""

import threading

from tests.gateway.tokens import SECRET
from tests.processes import start


class Process:
    """The command, started, and ready where it gets that far."""

    def __init__(
        self, dsn: str, *arguments: str, secret: str | None = SECRET, port: int = 0
    ) -> None:
        environment = {"PGMOMENTUM_DATABASE_URL": dsn}
        if secret is not None:
            environment["PGMOMENTUM_JWT_SECRET"] = secret
        self._environment = environment
        self._arguments = arguments
        self.errors: list[str] = []
        self._start(port)

    def _start(self, port: int) -> None:
        self.process = start(
            "gateway", "--port", port, *self._arguments, environment=self._environment
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().removeprefix("Listening on ").strip()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def start_again(self) -> None:
        """Start it at the same place, after its end."""
        url, port = self.url, self.port
        for _ in range(20):
            self._start(port)
            if self.url == url:
                return
            # a client that tries to connect may, by chance, have got this very port
            self.ended()
        raise AssertionError(self.errors)

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.errors.extend(self.process.stderr)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rpartition(":")[2])

    def signal(self, number: int) -> int:
        """Send a signal, wait for the end, and return the exit status."""
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        """Wait for the end; return the exit status."""
        status = self.process.wait(timeout=60)
        self._reader.join()
        return status

    def stop(self) -> None:
        """End it, if it still runs."""
        self.process.kill()
        self.ended()
        assert self.process.stdout is not None
        self.process.stdout.close()
