"""What `make run` reads from the environment; `docs/settings.md` lists it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from environs import Env, EnvError, validate

from portal.run.console import CannotRun

ROOT = Path(__file__).resolve().parent.parent.parent
HOST_NAME = "bdhvs.localhost"


@dataclass(frozen=True)
class Options:
    """How one `make run` was asked to run."""

    home: Path
    host: str
    port: int
    processes: int
    database_url: str
    redis_url: str

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        return f"http://{HOST_NAME}:{self.port}"

    @property
    def content_address(self) -> str:
        """Where interactive activities play, in frames of the site's pages."""
        return f"http://h5p.{HOST_NAME}:{self.port}"


def from_environment() -> Options:
    """Read the options; raises ``CannotRun`` for a value that is none."""
    env = Env()
    try:
        if env.str("BDHVS_PROFILE", "demo") == "production":
            raise CannotRun("`make run` is for development and demos: docs/running.md says how production is served.")
        return Options(
            home=env.path("BDHVS_HOME", ROOT / "var").expanduser().absolute(),
            host=env.str("HOST", "127.0.0.1"),
            port=env.int("PORT", 8000, validate=validate.Range(1, 65535)),
            processes=env.int("WEB_CONCURRENCY", 1, validate=validate.Range(1, 64)),
            database_url=env.str("DATABASE_URL", ""),
            redis_url=env.str("REDIS_URL", ""),
        )
    except EnvError as error:
        raise CannotRun(str(error)) from error
