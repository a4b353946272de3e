"""An own authority whose certificates a phone accepts."""

import datetime as dt
import http.client
import socket
import ssl
import stat
import threading

import pytest

from tests.build import NOW
from zhibu.config.certificates import certificate_for
from zhibu.kernel import clock


@pytest.mark.parametrize("host", ["branch.intranet.example", "10.1.2.3", "localhost"])
def test_a_client_that_trusts_the_authority_accepts_the_host(tmp_path, host):
    certificate, key, authority = certificate_for(host, tmp_path / "tls", now=clock.now())
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    client = ssl.create_default_context(cafile=str(authority))
    here, there = socket.socketpair()
    accepted = []

    def answer():
        with server.wrap_socket(there, server_side=True) as secured:
            accepted.append(secured.version())

    thread = threading.Thread(target=answer)
    thread.start()
    with client.wrap_socket(here, server_hostname=host):
        pass
    thread.join()
    assert accepted


def refused(server, there):
    with pytest.raises(ssl.SSLError):
        server.wrap_socket(there, server_side=True)


def test_another_name_is_not_accepted(tmp_path):
    certificate, key, authority = certificate_for("a.example", tmp_path, now=clock.now())
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    here, there = socket.socketpair()
    thread = threading.Thread(target=refused, args=(server, there))
    thread.start()
    with pytest.raises(ssl.SSLCertVerificationError):
        ssl.create_default_context(cafile=str(authority)).wrap_socket(here, server_hostname="b.example")
    here.close()
    thread.join()


def test_the_same_host_keeps_its_certificate_until_it_is_nearly_over(tmp_path):
    first = certificate_for("a.example", tmp_path, now=NOW)[0].read_bytes()
    assert certificate_for("a.example", tmp_path, now=NOW + dt.timedelta(days=300))[0].read_bytes() == first
    assert certificate_for("a.example", tmp_path, now=NOW + dt.timedelta(days=380))[0].read_bytes() != first


def test_another_host_gets_another_certificate_of_the_same_authority(tmp_path):
    _certificate, _key, authority = certificate_for("a.example", tmp_path, now=NOW)
    before = authority.read_bytes()
    assert certificate_for("b.example", tmp_path, now=NOW)[2].read_bytes() == before


def test_keys_are_for_their_owner_only(tmp_path):
    certificate_for("a.example", tmp_path, now=NOW)
    for place in tmp_path.glob("*.key"):
        assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_the_authority_is_handed_out_and_nothing_else(tmp_path):
    from zhibu.config.supervision import authority_server

    _certificate, _key, authority = certificate_for("a.example", tmp_path, now=NOW)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = authority_server(tmp_path, host="127.0.0.1", port=port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        for path in ("/zhibu-authority.pem", "/authority.key", "/../authority.key", "/"):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            assert connection.getresponse().read() == authority.read_bytes()
            connection.close()
    finally:
        server.shutdown()
        server.server_close()
