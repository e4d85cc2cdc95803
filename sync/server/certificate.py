"""The certificate a hub shows to desks, and the TLS it speaks.

A hub makes its own at the first start. Desks trust that certificate itself and no authority: they get it,
or its fingerprint, with the invitation and not from the network. One given by the organisation works the
same way. Before a hub changes to another, desks are given both.
"""

import hashlib
import os
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

YEARS: Final = 5
CERTIFICATE: Final = "certificate.pem"
KEY: Final = "certificate.key"
Context = ssl.SSLContext
COMMON_NAME: Final = "hub"


class BadCertificate(Exception):
    """The files given are no certificate, no key, or do not belong together."""


def own(folder: Path, names: Sequence[str], now: int) -> tuple[Path, Path]:
    """Paths of certificate and key in `folder`; made for `names` if they are not there yet.

    `now` in milliseconds since 1970.
    """
    certificate, key = folder / CERTIFICATE, folder / KEY
    if not (certificate.exists() and key.exists()):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        private = ec.generate_private_key(ec.SECP256R1())
        write_private(key, _key_pem(private))
        write_private(certificate, _self_signed(private, names, now))
    return certificate, key


def following(folder: Path, names: Sequence[str], now: int) -> Path:
    """The certificate the hub will change to; made, with a new key, if it is not there yet."""
    own(folder, names, now)
    return own(folder / "next", names, now)[0]


def change(folder: Path) -> None:
    """Show the following certificate from the next start on; keep the last one beside it.

    Raises:
        BadCertificate: no following certificate was made, so no desk can know it.
    """
    coming, old = folder / "next", folder / "old"
    if not (coming / CERTIFICATE).exists():
        raise BadCertificate("make the following certificate first and give it to the desks")
    old.mkdir(mode=0o700, exist_ok=True)
    for name in (KEY, CERTIFICATE):
        (folder / name).replace(old / name)
        (coming / name).replace(folder / name)


def fingerprint(certificate: bytes) -> bytes:
    """The SHA-256 of a certificate (PEM): what is compared in person."""
    return hashlib.sha256(_read(certificate).public_bytes(serialization.Encoding.DER)).digest()


def expires(certificate: bytes) -> int:
    """When a certificate (PEM) ends, in milliseconds since 1970."""
    ends = _read(certificate).not_valid_after_utc
    return int(ends.timestamp() * 1000)


def context(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS 1.3 and nothing older, without tickets or compression."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_3
    made.options |= ssl.OP_NO_COMPRESSION
    try:
        made.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as reason:
        raise BadCertificate("certificate and key cannot be read or do not match") from reason
    return made


def _read(certificate: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(certificate)
    except ValueError as reason:
        raise BadCertificate("this is no certificate in PEM") from reason


def _self_signed(private: ec.EllipticCurvePrivateKey, names: Sequence[str], now: int) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, COMMON_NAME)])
    begins = datetime.fromtimestamp(now / 1000, UTC)
    public = private.public_key()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        # A day earlier, for desks whose clocks are slow.
        .not_valid_before(begins - timedelta(days=1))
        .not_valid_after(begins + timedelta(days=365 * YEARS))
        .add_extension(
            x509.SubjectAlternativeName([_alternative(n) for n in names]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    return made.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _key_pem(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def write_private(path: Path, content: bytes) -> None:
    """Write a file only its owner may read; a reader sees the old one or the new one, never half."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
