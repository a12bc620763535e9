"""Make the project's environment if it is missing or old, then run a command in it.

    python3 tools/bootstrap.py report [EVALUATION] [options of larvik run]
    python3 tools/bootstrap.py test [options of pytest]
    python3 tools/bootstrap.py run PROGRAM [arguments]
    python3 tools/bootstrap.py lock [options of uv pip compile]
    python3 tools/bootstrap.py              only set up

Only the standard library is used, and only syntax that Python 3.6 reads, so that a machine
whose `python3` is too old is told what to do. Everything is put in `.venv`: pip installs uv,
uv installs what `requirements.lock` pins, each file checked by its hash. A stamp, written
last, says what was installed; while it holds, a later start costs a few milliseconds.
"""

import contextlib
import hashlib
import os
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has none: two set-ups at once are not kept apart there
    fcntl = None

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
STAMP = VENV / "larvik-setup"
IS_WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if IS_WINDOWS else "bin")
SUFFIX = ".exe" if IS_WINDOWS else ""
PYTHON = BIN / ("python" + SUFFIX)
# Not the Python of an environment that is active now: it may be the one to be made anew.
BASE_PYTHON = getattr(sys, "_base_executable", "") or sys.executable

OLDEST, NEWEST = (3, 11), (3, 13)
UNFINISHED = "unfinished"
ROOM_NEEDED = 2 * 10**9  # bytes: 1.3 GB environment, the rest while it is fetched

# Would change what is installed or imported, or how fast it starts.
UNWANTED = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHOME",
    "PYTHONPATH",
    "UV_REQUIRE_HASHES",
    "__PYVENV_LAUNCHER__",
)
# A lock made against another index than the public one would pin that one's files.
OTHER_INDEXES = re.compile(r"UV_(.*INDEX.*|FIND_LINKS|TORCH_BACKEND|CONFIG_FILE)")

# What pip or uv wrote, and what to tell about it; the first that fits.
EXPLANATIONS = (
    (
        r"no space left|not enough space|disk full|quota|os error (28|112)\b",
        "Disken er full. Frigjør 2 GB og kjør samme kommando igjen.",
        "The disk is full. Free 2 GB and run the same command again.",
    ),
    (
        r"hash mismatch|do not match the hashes",
        "En pakke er ikke den som er låst i requirements.lock. Ikke gå videre: hent "
        "prosjektet på nytt, eller spør dem som drifter nettet.",
        "A package is not the one pinned in requirements.lock. Do not go on: fetch the "
        "project anew, or ask those who run the network.",
    ),
    (
        r"certificate|unknownissuer",
        "Nettet bruker et sertifikat som maskinen ikke stoler på. Be IT om rotsertifikatet, "
        "sett SSL_CERT_FILE til den filen, og kjør samme kommando igjen.",
        "The network uses a certificate this machine does not trust. Ask IT for the root "
        "certificate, set SSL_CERT_FILE to that file, and run the same command again.",
    ),
    (
        r"no solution found",
        "Pakkespeilet som er satt opp på maskinen, mangler en pakke i riktig versjon. Fjern "
        "UV_DEFAULT_INDEX og UV_INDEX, eller be dem som drifter speilet, om å oppdatere det.",
        "The package mirror this machine is set to lacks a package in the right version. "
        "Unset UV_DEFAULT_INDEX and UV_INDEX, or ask those who run the mirror to update it.",
    ),
    (
        r"no wheels? with a matching|not a supported wheel",
        "Det finnes ikke ferdige pakker for denne maskintypen. Bruk Windows (64-bit), "
        "macOS 13 eller nyere, eller Linux med glibc 2.28 eller nyere.",
        "There are no built packages for this kind of machine. Use Windows (64-bit), "
        "macOS 13 or later, or Linux with glibc 2.28 or later.",
    ),
    (
        r"access is denied|permission denied|read-only|used by another process"
        r"|os error (5|13|30|32)\b",
        "Det kan ikke skrives i mappen .venv. Lukk JupyterLab og andre programmer som bruker "
        "den, sjekk at prosjektet ligger der du har lov til å skrive, og kjør samme kommando "
        "igjen.",
        "The folder .venv cannot be written. Close JupyterLab and other programs that use it, "
        "see that the project lies where you may write, and run the same command again.",
    ),
    (
        r"dns|connect|timed out|timeout|network|unreachable|proxy|tunnel|resolve|fetch|retr"
        r"|no matching distribution",
        "Får ikke hentet pakkene fra nettet. Sjekk nettforbindelsen (bak en mellomtjener: "
        "sett HTTPS_PROXY; med eget pakkespeil: sett PIP_INDEX_URL og UV_DEFAULT_INDEX), "
        "og kjør samme kommando igjen.",
        "Cannot fetch the packages. Check the network (behind a proxy: set HTTPS_PROXY; "
        "with your own mirror: set PIP_INDEX_URL and UV_DEFAULT_INDEX), and run the same "
        "command again.",
    ),
    (
        r"",
        "Oppsettet stoppet; grunnen står over. Slett mappen .venv og kjør samme kommando "
        "igjen.",
        "The set-up stopped; the reason stands above. Delete the folder .venv and run the "
        "same command again.",
    ),
)


class SetupError(Exception):
    """The environment cannot be made; in Norwegian and in English."""


def main(arguments: list) -> int:
    """Set up, then run the command asked for; its exit code, or 1 where set-up failed."""
    for stream in (sys.stdout, sys.stderr):  # a console that lacks æ, ø and å must not stop us
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    name, rest = (arguments[0], arguments[1:]) if arguments else ("setup", [])
    commands = {
        "setup": list,
        "report": lambda: [str(BIN / ("larvik" + SUFFIX)), "run", *rest],
        # A file's tests stay together: they share what is dear to make.
        "test": lambda: [str(PYTHON), "-m", "pytest", "-n2", "--dist=loadfile", *rest],
        "run": lambda: [program(rest[0]), *rest[1:]],
        "lock": lambda: lock_command(rest),
    }
    if name not in commands or (name == "run" and not rest):
        print(__doc__, file=sys.stderr)
        return 2
    os.chdir(str(ROOT))
    try:
        set_up()
        return replace_process(commands[name](), inner_environment(is_lock=name == "lock"))
    except SetupError as error:
        print("\n" + str(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        tell("Avbrutt. Kjør samme kommando igjen for å fortsette.",
             "Interrupted. Run the same command again to go on.")  # fmt: skip
        return 130


def set_up() -> None:
    """Make or mend `.venv`, unless the stamp says that it is as it should be."""
    if is_set_up():
        return
    if not (environment_is_sound() or OLDEST <= sys.version_info[:2] <= NEWEST):
        start_again_with(find_python())
    with one_at_a_time():
        if is_set_up():  # another set-up was waited for
            return
        try:
            make_environment()
        except OSError as error:
            print(error, file=sys.stderr)
            raise SetupError(explain(str(error))) from error
        STAMP.write_text(fingerprint(), encoding="utf-8")
        tell("Ferdig satt opp.", "Set up.")


def make_environment() -> None:
    """Create `.venv` where there is no sound one, and install what the lock pins."""
    is_sound = environment_is_sound()
    if not is_sound and shutil.disk_usage(str(ROOT)).free < ROOM_NEEDED:
        raise SetupError(explain("disk full"))
    tell("Setter opp .venv. Første gang henter den om lag 330 MB og tar et minutt eller to.",
         "Setting up .venv. The first time it fetches about 330 MB and takes a minute or two.",
    )  # fmt: skip
    if not is_sound:
        if VENV.exists():
            shutil.rmtree(str(VENV))
        VENV.mkdir()
    # From here to the end, what lies there may be half a package. Whoever finds this word
    # makes everything anew; what was fetched is kept in uv's cache.
    STAMP.write_text(UNFINISHED, encoding="utf-8")
    if not is_sound:
        create_environment()
    install_uv()
    uv = [str(BIN / ("uv" + SUFFIX)), "pip", "install", "--python", str(PYTHON)]
    # Never `uv pip sync`: it would uninstall the package itself. Any index will do, also one
    # that is set up for other work ("unsafe"): each file is checked by its hash.
    call([*uv, "--require-hashes", "--no-deps", "--no-build", "--compile-bytecode",
          "--index-strategy", "unsafe-best-match", "--requirements", str(LOCK)])  # fmt: skip
    call([*uv, "--no-deps", "--no-build-isolation", "--quiet", "--editable", str(ROOT)])


def is_set_up() -> bool:
    """Whether the stamp fits the lock, the project file, this folder and the Python."""
    if not LOCK.exists():
        raise SetupError(bilingual(
            "Filen requirements.lock mangler. Hent prosjektet på nytt.",
            "The file requirements.lock is missing. Fetch the project anew."))  # fmt: skip
    return PYTHON.exists() and read(STAMP) == fingerprint()


def fingerprint() -> str:
    """What the environment follows from, as a hash; it moves with the folder too."""
    digest = hashlib.sha256()
    for path in (LOCK, ROOT / "pyproject.toml", Path(__file__)):
        digest.update(path.read_bytes())
    digest.update(str(ROOT).encode("utf-8", "surrogateescape"))
    # A system upgrade can put another Python behind the same link.
    digest.update(os.path.realpath(str(PYTHON)).encode("utf-8", "surrogateescape"))
    digest.update(read(VENV / "pyvenv.cfg").encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def read(path: Path) -> str:
    """The text of a file, empty where there is none."""
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def environment_is_sound() -> bool:
    """Whether `.venv` is whole and its Python starts and is one of ours."""
    return read(STAMP).strip() != UNFINISHED and is_ours(str(PYTHON))


def is_ours(python: str) -> bool:
    """Whether that Python starts and is of a version the project runs on."""
    code = "import sys; print(sys.version_info[0], sys.version_info[1])"
    version = first_line([python, "-c", code]).split()
    return len(version) == 2 and OLDEST <= (int(version[0]), int(version[1])) <= NEWEST


def first_line(command: list) -> str:
    """What a command prints first; empty where it cannot be run or fails."""
    quiet = subprocess.DEVNULL
    try:
        output = subprocess.check_output(command, stderr=quiet, stdin=quiet, env=environment())
    except (OSError, subprocess.CalledProcessError):
        return ""
    return output.decode("utf-8", "replace").partition("\n")[0].strip()


def find_python() -> str:
    """A Python of a version the project runs on, found on this machine."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        name = f"python3.{minor}"
        if is_ours(name):
            return shutil.which(name) or name
        if IS_WINDOWS:
            code = "import sys; print(sys.executable)"
            found = first_line(["py", f"-3.{minor}", "-c", code])
            if found:
                return found
    here = sys.version.split()[0]
    raise SetupError(bilingual(
        f"Prosjektet trenger Python 3.11, 3.12 eller 3.13; her er bare {here}. "
        "Installer en av dem og kjør samme kommando igjen.",
        f"The project needs Python 3.11, 3.12 or 3.13; this machine has only {here}. "
        "Install one of them and run the same command again."))  # fmt: skip


def start_again_with(python: str) -> None:
    """Leave this Python for another one, with the same arguments."""
    sys.exit(replace_process([python, str(Path(__file__)), *sys.argv[1:]], environment()))


def create_environment() -> None:
    """An empty `.venv`; with pip, where this Python can."""
    if first_line([BASE_PYTHON, "-c", "import ensurepip; print(ensurepip.version())"]):
        call([BASE_PYTHON, "-m", "venv", str(VENV)])
    else:  # Debian keeps ensurepip in a package of its own
        call([BASE_PYTHON, "-m", "venv", "--without-pip", str(VENV)])


def install_uv() -> None:
    """Put the uv that the lock pins into `.venv`, checked by its hash."""
    block = locked_block("uv")
    version = block.partition("==")[2].split()[0]
    if first_line([str(BIN / ("uv" + SUFFIX)), "--version"]).split()[1:2] == [version]:
        return
    wanted, trusted = VENV / "uv-requirement.txt", VENV / "trusted.pem"
    wanted.write_text(block, encoding="utf-8")
    install = ["install", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
    pip_options = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "2"]
    if write_trusted(trusted):
        pip_options += ["--cert", str(trusted)]
    pip = [str(PYTHON), "-m", "pip"]
    outer_pip = [BASE_PYTHON, "-m", "pip", "--python", str(PYTHON)]  # pip 22.3 or later
    outer_uv = shutil.which("uv") or "uv"
    if first_line([*pip, "--version"]):
        call([*pip, *install, *pip_options, "-r", str(wanted)])
    elif first_line([*outer_pip, "--version"]):
        call([*outer_pip, *install, *pip_options, "-r", str(wanted)])
    elif first_line([outer_uv, "--version"]):
        call([outer_uv, "pip", *install, "--python", str(PYTHON), "-r", str(wanted)])
    else:
        raise SetupError(bilingual(
            "Denne Python mangler pip og venv. På Debian og Ubuntu: sudo apt install "
            "python3-venv. Kjør så samme kommando igjen.",
            "This Python lacks pip and venv. On Debian and Ubuntu: sudo apt install "
            "python3-venv. Then run the same command again."))  # fmt: skip


def locked_block(name: str) -> str:
    """The lines of the lock that pin one package."""
    block = re.search(
        r"^" + name + r"==[^\n]*\\\n(?:[ ]+--hash=[^\n]*\n)+", read(LOCK), re.MULTILINE
    )
    if block is None:
        raise SetupError(bilingual(
            "requirements.lock er ikke hel. Hent prosjektet på nytt.",
            "requirements.lock is not whole. Fetch the project anew."))  # fmt: skip
    return block.group()


def write_trusted(path: Path) -> bool:
    """Write the certificates the system trusts, and pip's own, for a pip before 24.2.

    That pip knows only its own list; a network that inspects TLS has its root in the
    system's. Nothing is written where pip is told otherwise or reads the system's itself.
    """
    told = any(os.environ.get(name) for name in ("PIP_CERT", "REQUESTS_CA_BUNDLE"))
    version = re.match(r"pip (\d+)\.(\d+)", first_line([str(PYTHON), "-m", "pip", "--version"]))
    if told or version is None or (int(version.group(1)), int(version.group(2))) >= (24, 2):
        return False
    system = ssl.create_default_context().get_ca_certs(binary_form=True)
    own = first_line([str(PYTHON), "-c", "import pip._vendor.certifi as c; print(c.where())"])
    texts = [read(Path(own)) if own else "", *map(ssl.DER_cert_to_PEM_cert, system)]
    path.write_text("\n".join(texts), encoding="utf-8")
    return bool(system)


def lock_command(options: list) -> list:
    """The command that refreshes the lock: all platforms, all Pythons, all extras.

    One version of each package for all Pythons (``fewest``), so that a report made with
    Python 3.13 can be made again with 3.11.
    """
    return [
        str(BIN / ("uv" + SUFFIX)), "--no-config", "pip", "compile", "--quiet",
        "--universal", "--generate-hashes", "--all-extras", "--no-build",
        "--fork-strategy", "fewest",
        "--python-version", f"{OLDEST[0]}.{OLDEST[1]}", "--annotation-style", "line",
        "--custom-compile-command", "make lock", "--output-file", LOCK.name,
        *options, "pyproject.toml",
    ]  # fmt: skip


def program(name: str) -> str:
    """A program of the environment; any other by its name."""
    return shutil.which(name, path=str(BIN)) or name


def environment() -> dict:
    """The variables the set-up runs with: ours, without what would disturb it."""
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    kept.setdefault("UV_SYSTEM_CERTS", "1")  # municipal networks inspect TLS
    kept.setdefault("UV_COMPILE_BYTECODE_TIMEOUT", "900")  # seconds; slow machines are many
    return kept


def inner_environment(*, is_lock: bool) -> dict:
    """The variables of a command in `.venv`: its programs are found first."""
    kept = environment()
    if is_lock:
        kept = {name: value for name, value in kept.items() if not OTHER_INDEXES.match(name)}
    kept["PATH"] = os.pathsep.join([str(BIN), kept.get("PATH", os.defpath)])
    kept["VIRTUAL_ENV"] = str(VENV)
    return kept


def call(command: list) -> None:
    """Run a step of the set-up, show what it says, and explain it where it fails."""
    process = subprocess.Popen(
        command, cwd=str(ROOT), env=environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    said = []
    for line in process.stdout or ():
        said.append(line.decode("utf-8", "replace"))
        if not said[-1].startswith((" + ", " Downloaded ")):  # one line a package is enough
            sys.stderr.write(said[-1])
    if process.wait() != 0:
        raise SetupError(explain("".join(said)))


def explain(said: str) -> str:
    """One sentence on what went wrong and what to do, in both languages."""
    return next(
        bilingual(norwegian, english)
        for pattern, norwegian, english in EXPLANATIONS
        if re.search(pattern, said, re.IGNORECASE)
    )


def bilingual(norwegian: str, english: str) -> str:
    """The same in Norwegian and in English."""
    return norwegian + "\n" + english


def tell(norwegian: str, english: str) -> None:
    """Say what happens, apart from what the command itself prints."""
    print(norwegian + " / " + english, file=sys.stderr, flush=True)


@contextlib.contextmanager
def one_at_a_time() -> Iterator:
    """Wait while another set-up of this folder runs; a killed one blocks nobody."""
    if fcntl is None:
        yield
        return
    folder = os.open(str(ROOT), os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        tell("Venter på et annet oppsett.", "Waiting for another set-up.")
        fcntl.flock(folder, fcntl.LOCK_EX)
    except OSError:
        pass  # some network folders cannot be locked
    try:
        yield
    finally:
        os.close(folder)


def replace_process(command: list, variables: dict) -> int:
    """Become that command, or, on Windows, wait for it and return its exit code."""
    if not command:
        return 0
    sys.stdout.flush()
    sys.stderr.flush()
    if not IS_WINDOWS:
        os.execvpe(command[0], command, variables)
    return subprocess.call(command, env=variables)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
