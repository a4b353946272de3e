"""Which database an address names."""

import pytest

from zhibu.config.databases import from_url


def test_without_an_address_it_is_a_file_in_the_data_folder(tmp_path):
    found = from_url(None, tmp_path)
    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", tmp_path / "zhibu.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]


def test_a_file_elsewhere(tmp_path):
    assert str(from_url("sqlite:///srv/a%20b.sqlite3", tmp_path)["NAME"]) == "/srv/a b.sqlite3"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_server_with_a_password_that_needs_quoting(tmp_path, scheme):
    found = from_url(f"{scheme}://zhi%40bu:p%2Fw%3A@db.example:5433/zhi?sslmode=require", tmp_path)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["USER"], found["PASSWORD"]) == ("zhi@bu", "p/w:")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "zhi")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_another_kind_of_database_is_refused_by_name(tmp_path):
    with pytest.raises(ValueError, match="mysql"):
        from_url("mysql://root@localhost/zhibu", tmp_path)
