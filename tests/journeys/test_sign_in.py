"""Getting in with a password, and what a stranger sees."""


def test_the_secretary_comes_to_today(demo, phone):
    page = phone(demo, "secretary")
    assert page.locator("h1").inner_text() == "今天"
    assert "今天就这些" in page.content()


def test_without_scripts_too(demo, phone):
    page = phone(demo, "secretary", scripts=False)
    assert page.locator("h1").inner_text() == "今天"


def test_a_stranger_is_asked_to_sign_in_and_brought_back(demo, phone):
    page = phone(demo)
    page.goto(f"{demo.address}/month/")
    assert "/accounts/login/" in page.url
    page.fill("input[name=login]", "secretary")
    page.fill("input[name=password]", "bench-password-1")
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/month/")


def test_a_wrong_password_says_one_sentence_and_keeps_the_name(demo, phone):
    page = phone(demo)
    page.goto(f"{demo.address}/accounts/login/")
    page.fill("input[name=login]", "secretary")
    page.fill("input[name=password]", "wrong")
    page.locator("input[name=password]").press("Enter")
    page.wait_for_selector(".errsum, .msg")
    assert page.input_value("input[name=login]") == "secretary"
