"""The README's pictures: the real product with the reference branch, in a real browser."""

from bench import browser, scene
from bench.serving import Server

DESKTOP = {"width": 1280, "height": 800}
PLACE = scene.ROOT / "docs" / "pictures"
PASSWORD = "bench-password-1"
PAGES = (
    ("today", "member", "/", browser.PHONE, "light"),
    ("today-dark", "secretary", "/", browser.PHONE, "dark"),
    ("month", "secretary", "/month/", browser.PHONE, "light"),
    ("convene", "secretary", "/meetings/new/", browser.PHONE, "light"),
    ("decisions", "secretary", "/decisions/", browser.PHONE, "light"),
    ("register", "secretary", "/members/", DESKTOP, "light"),
)


def main() -> None:
    """Take them all."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with (
        scene.data_folder(demo=True) as folder,
        Server("zhibu.config.wsgi:application", scene.environment(folder)) as server,
        browser.chromium() as chrome,
    ):
        for name, login, path, size, scheme in PAGES:
            context = chrome.new_context(
                viewport=size, color_scheme=scheme, service_workers="block", locale="zh-CN"
            )
            page = context.new_page()
            browser.sign_in(page, f"http://localhost:{server.port}", login, PASSWORD)
            page.goto(f"http://localhost:{server.port}{path}")
            page.wait_for_timeout(300)
            page.screenshot(path=str(PLACE / f"{name}.png"))
            context.close()


if __name__ == "__main__":
    main()
