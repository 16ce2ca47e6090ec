"""A real SMTP server (aiosmtpd) whose answers depend on the recipient.

Prints its port, keeps every message it accepts as JSON in the given directory, and ends when its standard input does.
gone@ 550, busy@ 450, spam@ 554 after DATA, later@ 451 after DATA, slow@ no answer after DATA, rude@ hangs up on QUIT instead of answering.
"""
import argparse
import asyncio
import email
import email.policy
import json
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Server(SMTP):
    async def smtp_QUIT(self, arg):
        if self.event_handler.is_rude:
            self.transport.abort()
        else:
            await super().smtp_QUIT(arg)


class Handler:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.accepted = 0
        self.is_rude = False

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 5.1.1 No such mailbox"
        if address.startswith("busy"):
            return "450 4.2.1 Mailbox is busy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        first = envelope.rcpt_tos[0]
        if first.startswith("spam"):
            return "554 5.7.1 We do not want this"
        if first.startswith("later"):
            return "451 4.3.0 Come back later"
        if first.startswith("slow"):
            (self.directory / "slow").touch()
            await asyncio.Event().wait()
        self.is_rude = first.startswith("rude")
        self.keep(envelope, session, server.transport.get_extra_info("sslcontext") is not None)
        return "250 OK"

    def keep(self, envelope, session, is_encrypted):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        text = message.get_body(preferencelist=("plain",))
        html = message.get_body(preferencelist=("html",))
        self.accepted += 1
        kept = {
            "sender": envelope.mail_from,
            "recipients": envelope.rcpt_tos,
            "headers": {name.lower(): str(value) for name, value in message.items()},
            "text": text and text.get_content(),
            "html": html and html.get_content(),
            "authenticated": session.authenticated or False,
            "encrypted": is_encrypted,
        }
        (self.directory / f"{self.accepted}.json").write_text(json.dumps(kept))


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--password")
    parser.add_argument("--implicit-tls", action="store_true")
    parser.add_argument("--smtputf8", action="store_true")
    options = parser.parse_args()
    tls = None
    if options.certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(options.certificate, options.key)

    def authenticate(server, session, envelope, mechanism, data):
        good = isinstance(data, LoginPassword) and data.password.decode() == options.password
        return AuthResult(success=good, handled=good)

    handler = Handler(options.directory)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Server(
            handler, loop=loop, hostname="localhost", enable_SMTPUTF8=options.smtputf8,
            tls_context=None if options.implicit_tls else tls, require_starttls=tls is not None and not options.implicit_tls,
            authenticator=authenticate if options.password else None, auth_required=options.password is not None, auth_require_tls=False),
        "127.0.0.1", 0, ssl=tls if options.implicit_tls else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
