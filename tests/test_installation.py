"""From an installation to a built site, each step as its reader types or runs it.

A project is made with an installed statusgen, pushed, cloned, and built by the steps of its
workflow in another environment. Nothing of this repository is on the path of either. Packages come
from a folder; after that is filled, no step may ask a package index.
"""

from __future__ import annotations

import os
import pty
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from statusgen.distribution import LOCK

ROOT = Path(__file__).parents[1]
HOSTS = ROOT / "statusgen/starter/hosts"
INSTALL = "pip install --require-hashes -r requirements.txt"
ADDRESS = re.compile(r"^\s*(\./vendor/\S+\.whl|statusgen==\S+)", re.MULTILINE)


def run(words: Sequence[str | Path], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{words}\n{done.stdout}{done.stderr}"
    return done.stdout


def sources(folder: Path) -> Path:
    """Copy the sources of statusgen."""
    for name in ("statusgen", "themes"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    return folder


def make_environment(folder: Path, environment: dict[str, str]) -> Path:
    """Make a virtual environment with pip, and return the folder of its commands."""
    known = {"UV_OFFLINE": "1", "UV_FIND_LINKS": environment["PIP_FIND_LINKS"]}
    uv = Path(sys.executable).parent / "uv"  # the venv module takes 20 times as long
    words: list[str | Path] = [uv, "venv", "--quiet", "--seed", "--python", sys.executable, folder]
    run(words, folder.parent, environment | known)
    return folder / "bin"


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all locked packages, and those that build a wheel."""
    folder = tmp_path_factory.mktemp("packages")
    locked = LOCK.read_text(encoding="utf-8")
    download = ["download", "--dest", str(folder)]
    constraints = ["--constraint", str(ROOT / "constraints.txt")]
    wanted = [
        [*download, "--require-hashes", "--requirement", str(LOCK)],
        # The system's Python may be older than the one that runs the tests.
        *(
            [*download, "--no-deps", "--ignore-requires-python", pin]
            for pin in re.findall(r"^(\S+==\S+) ;", locked, re.MULTILINE)
        ),
        # feedgen is published only as source, which setuptools builds once.
        [*download, *constraints, "hatchling", "pip", "setuptools", "wheel"],
        ["wheel", "--wheel-dir", str(folder / "built"), "--no-deps", *constraints, "feedgen"],
    ]
    for words in wanted:
        pip = [sys.executable, "-m", "pip", "--quiet", *words]
        done = subprocess.run(pip, capture_output=True, text=True, check=False)
        if "ConnectionError" in done.stderr:
            pytest.skip("no package index can be reached, so nothing can be installed")
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def clean(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment without settings of this machine and without a package index."""
    home = tmp_path_factory.mktemp("home")
    settings = {
        "PATH": os.defpath,
        "HOME": str(home),
        "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_FIND_LINKS": str(packages),
        "PIP_NO_COMPILE": "1",
        "PIP_NO_INDEX": "1",
    }
    for key, value in (("user.name", "Ana"), ("user.email", "ana@acme.example")):
        run(["git", "config", "--global", key, value], home, settings)
    return settings


def built(environment: dict[str, str]) -> dict[str, str]:
    """Return an environment in which no dependency has to be built."""
    packages = environment["PIP_FIND_LINKS"]
    return environment | {"PIP_FIND_LINKS": f"{packages} {packages}/built"}


def shell(script: str, folder: Path, environment: dict[str, str], commands: Path) -> str:
    """Run a script as a job does, with an environment first on the path."""
    path = f"{commands}:{environment['PATH']}"
    return run(["sh", "-ec", script], folder, environment | {"PATH": path})


def workflow_steps(text: str) -> Iterator[str]:
    """Yield the commands of a workflow, except for the upload."""
    for job in yaml.safe_load(text)["jobs"].values():
        for step in job["steps"]:
            if "run" in step and not step["run"].startswith("npx wrangler"):
                yield step["run"]


def host_scripts() -> Iterator[tuple[str, str]]:
    """Yield the script of each other host that `init` knows, and its output folder."""
    pipeline = (HOSTS / "gitlab-pages/dot-gitlab-ci.yml").read_text(encoding="utf-8")
    _, jobs = yaml.safe_load_all(pipeline)
    yield "\n".join(jobs["check"]["script"]), ""
    yield "\n".join(jobs["pages"]["script"]), "public"
    netlify = tomllib.loads((HOSTS / "netlify/netlify.toml").read_text(encoding="utf-8"))
    yield netlify["build"]["command"], "output"
    yield netlify["context"]["deploy-preview"]["command"], "output"
    cloudflare = HOSTS / "cloudflare-pages/dot-github/workflows/status.yml"
    yield "\n".join(workflow_steps(cloudflare.read_text(encoding="utf-8"))), "output"


NGINX = """\
daemon off;
master_process off;
pid {folder}/pid;
error_log stderr;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    include {folder}/status;
}}
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(site: Path, folder: Path, port: int) -> Iterator[Callable[[str], str]]:
    """Serve a site with nginx as the docs say, and with the certificate that the reader trusts.

    Yield how to read it.
    """
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    asked = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    asked += ["-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    made = [*asked, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    page = (ROOT / "docs/hosting/nginx.md").read_text(encoding="utf-8")
    status = page.partition("```nginx\n")[2].partition("```")[0]
    secured = f"listen 127.0.0.1:{port} ssl;"
    secured += f" ssl_certificate {certificate}; ssl_certificate_key {key};"
    for shown, here in (("listen 80;", secured), ("root /var/www/status;", f"root {site};")):
        assert status.count(shown) == 1
        status = status.replace(shown, here)
    (folder / "status").write_text(status, encoding="utf-8")
    shutil.copy("/etc/nginx/mime.types", folder)
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX.format(folder=folder), encoding="utf-8")
    trusted = ssl.create_default_context(cafile=str(certificate))

    def read(path: str) -> str:
        address = f"https://localhost:{port}/{path}"
        deadline = time.monotonic() + 10
        while True:
            try:
                with urllib.request.urlopen(address, context=trusted) as answer:
                    return str(answer.read().decode())
            except urllib.error.URLError as error:
                if not isinstance(error.reason, OSError) or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert nginx, "`make test` installs nginx"
    command = [nginx, "-p", str(folder), "-e", "stderr", "-c", str(configuration)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield read
        finally:
            process.terminate()


def answer_questions(command: Path, folder: Path, environment: dict[str, str], *says: str) -> str:
    """Run a command on a terminal; type an answer to each of its questions."""
    screen, terminal = pty.openpty()
    with subprocess.Popen(
        [command, "init", "acme"],
        cwd=folder,
        env=environment | {"TERM": "xterm"},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    ) as process:
        os.close(terminal)
        os.write(screen, "".join(f"{answer}\n" for answer in says).encode())
        shown = b""
        with suppress(OSError):  # at its end
            while part := os.read(screen, 4096):
                shown += part
    os.close(screen)
    assert process.returncode == 0, shown.decode()
    return shown.decode()


TEXTS = [
    path
    for folder in ("docs", "statusgen/starter", "statusgen/commands", "themes", ".github")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.is_file() and path.suffix != ".pyc"
]


@pytest.mark.parametrize("path", [ROOT / "README.md", *TEXTS], ids=lambda path: path.name)
def test_no_text_installs_statusgen_by_name(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\buvx |\bpipx run |\buv add ", text)
    commands = r"\b(?:pip3?|pipx|uv tool|uv pip)(?: -\S+)* (?:install|wheel)\b ?([^`&|\n]*)"
    for words in re.findall(commands, text):
        named = [word for word in words.split("#")[0].split() if not word.startswith("-")]
        files = {"requirements.txt", "requirements-announce.txt"}
        assert named in ([], ["."]) or set(named) <= files, words


def declared(project: Path) -> str:
    """Return the line of a project's requirements that installs statusgen."""
    found = ADDRESS.findall((project / "requirements.txt").read_text(encoding="utf-8"))
    assert len(found) == 1
    return str(found[0])


def test_a_project_builds_with_what_it_installs(  # noqa: PLR0915 - one story, step by step
    clean: dict[str, str], tmp_path: Path
) -> None:
    source = sources(tmp_path)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    run([*build, str(source)], tmp_path, dict(os.environ))
    (wheel,) = tmp_path.glob("*.whl")

    # Installed from a wheel: the project gets one with a digest.
    author = make_environment(tmp_path / "author", clean)
    run([author / "pip", "--quiet", "install", wheel], tmp_path, built(clean))
    statusgen = author / "statusgen"
    port = free_port()
    url = f"https://localhost:{port}"
    answers = ("github-pages", "Acme Status", url, "Europe/Paris")
    answer_questions(statusgen, tmp_path, clean, *answers, "API, Café", "", "en")
    acme = tmp_path / "acme"
    assert re.fullmatch(
        r"\./vendor/statusgen-[\d.]+\+[0-9a-f]{8}-py3-none-any\.whl", declared(acme)
    )

    # A fresh clone builds with the steps of its own workflow, in another environment.
    settings = acme / "content/site.yml"
    settings.write_text(settings.read_text("utf-8").replace('"+00 ', '"+33 '), "utf-8")
    run(["git", "init", "--quiet", "--bare", "acme.git"], tmp_path, clean)
    run(["git", "init", "--quiet", "--initial-branch=main"], acme, clean)
    run(["git", "remote", "add", "origin", "../acme.git"], acme, clean)
    run(["git", "add", "."], acme, clean)
    run(["git", "commit", "--quiet", "--message=Begin"], acme, clean)
    run(["git", "push", "--quiet", "--set-upstream", "origin", "main"], acme, clean)
    run(["git", "clone", "--quiet", "--branch=main", "acme.git", "clone"], tmp_path, clean)
    clone = tmp_path / "clone"
    job = make_environment(tmp_path / "job", clean)
    steps = (*workflow_steps((clone / ".github/workflows/status.yml").read_text("utf-8")),)
    told = "".join(shell(step, clone, clean, job) for step in steps)
    assert "other-version" not in told
    page = (clone / "output/index.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")

    # What is published is live once the workflow has run again, and then nothing is wrong.
    reader = clean | {"SSL_CERT_FILE": str(tmp_path / "certificate.pem")}
    with served(clone / "output", tmp_path, port) as read:
        assert read("index.html") == page
        assert "Acme Status" in page
        assert "Café" in read("components/cafe/index.html")
        words = [str(statusgen), "new", "unplanned-downtime", "--component"]
        words += ["api=down", "--no-input", "--publish", "--wait"]
        with subprocess.Popen(
            words, cwd=acme, env=reader, stdout=-1, stderr=subprocess.STDOUT, text=True
        ) as waiting:
            assert waiting.stdout
            shown = ""
            while f"Waiting until {url}" not in shown:
                line = waiting.stdout.readline()
                assert line, shown
                shown += line
            run(["git", "pull", "--quiet"], clone, clean)
            for step in steps:
                shell(step, clone, clean, job)
            shown += waiting.communicate()[0]
        assert waiting.returncode == 0, shown
        assert f"Live: {url} shows it" in shown
        assert f"no problems at {url}/ (nginx, built " in run([statusgen, "doctor"], acme, reader)

    # The scripts for other hosts do the same.
    variables = {"HEAD": "spring", "DEPLOY_PRIME_URL": "https://spring.example.net"}
    for script, output in host_scripts():
        shutil.rmtree(clone / "output", ignore_errors=True)
        run([job / "pip", "--quiet", "uninstall", "--yes", "statusgen"], clone, clean)
        shell(script, clone, clean | variables, job)
        assert not output or (clone / output / "index.html").exists()
        if output == "public":  # with compressed files, from GitLab
            with served(clone / output, tmp_path, port) as read:
                assert "Café" in read("components/cafe/index.html")
                assert "no problems" in run([statusgen, "doctor"], acme, reader)

    # The installed statusgen writes the same requirements.
    assert "Nothing to do" in run([job / "statusgen", "vendor"], clone, clean)

    # Installed from git: the same files make the same wheel.
    repository = sources(tmp_path / "repository")
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message=Source"]):
        run(["git", *words], repository, clean)
    vendored = declared(acme)
    install: list[str | Path] = [author / "pip", "--quiet", "install", "--force-reinstall"]
    install.append("--no-deps")
    run([*install, f"git+file://{repository}"], tmp_path, clean)
    run([statusgen, "vendor"], acme, clean)
    assert declared(acme) == vendored

    # A version from an index is pinned with its hash.
    index = tmp_path / "index/statusgen"
    index.mkdir(parents=True)
    shutil.copy(wheel, index)
    (index / "index.html").write_text(f'<a href="{wheel.name}">{wheel.name}</a>')
    indexed = {key: value for key, value in clean.items() if key != "PIP_NO_INDEX"}
    indexed["PIP_INDEX_URL"] = index.parent.as_uri()
    exact = f"statusgen=={wheel.name.split('-')[1]}"
    run([statusgen, "vendor", "--install-from", exact], acme, indexed)
    assert declared(acme) == exact
    assert sha256(wheel.read_bytes()).hexdigest() in (acme / "requirements.txt").read_text()
    assert [*(acme / "vendor").iterdir()] == []
    run([job / "pip", "--quiet", "uninstall", "--yes", "statusgen"], acme, clean)
    shell(INSTALL, acme, indexed, job)
    assert "other-version" not in run([job / "statusgen", "check"], acme, clean)

    # Installed from the index, it is a wheel again.
    run([*install, exact], tmp_path, indexed)
    run([statusgen, "vendor"], acme, clean)
    assert declared(acme) == vendored


def debian_python() -> str:
    """Return Debian's Python if there is one, or else the one that runs the tests."""
    system = "/usr/bin/python3"
    has_venv = "import ensurepip, sys; sys.exit(sys.version_info < (3, 11))"
    if not Path("/etc/debian_version").exists() or not Path(system).exists():
        return sys.executable
    done = subprocess.run([system, "-c", has_venv], capture_output=True, check=False)
    return system if done.returncode == 0 else sys.executable


def install_lines() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"## Install\n.*?```sh\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1].splitlines()


def test_each_install_command_of_the_readme_works(
    packages: Path, clean: dict[str, str], tmp_path: Path
) -> None:
    source = sources(tmp_path / "checkout")
    python = debian_python()
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("pipx", "uv"):
        (tools / name).symlink_to(Path(sys.executable).parent / name)
    (tools / "python3").symlink_to(python)
    home = Path(clean["HOME"])
    environment = built(clean) | {
        "PATH": f"{tools}:{home}/.local/bin:{os.defpath}",
        "PIPX_DEFAULT_PYTHON": python,
        "UV_FIND_LINKS": f"{packages},{packages}/built",
        "UV_OFFLINE": "1",
        "UV_PYTHON": python,
    }
    places = (".local/bin", ".local/bin", ".statusgen/bin")
    for line, place in zip(install_lines(), places, strict=True):
        run(["sh", "-c", line], source, environment)
        told = run([home / place / "statusgen", "--version"], tmp_path, environment)
        assert re.fullmatch(r"statusgen [\d.]+\+\w{8}\n", told)
        (home / place / "statusgen").unlink()
