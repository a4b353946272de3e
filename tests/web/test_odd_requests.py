"""Signs no text holds, numbers no page needs, names no folder takes."""

import pytest
from django.test import Client

from zhibu.kernel.filenames import safe_name
from zhibu.web.numbers import whole


def test_a_nul_anywhere_in_a_request_is_refused():
    client = Client(raise_request_exception=False)
    assert client.get("/accounts/login/", {"next": "a\x00b"}).status_code == 400
    assert client.get("/in/a%00b/").status_code == 400
    assert client.post("/prefer/", {"size": "a\x00b"}).status_code == 400
    assert (
        client.post("/prefer/", "size=a%00b", content_type="application/x-www-form-urlencoded").status_code
        == 400
    )
    client.cookies["zhibu"] = "abcdefgh\x00"
    assert client.get("/accounts/login/").status_code == 400


@pytest.mark.parametrize("said", ["", "-1", " 1", "²", "１", "9" * 5_000, "12345", "1e3"])
def test_only_a_few_plain_digits_are_a_number(said):
    assert whole(said) is None
    assert whole("0012") == 12


def test_a_name_of_a_file_is_no_path_and_reads_one_way():
    assert safe_name("../a\\b:c\u202e\r\n. ") == "_a_b_c___"
