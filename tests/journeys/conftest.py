"""The real product in a process of its own, and a real browser in front of it."""

import shutil
from pathlib import Path

import pytest
from bench import scene
from bench.browser import PHONE, sign_in
from bench.serving import Server

PASSWORD = "bench-password-1"


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> Path:
    """A data folder with the reference branch and collected static files; tests work on copies."""
    folder = tmp_path_factory.mktemp("prepared")
    scene.zhibu(folder, "migrate", "-v0")
    scene.zhibu(folder, "load_reference_branch")
    scene.zhibu(folder, "collectstatic", "--noinput")
    return folder


@pytest.fixture(scope="module")
def demo(prepared, tmp_path_factory):
    """The product with the reference branch; one for each file of journeys. Yields its address."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(prepared, folder)
    with Server("zhibu.config.wsgi:application", scene.environment(folder)) as server:
        address = f"http://localhost:{server.port}"
        yield Product(address, folder)


@pytest.fixture
def empty(prepared, tmp_path):
    """The product on its very first day: nothing in it."""
    folder = tmp_path / "data"
    scene.zhibu(folder, "migrate", "-v0")
    shutil.copytree(prepared / "static", folder / "static")
    with Server("zhibu.config.wsgi:application", scene.environment(folder, ZHIBU_DEMO="0")) as server:
        yield Product(f"http://localhost:{server.port}", folder)


class Product:
    """A running product: where it answers and where its data lie."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        self.folder = folder

    def command(self, *arguments: str):
        """Run a command of the product on its data."""
        return scene.zhibu(self.folder, *arguments, check=False)


@pytest.fixture
def phone(chromium):
    """Open a phone: `phone(product, login)` gives a page, signed in if a login is named; counts taps and keys."""
    contexts = []

    def opened(product, login=None, *, viewport=None, scripts=True, scheme="light"):
        context = chromium.new_context(
            viewport=viewport or PHONE,
            java_script_enabled=scripts,
            color_scheme=scheme,
            service_workers="block",
            has_touch=True,
            locale="zh-CN",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if login:
            sign_in(page, product.address, login, PASSWORD)
        return page

    yield opened
    for context in contexts:
        context.close()
