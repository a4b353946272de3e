"""Texts encrypted at rest, one by one or many at once, and the fingerprints that find them."""

import hashlib
import hmac

import pytest

from zhibu.kernel.sealed import fingerprint, seal, seal_all, unseal


@pytest.fixture
def key(settings):
    settings.FIELD_KEY = bytes(range(32))
    return hmac.digest(settings.FIELD_KEY, b"zhibu index identity", hashlib.sha256)


@pytest.mark.parametrize("text", ["110101198507010012", "", "张三" * 200])
def test_a_fingerprint_is_the_standard_hmac_of_the_text(key, text):
    assert fingerprint(text, "identity") == hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def test_a_fingerprint_differs_by_purpose_and_by_key(key, settings):
    one = fingerprint("1234", "identity")
    assert fingerprint("1234", "phone last four") != one
    settings.FIELD_KEY = bytes(32)
    assert fingerprint("1234", "identity") != one


def test_many_texts_are_sealed_each_under_a_nonce_of_its_own():
    texts = ["13900000001", "", "13900000001", "张三"]
    sealed = seal_all(texts)
    assert sealed[1] == "" and sealed[0] != sealed[2]
    assert [unseal(one) if one else "" for one in sealed] == texts
    assert unseal(seal("13900000001")) == "13900000001"


def test_a_changed_letter_is_noticed():
    sealed = seal("13900000001")
    changed = sealed[:-3] + ("A" if sealed[-3] != "A" else "B") + sealed[-2:]
    with pytest.raises(ValueError, match="cannot be opened"):
        unseal(changed)
